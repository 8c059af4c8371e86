/** Tries keys on many sealed files, away from the page. */
import { openWith } from './seal.ts'
import { type ToOpen } from './openMany.ts'

self.onmessage = async ({ data: { identities, files } }: MessageEvent<ToOpen>) => {
  for (const [at, file] of files.entries()) postMessage({ at, plain: await openWith(identities, file) })
}
