/**
 * From a receipt to its seed: Argon2id, made slow so that receipts cannot be guessed from replies that everybody has
 * (sync/spec/tips.md, 14). In a worker of its own where there is one: some seconds on a cheap phone.
 */
import { type Bytes, receiptSalt } from '@shaiba/sync'
import { scriptUrl } from './trusted.ts'
import workerUrl from './argon.worker.ts?worker&url'

/** What the worker is asked for, and answers with the seed. */
export interface Ask {
  readonly digits: string
  readonly salt: Bytes
}

/** The 64 bytes that a receipt of a county stands for. Spaces in it do not count. */
export async function seedOf(text: string, county: string): Promise<Bytes> {
  const ask: Ask = { digits: text.replaceAll(' ', ''), salt: receiptSalt(county) }
  return (await inWorker(ask)) ?? (await import('./argon.ts')).argon(ask.digits, ask.salt)
}

/** Null where no worker can run. */
async function inWorker(ask: Ask): Promise<Bytes | null> {
  if (typeof Worker === 'undefined') return null
  const worker = new Worker(scriptUrl(workerUrl), { type: 'module' })
  try {
    return await new Promise<Bytes | null>((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<Bytes>) => resolve(data)
      worker.onerror = () => resolve(null)
      worker.postMessage(ask)
    })
  } finally {
    worker.terminate() // with it goes what it remembered
  }
}
