/**
 * Go on with a log in a later epoch, where the clerk says that the one we held was given up. What was lost with it is
 * kept aside for ever, with the proofs by which it is offered again (regain.ts). Loaded when that happens.
 *
 * Spec: sync/spec/scope.md, Giving up; sync/spec/regain.md.
 */
import { type Behind, type Bytes, type Record as Merged, Frontier, SyncError, b64uDecode, b64uEncode, inclusionProofs, kindOf, makeTag, merge, origin, parseOp, parseStamp, verify } from '@shaiba/sync' // prettier-ignore
import { readAccount } from './account.ts'
import { type DeviceRow, type LogRow, type OutboxRow, type PageRow, type RecordRow, type ScopeRow, within } from './db.ts' // prettier-ignore
import { type Line, readOp } from './line.ts'
import { PAGE, leavesOf, pack, unpack } from './pages.ts'
import { type Taken, isTrusted, openHead, raise, scopeRow } from './pull.ts'
import { KEPT, dropRecord } from './records.ts'
import { isSaidAgain } from './regain.ts'
import { type Alarm } from './types.ts'
import { type Env } from './wire.ts'

interface Entry {
  readonly place: number
  readonly id: string
  readonly lost: number
  readonly order: string
  /** ms since 1970 */
  readonly at: number
}

/** The server says that the epoch of our cursor was given up. */
export async function turnOver(env: Env, log: LogRow, said: Behind): Promise<Taken> {
  const row = await scopeRow(env, said.scope)
  if (row.alarm && !isTrusted(row)) return row.alarm
  const theirs = await openHead(log, said.checkpoint)
  if (theirs?.origin !== origin(log.name, said.scope, said.epoch)) return raise(env, row, 'signature', said.checkpoint)
  const entry = said.epoch > row.epoch ? await entryOf(log, said) : null
  if (!entry) return raise(env, row, 'epoch', said.checkpoint)
  const lines = await held(env, row)
  const kept = Math.min(lines.length, said.behind)
  const lost = lines.slice(kept)
  const frontier = Frontier.EMPTY.extend(lines.slice(0, kept).map(({ leaf }) => leaf))
  const edge = kept % PAGE ? await packed(lines.slice(kept - (kept % PAGE), kept)) : null
  const lostPages = await asidePages(row, lines, kept)
  const again = recordsOf(lines, kept)
  const person = (await readAccount(env))?.person ?? ''
  const note: Alarm = { scope: said.scope, code: 'given_up', ours: row.checkpoint ?? '', theirs: said.checkpoint, at: env.now(), mended: env.now(), begun: { order: entry.order, at: entry.at, lost: Math.max(entry.lost, lost.length), held: lost.length } } // prettier-ignore
  const isNews = lost.length > 0 || entry.lost > 0
  const done = await env.store.write(['scopes', 'pages', ...KEPT, 'outbox', 'keys', 'meta'], 'strict', async (tx) => {
    // prettier-ignore
    const now = await tx.objectStore('scopes').get(said.scope)
    if (now?.epoch !== row.epoch || now.size !== row.size) return false // another tab was faster
    const pages = tx.objectStore('pages')
    const first = Math.floor(kept / PAGE)
    void pages.delete(IDBKeyRange.bound([said.scope, first], [said.scope, []]))
    if (edge) void pages.put(edge, [said.scope, first])
    lostPages.forEach((page, n) => void pages.put(page, [`${said.scope}+${String(row.epoch)}`, n]))
    for (const { at, after } of again) {
      await dropRecord(tx, [said.scope, ...at])
      if (after) void tx.objectStore('records').put(after, [said.scope, ...at])
    }
    const device = (await tx.objectStore('keys').get('device')) as DeviceRow | undefined
    for (const { bytes, leaf } of lost) {
      const op = readOp(bytes)
      if (op?.by !== device?.id || !op || !isSaidAgain(bytes)) continue
      const id = b64uEncode(leaf)
      const { by, at, do: changes } = op
      // Acknowledged and not proven: it is sent again once the epoch's entry is found, after all was offered.
      const own: OutboxRow = { id, scope: said.scope, by, person, at, line: bytes, changes, state: 'received', error: null, hold: null, again: 0, proven: false } // prettier-ignore
      const waiting = await tx.objectStore('outbox').index('id').get(id)
      await tx.objectStore('outbox').put(waiting ? { ...waiting, state: 'received', proven: false } : own)
    }
    void tx.objectStore('meta').put(note, `alarm/${said.scope}/${String(note.at)}`) // both heads, for ever
    const { witnessed: _, ...rest } = row
    await tx.objectStore('scopes').put({ ...rest, epoch: said.epoch, size: kept, frontier: frontier.toBytes(), root: kept > 0 ? b64uEncode(frontier.root()) : null, checkpoint: null, staged: null, alarm: isNews ? note : null, entry: { place: entry.place, id: entry.id } }) // prettier-ignore
    return true
  })
  if (!done) return 'stale'
  env.bus.post({ say: 'changed', scope: said.scope, keys: null })
  env.bus.post({ say: 'outbox', scopes: [said.scope] })
  return 'staged'
}

/** The entry that began the epoch, if the clerk said it, of this log, and so that it can be. */
async function entryOf(log: LogRow, said: Behind): Promise<Entry | null> {
  const { clerk } = log
  if (!clerk || said.entry === undefined) return null
  try {
    const op = parseOp(new TextEncoder().encode(said.entry))
    await verify(clerk.alg, b64uDecode(clerk.key, clerk.alg === 'ed25519' ? 32 : 65), op)
    const begun = op.changes.find((change) => change.do === 'epoch.begin')?.set as Record<string, number> | undefined
    if (op.by !== clerk.device || op.scope !== said.scope || begun?.['epoch'] !== said.epoch) return null
    const { first: place = -1, lost = 0 } = begun
    const at = parseStamp(op.at).millis
    return place >= said.behind ? { place, id: op.id, lost, order: String(begun['order']), at } : null
  } catch (error) {
    if (error instanceof SyncError) return null
    throw error
  }
}

/** The lines that we hold, up to the first page that the phone has lost. */
async function held(env: Env, row: ScopeRow): Promise<Line[]> {
  const pages = await env.store.run((db) => db.getAll('pages', within(row.scope)))
  const lines: Line[] = []
  for (const page of pages) {
    const leaves = leavesOf(page)
    lines.push(...(await unpack(page)).map((bytes, i) => ({ bytes: bytes.slice(), leaf: leaves[i] as Bytes })))
  }
  return lines.slice(0, row.size)
}

/** The lines from there on, with the proofs that they stood in the tree that all of them make. */
async function asidePages(row: ScopeRow, lines: readonly Line[], kept: number): Promise<PageRow[]> {
  const places = lines.slice(kept).map((_, i) => kept + i)
  const proofs = lines.length === row.size ? inclusionProofs(lines.map(({ leaf }) => leaf), places) : null // prettier-ignore
  const pages: PageRow[] = []
  for (let at = kept; at < lines.length; at += PAGE) {
    const paths = proofs?.slice(at - kept, at - kept + PAGE)
    const page = await packed(lines.slice(at, at + PAGE))
    pages.push(paths ? { ...page, offer: { epoch: row.epoch, checkpoint: row.checkpoint ?? '', at, paths } } : page)
  }
  return pages
}

async function packed(lines: readonly Line[]): Promise<PageRow> {
  return pack(
    lines.map(({ bytes }) => bytes),
    lines.map(({ leaf }) => leaf),
  )
}

interface Again {
  readonly at: [kind: string, id: string]
  after: RecordRow | null
}

/** The records that lost lines touched, from the lines that are kept; null where none is. */
function recordsOf(lines: readonly Line[], kept: number): Again[] {
  const touched = new Map<string, Again>()
  for (const { bytes } of lines.slice(kept))
    for (const change of readOp(bytes)?.do ?? [])
      touched.set(`${kindOf(change)}/${change.id}`, { at: [kindOf(change), change.id], after: null })
  lines.slice(0, kept).forEach(({ bytes, leaf }, seq) => {
    const op = readOp(bytes)
    op?.do.forEach((change, index) => {
      const again = touched.get(`${kindOf(change)}/${change.id}`)
      if (!again) return
      const record: Merged = merge(again.after?.record ?? null, change, makeTag(op.at, op.by, b64uEncode(leaf), index))
      const seqs = again.after?.seqs ?? []
      again.after = { record, seqs: seqs.at(-1) === seq ? seqs : [...seqs, seq] }
    })
  })
  return [...touched.values()]
}
