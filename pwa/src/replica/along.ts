/**
 * Pictures taken along: fetched beforehand because somebody wishes it, and kept until they are let go. What was only
 * looked at makes room for what is looked at later (blobs.ts); this does not.
 */
import { SyncError } from '@shaiba/sync'
import { fetchBlob } from './blobs.ts'
import { type BlobRow } from './db.ts'
import { type Along, type Held } from './types.ts'
import { type Env, tell } from './wire.ts'

/** As many as one request may ask about (server/shaiba/web/files.py). */
const ASKED = 500

/** What `replica.along()` gives. */
export function along(env: Env): Along {
  return {
    held: (hashes) => held(env, hashes),
    weigh: (hashes) => weigh(env, hashes),
    take: (hashes, told, signal) => take(env, hashes, told, signal),
    leave: (hashes) => leave(env, hashes),
  }
}

async function held(env: Env, hashes: readonly string[]): Promise<Map<string, Held>> {
  return env.store.read(['blobs'], async (tx) => {
    const rows = await Promise.all(hashes.map((hash) => tx.objectStore('blobs').get(hash)))
    return new Map(
      rows.flatMap((row) => (row ? [[row.hash, { bytes: row.bytes.byteLength, isKept: row.mine !== 0 }]] : [])),
    )
  })
}

/** Bytes by hash of what the server has of these; what it has not yet is left out. */
async function weigh(env: Env, hashes: readonly string[]): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for (let at = 0; at < hashes.length; at += ASKED) {
    const answer = await tell(env, 'POST', '/blobs', { blobs: hashes.slice(at, at + ASKED) })
    const { sizes } = (await answer.json()) as { sizes: Readonly<Record<string, number>> }
    for (const [hash, bytes] of Object.entries(sizes)) found.set(hash, bytes)
  }
  return found
}

/**
 * One after another, so that what a cut leaves is whole pictures. Who stops it does not wait for the one on its way, which
 * is kept all the same when it comes.
 */
async function take(
  env: Env,
  hashes: readonly string[],
  told: (done: number, all: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')), { once: true })
  })
  stopped.catch(() => undefined)
  for (const [done, hash] of hashes.entries()) {
    if (signal.aborted) throw new DOMException('', 'AbortError')
    told(done, hashes.length)
    await Promise.race([takeOne(env, hash), stopped])
  }
  told(hashes.length, hashes.length)
}

async function takeOne(env: Env, hash: string): Promise<void> {
  if (await mark(env, hash)) return
  try {
    const row = await fetchBlob(env, hash)
    await env.store.write(['blobs'], 'relaxed', (tx) => tx.objectStore('blobs').put({ ...row, mine: 2 }))
  } catch (error) {
    if (!(error instanceof SyncError && error.code === 'not_found')) throw error // else: its sender's phone still has it
  }
}

/** Whether it is here already; then it stays. What waits to be sent stays anyway. */
async function mark(env: Env, hash: string): Promise<boolean> {
  return env.store.write(['blobs'], 'relaxed', async (tx) => {
    const row = await tx.objectStore('blobs').get(hash)
    if (row?.mine === 0) await tx.objectStore('blobs').put({ ...row, mine: 2 })
    return row !== undefined
  })
}

async function leave(env: Env, hashes: readonly string[]): Promise<void> {
  await env.store.write(['blobs'], 'relaxed', async (tx) => {
    const blobs = tx.objectStore('blobs')
    for (const hash of hashes) {
      const row: BlobRow | undefined = await blobs.get(hash)
      if (row && row.mine !== 1) await blobs.delete(hash)
    }
  })
}
