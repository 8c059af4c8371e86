/** Attachments follow their ops: in pieces, from where the server has them, whatever was cut before. */
import { SyncError } from '@shaiba/sync'
import { type UploadRow } from './db.ts'
import { dropUploads } from './outbox.ts'
import { signIn } from './sign-in.ts'
import { type Env, ask } from './wire.ts'

/** Bytes per request: small enough to get through a bad minute, large enough to be few. */
const PIECE = 128 * 1024

/** How often the server may name another offset without anything having moved. */
const MAX_ASTRAY = 3

/** Send what is left of the attachments of ops that the server has. Throws when it cannot go on now. */
export async function upload(env: Env): Promise<void> {
  const [rows, uploads] = await env.store.read(['outbox', 'uploads'], (tx) =>
    Promise.all([tx.objectStore('outbox').getAll(), tx.objectStore('uploads').getAll()]),
  )
  const taken = new Map(
    rows.filter((row) => (row.state === 'received' || row.kept) && !row.error).map((row) => [row.n, row.scope]),
  )
  for (const row of uploads) {
    const scope = taken.get(row.op)
    if (scope === undefined) continue
    await uploadOne(env, row, scope)
  }
}

async function uploadOne(env: Env, row: UploadRow, scope: string): Promise<void> {
  const blob = await env.store.run((db) => db.get('blobs', row.hash))
  if (!blob) return finish(env, row, scope) // cannot be: bytes and op are written together; nothing left to send
  let { sent } = row
  let astray = 0
  let signedIn = false
  for (;;) {
    let answer: { readonly offset: number; readonly complete: boolean }
    try {
      answer = await put(env, row, sent, blob.bytes, PIECE)
    } catch (error) {
      if (!(error instanceof SyncError)) throw error
      if (error.code === 'wrong_offset' && ++astray <= MAX_ASTRAY) sent = await moveTo(env, row, offsetIn(error), scope)
      else if (error.code === 'wrong_hash' && ++astray <= MAX_ASTRAY)
        sent = await moveTo(env, row, 0, scope) // discarded there
      else if (error.code === 'signed_out' && !signedIn && (await signIn(env))) signedIn = true
      else if (error.detail['kept'] === true)
        return // a terminal has it all, and will bring it there
      else if (error.retry === 'never') return give(env, row, scope, error)
      else throw error
      continue
    }
    if (answer.complete) return finish(env, row, scope)
    if (answer.offset > sent) astray = 0
    else if (++astray > MAX_ASTRAY) throw new SyncError('unavailable')
    sent = await moveTo(env, row, answer.offset, scope)
  }
}

/** Send a piece of a file, from where the server has it. */
export async function put(
  env: Env,
  row: Pick<UploadRow, 'hash' | 'type' | 'size'>,
  sent: number,
  bytes: ArrayBuffer,
  piece: number,
): Promise<{ offset: number; complete: boolean }> {
  const response = await ask(env, `/blob/${row.hash}`, {
    method: 'PUT',
    headers: {
      'Content-Type': row.type,
      'Upload-Offset': String(sent),
      'Upload-Length': String(row.size),
      'X-Shaiba': '1',
    },
    body: bytes.slice(sent, sent + piece),
  })
  return (await response.json()) as { offset: number; complete: boolean }
}

export function offsetIn(error: SyncError): number {
  const offset = error.detail['offset']
  return typeof offset === 'number' ? offset : 0
}

async function moveTo(env: Env, row: UploadRow, sent: number, scope: string): Promise<number> {
  await env.store.write(['uploads'], 'relaxed', async (tx) => {
    if (await tx.objectStore('uploads').get([row.op, row.hash])) await tx.objectStore('uploads').put({ ...row, sent })
  })
  env.bus.post({ say: 'outbox', scopes: [scope] })
  return sent
}

async function finish(env: Env, row: UploadRow, scope: string): Promise<void> {
  await env.store.write(['outbox', 'uploads', 'blobs'], 'strict', async (tx) => {
    await tx.objectStore('uploads').delete([row.op, row.hash])
    const left = await tx.objectStore('uploads').getAll()
    const blob = await tx.objectStore('blobs').get(row.hash)
    if (blob && !left.some((other) => other.hash === row.hash)) await tx.objectStore('blobs').put({ ...blob, mine: 0 })
    const op = await tx.objectStore('outbox').get(row.op)
    if (op?.proven && !left.some((other) => other.op === row.op)) await tx.objectStore('outbox').delete(row.op)
  })
  env.bus.post({ say: 'outbox', scopes: [scope] })
}

/** The server will never take these bytes: the author is told, the act itself stands in the log. */
async function give(env: Env, row: UploadRow, scope: string, error: SyncError): Promise<void> {
  await env.store.write(['outbox', 'uploads', 'blobs'], 'strict', async (tx) => {
    const op = await tx.objectStore('outbox').get(row.op)
    if (op)
      await tx
        .objectStore('outbox')
        .put({ ...op, error: { error: error.code, retry: error.retry, detail: error.detail } })
    else await dropUploads(tx, row.op)
  })
  env.bus.post({ say: 'outbox', scopes: [scope] })
}
