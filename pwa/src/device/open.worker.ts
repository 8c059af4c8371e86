/** Tries keys on many sealed files, away from the page. */
import type { ToOpen } from './openMany.ts'

self.onmessage = async ({ data: { identities, files } }: MessageEvent<ToOpen>) => {
  const { openWith } = await import('./seal.ts') // one file of the build for all that seal
  for (const [at, file] of files.entries()) postMessage({ at, plain: await openWith(identities, file) })
}
