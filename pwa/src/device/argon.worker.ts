/** Argon2id away from the page. */
import { argon } from './argon.ts'
import { type Ask } from './receipt.ts'

self.onmessage = ({ data }: MessageEvent<Ask>) => postMessage(argon(data.digits, data.salt))
