/** What is in the outbox: for screens, and to be sent. What becomes of it is outbox.ts, loaded when there is something. */
import { type OutboxItem } from './types.ts'
import { type OutboxRow, type UploadRow } from './db.ts'
import { type Env } from './wire.ts'

/** What one request carries at most: a server's patience, and a phone's upload that may be cut. */
const MAX_OPS = 500
const MAX_BYTES = 1_000_000

/** The ops to send now, oldest first. */
export async function sendable(env: Env): Promise<OutboxRow[]> {
  const waiting = (await env.store.run((db) => db.getAll('outbox'))).filter(
    (row) => (row.state === 'waiting' && !row.hold) || (row.carried && !row.proven), // a carrier's word is not the server's
  )
  let bytes = 0
  const fits = waiting.findIndex((row, i) => i >= MAX_OPS || (bytes += row.line.length) > MAX_BYTES)
  return fits < 0 ? waiting : waiting.slice(0, Math.max(fits, 1))
}

/** What the screen of the outbox shows. */
export async function items(env: Env): Promise<OutboxItem[]> {
  const [rows, uploads] = await env.store.read(['outbox', 'uploads'], (tx) =>
    Promise.all([tx.objectStore('outbox').getAll(), tx.objectStore('uploads').getAll()]),
  )
  return rows.flatMap((row) => {
    const own = uploads.filter((upload) => upload.op === row.n)
    const isThere = row.proven && own.every((upload) => upload.carried) // all of it has arrived, as a carrier says
    return isThere ? [] : itemOf(row, own)
  })
}

/** An act as the outbox shows it, with the files that go with it. */
export function itemOf(row: OutboxRow, files: readonly Pick<UploadRow, 'size' | 'sent' | 'carried'>[]): OutboxItem {
  return {
    id: row.id,
    scope: row.scope,
    changes: row.changes,
    at: Number.parseInt(row.at.slice(0, 12), 16),
    state: row.state,
    error: row.error,
    told: row.carried ? 'carrier' : row.kept && row.state === 'waiting' ? 'kept' : null,
    sent: files.reduce((sum, file) => sum + (file.carried ? file.size : file.sent), 0),
    total: files.reduce((sum, file) => sum + file.size, 0),
  }
}

/** The signed lines that the server has not taken yet, oldest first. */
export async function unsentLines(env: Env): Promise<string[]> {
  const rows = await env.store.run((db) => db.getAll('outbox'))
  return rows.filter((row) => row.state === 'waiting').map((row) => new TextDecoder().decode(row.line))
}
