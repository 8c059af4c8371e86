/**
 * Files and runs of QR codes by which ops and villages travel without network: what goes into one, and what of one that
 * came is kept. Whoever carried it is trusted with nothing.
 *
 * Spec: sync/spec/carry.md.
 */
import {
  type Bytes,
  type CarriedFile,
  type CarriedLog,
  type Receipt,
  type Section,
  Frontier,
  MAX_CARRY,
  SyncError,
  formatCarry,
  openNote,
  origin,
  packCarry,
  parseOp,
  readCarry,
  sameBytes,
  unpackCarry,
} from '@shaiba/sync'
import { hashOf } from '../device/bytes.ts'
import { filesOf, waiting } from './carried.ts'
import { type CarriedRow, type LogRow, type OutboxRow } from './db.ts'
import { withLeaves } from './line.ts'
import { pinnedKey } from './log-key.ts'
import { obey, signAgain } from './outbox.ts'
import { unpack } from './pages.ts'
import { compareWhole, isTrusted, leavesUpTo, scopeRow, take } from './pull.ts'
import { heldSize } from './staging.ts'
import { type TakenIn, type TakenLog, type ToCarry } from './types.ts'
import { type Env } from './wire.ts'

/** What others gave, ops and files, is at most this much; the phone has a life of its own. */
const MAX_OPS = 500
const MAX_FILES = 64_000_000

/** One file, as the server takes it. */
const MAX_FILE = 8 * 1024 * 1024

/** Pack what is to be carried. `not_found` where there is nothing of it; `too_large` where it is too much for a file. */
export async function pack(env: Env, what: ToCarry): Promise<Bytes> {
  const sections = [
    ...(what.ops ? await opSections(env) : []),
    ...(await logSections(env, what.logs)),
    ...(what.receipts ? await receiptSections(env) : []),
  ]
  if (sections.length === 0) throw new SyncError('not_found')
  const text = formatCarry(sections)
  if (text.length > MAX_CARRY) throw new SyncError('too_large', { max: MAX_CARRY })
  return packCarry(text)
}

/** Own ops that no server has spoken of to this phone, and those it carries, each with its files. */
async function opSections(env: Env): Promise<Section[]> {
  const [rows, uploads] = await env.store.read(['outbox', 'uploads'], (tx) =>
    Promise.all([tx.objectStore('outbox').getAll(), tx.objectStore('uploads').getAll()]),
  )
  const own = rows.filter((row) => row.state === 'waiting' || (row.carried && !row.proven))
  const others = await waiting(env)
  const files: CarriedFile[] = []
  for (const { op, hash, type } of uploads) {
    const blob = own.some((row) => row.n === op) ? await env.store.run((db) => db.get('blobs', hash)) : undefined
    if (blob) files.push({ blob: hash, type, data: new Uint8Array(blob.bytes) })
  }
  for (const { id } of others)
    for (const file of await filesOf(env, id))
      files.push({ blob: file.hash, type: file.type, data: new Uint8Array(file.bytes) })
  const ops = [...own, ...others].map((row) => row.line)
  return ops.length ? [{ ops }, ...files] : []
}

/** Whole public logs, as far as this phone has proven them. */
async function logSections(env: Env, scopes: readonly string[]): Promise<Section[]> {
  const sections: Section[] = []
  for (const scope of scopes) {
    const { epoch, size, checkpoint, alarm } = await scopeRow(env, scope)
    if (!size || !checkpoint || alarm) continue
    const lines: Bytes[] = []
    for (let n = 0; lines.length < size; n++) {
      const page = await env.store.run((db) => db.get('pages', [scope, n]))
      if (!page) break
      lines.push(...(await unpack(page)))
    }
    if (lines.length < size) continue // a browser that lost pages has nothing whole to give
    sections.push({ log: scope, epoch, from: 0, to: size, checkpoint, lines: lines.slice(0, size) })
  }
  return sections
}

async function receiptSections(env: Env): Promise<Section[]> {
  const verdicts: Receipt[] = []
  for (const { id, verdict } of await env.store.run((db) => db.getAll('carried'))) {
    if (!verdict) continue
    const blobs = (await filesOf(env, id)).filter((file) => file.state === 'delivered').map((file) => file.hash)
    verdicts.push({ of: id, blobs, verdict })
  }
  return verdicts.length ? [{ verdicts }] : []
}

/** Take in a file that somebody brought. Each part is judged by itself; what fails is told and not kept. */
export async function takeIn(env: Env, bytes: Bytes): Promise<TakenIn> {
  const sections: Section[] = []
  let fault: string | null = null
  try {
    for (const section of readCarry(await unpackCarry(bytes))) sections.push(section)
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
    fault = error.code // what stood whole before it holds
  }
  const taken = { ops: 0, known: 0, bad: 0, files: 0, badFiles: 0, verdicts: 0, fault }
  for (const section of sections) if ('ops' in section) for (const line of section.ops) taken[await takeOp(env, line)]++
  for (const section of sections) if ('blob' in section) taken[await takeFile(env, section)]++
  const logs: TakenLog[] = []
  for (const section of sections)
    if ('log' in section) logs.push({ scope: section.log, ...(await takeLog(env, section)) })
  for (const section of sections) if ('verdicts' in section) taken.verdicts += await takeReceipts(env, section.verdicts)
  env.bus.post({ say: 'carried' })
  env.bus.post({ say: 'sync' })
  return { ...taken, logs }
}

async function takeOp(env: Env, line: Bytes): Promise<'ops' | 'known' | 'bad'> {
  let op: ReturnType<typeof parseOp>
  try {
    op = parseOp(line)
  } catch (error) {
    if (error instanceof SyncError) return 'bad'
    throw error
  }
  return env.store.write(['carried', 'outbox'], 'strict', async (tx) => {
    if (await tx.objectStore('outbox').index('id').get(op.id)) return 'known'
    if (await tx.objectStore('carried').index('id').get(op.id)) return 'known'
    if ((await tx.objectStore('carried').count()) >= MAX_OPS) return 'bad'
    const row: CarriedRow = { id: op.id, scope: op.scope, line, names: blobsIn(op.changes), taken: env.now(), state: 'waiting', verdict: null } // prettier-ignore
    await tx.objectStore('carried').add(row)
    return 'ops'
  })
}

/** Hashes that a change refers to: the member `blob` of any object in it. */
function blobsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = 'blob' in value && typeof value.blob === 'string' ? [value.blob] : []
  return [...own, ...Object.values(value).flatMap(blobsIn)]
}

async function takeFile(env: Env, { blob: hash, type, data }: CarriedFile): Promise<'files' | 'known' | 'badFiles'> {
  const bytes = data.slice().buffer
  if (bytes.byteLength > MAX_FILE || (await hashOf(bytes)) !== hash) return 'badFiles'
  return env.store.write(['carried', 'carriedFiles'], 'strict', async (tx) => {
    const files = tx.objectStore('carriedFiles')
    const held = await files.getAll()
    const named = (await tx.objectStore('carried').getAll()).filter((row) => row.names.includes(hash))
    const op = named.find((row) => !held.some((file) => file.op === row.id && file.hash === hash))?.id
    if (op === undefined) return named.length ? 'known' : 'badFiles' // nobody whose ops we carry speaks of it
    if (held.reduce((sum, file) => sum + file.bytes.byteLength, bytes.byteLength) > MAX_FILES) return 'badFiles'
    await files.put({ op, hash, type, bytes, state: 'waiting' })
    return 'files'
  })
}

/**
 * A log that was carried is checked as a server's. But a file is no server: what is not signed, or garbled, is refused
 * and alarms nobody; what is signed, whole, and another history than ours convicts the log.
 */
async function takeLog(env: Env, log: CarriedLog): Promise<Omit<TakenLog, 'scope'>> {
  const pinned = await pinnedKey(env)
  if (!pinned) return { what: 'no_key', lines: 0 }
  const row = await scopeRow(env, log.log)
  if (!isTrusted(row)) return { what: 'alarm', lines: 0 }
  if (!(await isSigned(pinned, log))) return { what: 'bad', lines: 0 }
  if (row.size > 0 && row.epoch !== log.epoch) return { what: 'bad', lines: 0 }
  const held = heldSize(row)
  if (log.from > held) return { what: 'gap', lines: 0 }
  const own = await leavesUpTo(env, log.log, log.from)
  if (!own) return { what: 'gap', lines: 0 }
  const carried = (await withLeaves(log.lines)).map((line) => line.leaf)
  const theirs = await openNote(log.checkpoint, pinned.vkey)
  const whole = Frontier.EMPTY.extend([...own, ...carried])
  if (!sameBytes(whole.root(), theirs.root)) return { what: 'bad', lines: 0 }
  if (!(await compareWhole(env, log.log, [...own, ...carried], log.checkpoint))) return { what: 'alarm', lines: 0 }
  if (log.to <= held) return { what: 'known', lines: 0 }
  const lines = log.lines.slice(held - log.from)
  const section = { scope: log.log, epoch: log.epoch, from: held, lines, checkpoint: log.checkpoint }
  const taken = await take(env, pinned, section, true)
  return taken === 'taken' ? { what: 'new', lines: log.to - row.size } : { what: 'bad', lines: 0 }
}

async function isSigned(pinned: LogRow, { log, epoch, to, checkpoint }: CarriedLog): Promise<boolean> {
  try {
    const note = await openNote(checkpoint, pinned.vkey)
    return note.size === to && note.origin === origin(pinned.name, log, epoch)
  } catch (error) {
    if (error instanceof SyncError) return false
    throw error
  }
}

/** Verdicts that a carrier brings: of this phone's own ops, and of those that it carries for others. */
async function takeReceipts(env: Env, receipts: readonly Receipt[]): Promise<number> {
  const { again } = await obey(env, receipts.map(({ of, verdict }) => [of, verdict]), { carrier: true }) // prettier-ignore
  const known = await env.store.write(['outbox', 'uploads', 'carried', 'carriedFiles'], 'strict', async (tx) => {
    let count = 0
    for (const { of, blobs, verdict } of receipts) {
      const own = await tx.objectStore('outbox').index('id').get(of)
      const other = await tx.objectStore('carried').index('id').get(of)
      if (own || other) count++
      if (other && !other.verdict) await tx.objectStore('carried').put({ ...other, verdict })
      for (const hash of own ? blobs : []) {
        const upload = await tx.objectStore('uploads').get([(own as OutboxRow).n as number, hash])
        if (upload) await tx.objectStore('uploads').put({ ...upload, carried: true })
      }
    }
    return count
  })
  if (again.length) await signAgain(env, again)
  env.bus.post({ say: 'outbox', scopes: [...new Set(receipts.flatMap(({ verdict }) => ('scope' in verdict ? [verdict.scope] : [])))] }) // prettier-ignore
  return known
}
