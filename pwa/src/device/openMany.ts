/** Opening what is for one among very many sealed files: a millisecond each, in a worker where there is one. */
import { openWith } from './seal.ts'
import { scriptUrl } from './trusted.ts'
import workerUrl from './open.worker.ts?worker&url'

type Bytes = Uint8Array<ArrayBuffer>

/** What the worker is asked for. */
export interface ToOpen {
  readonly identities: readonly string[]
  readonly files: readonly Bytes[]
}

/** What each file holds, null where it is not for these identities. `told` hears how many were tried. */
export async function openMany(
  identities: readonly string[],
  files: readonly Bytes[],
  told: (count: number) => void,
): Promise<readonly (Bytes | null)[]> {
  if (files.length === 0) return []
  return (await inWorker({ identities, files }, told)) ?? inPage({ identities, files }, told)
}

async function inPage({ identities, files }: ToOpen, told: (count: number) => void): Promise<(Bytes | null)[]> {
  const opened: (Bytes | null)[] = []
  for (const file of files) {
    opened.push(await openWith(identities, file))
    told(opened.length)
  }
  return opened
}

/** Null where no worker can run. */
async function inWorker(ask: ToOpen, told: (count: number) => void): Promise<(Bytes | null)[] | null> {
  if (typeof Worker === 'undefined') return null
  const worker = new Worker(scriptUrl(workerUrl), { type: 'module' })
  const opened: (Bytes | null)[] = []
  try {
    return await new Promise((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<{ at: number; plain: Bytes | null }>) => {
        opened[data.at] = data.plain
        told(data.at + 1)
        if (data.at + 1 === ask.files.length) resolve(opened)
      }
      worker.onerror = () => resolve(null)
      worker.postMessage(ask)
    })
  } finally {
    worker.terminate()
  }
}
