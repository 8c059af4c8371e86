/** Argon2id away from the page. */
import type { Ask } from './receipt.ts'

self.onmessage = async ({ data }: MessageEvent<Ask>) => {
  const { argon } = await import('./argon.ts') // the page's too, where no worker runs
  postMessage(argon(data.digits, data.salt))
}
