/** Bytes by hash: what this phone made or has seen, else the server's. Checked before they are kept or shown. */
import { SyncError } from '@shaiba/sync'
import { hashOf } from '../device/bytes.ts'
import { type BlobRow } from './db.ts'
import { type Env, ask, chunksOf } from './wire.ts'

/** Bytes of pictures and recordings kept for reading offline; the longest unused go first. */
const KEEP_BYTES = 60 * 1024 * 1024

/** The bytes, or null when neither this phone nor the server has them now. */
export async function readBlob(env: Env, hash: string): Promise<Blob | null> {
  const held = await env.store.run((db) => db.get('blobs', hash))
  if (held) {
    void touch(env, held)
    return new Blob([held.bytes], { type: held.type })
  }
  try {
    const row = await fetchBlob(env, hash)
    await keep(env, row)
    return new Blob([row.bytes], { type: row.type })
  } catch {
    return null // nobody answers, it is not ours to see, or the phone is full: the screen shows a gap
  }
}

/** A file as the server has it. Throws `wrong_hash` when something else came, Unreachable when the line is cut. */
export async function fetchBlob(env: Env, hash: string): Promise<BlobRow> {
  const response = await ask(env, `/blob/${hash}`)
  const parts: BlobPart[] = []
  for await (const part of chunksOf(response)) parts.push(part as Uint8Array<ArrayBuffer>)
  const type = response.headers.get('Content-Type') ?? 'application/octet-stream'
  const bytes = await new Response(new Blob(parts)).arrayBuffer()
  if ((await hashOf(bytes)) !== hash) throw new SyncError('wrong_hash')
  return { hash, type, bytes, used: env.now(), mine: 0 }
}

/** Keep a copy, and let go of those longest unused beyond what is kept. */
async function keep(env: Env, row: BlobRow): Promise<void> {
  await env.store.write(['blobs'], 'relaxed', async (tx) => {
    const blobs = tx.objectStore('blobs')
    await blobs.put(row)
    let bytes = 0
    const copies = IDBKeyRange.bound([0, 0], [0, Infinity])
    for (let cursor = await blobs.index('used').openCursor(copies, 'prev'); cursor; cursor = await cursor.continue()) {
      bytes += cursor.value.bytes.byteLength
      if (bytes > KEEP_BYTES) await cursor.delete()
    }
  })
}

const TOUCH_MS = 24 * 3600_000

/** Its time is written into what is there now: meanwhile it may have been erased, or taken along. */
async function touch(env: Env, row: BlobRow): Promise<void> {
  if (env.now() - row.used < TOUCH_MS) return
  await env.store.write(['blobs'], 'relaxed', async (tx) => {
    const held = await tx.objectStore('blobs').get(row.hash)
    if (held) await tx.objectStore('blobs').put({ ...held, used: env.now() })
  })
}
