/**
 * Take lines of a log in: extend our own tree, compare roots, check the signature; only then merge and move the cursor.
 *
 * Spec: sync/spec/scope.md (Pulling), sync/spec/tree.md (What a phone holds and does).
 */
import {
  type Bytes,
  type Checkpoint,
  type Cursor,
  Frontier,
  SyncError,
  b64uEncode,
  openNote,
  origin,
  sameBytes,
} from '@shaiba/sync'
import { catchUp } from './clock.ts'
import { type LogRow, type OutboxRow, type RecordRow, type ScopeRow, TO_ERASE, TO_OFFER, within } from './db.ts'
import { type Line, isSameAct, readOp, withLeaves } from './line.ts'
import { leavesOf } from './pages.ts'
import { heldSize, pagesFor, readStaged, stage } from './staging.ts'
import { type Alarm } from './types.ts'
import { type Env, fetched } from './wire.ts'

/** Lines of one scope from one answer: all those in [from, to). */
export interface Section {
  readonly scope: string
  readonly epoch: number
  readonly from: number
  readonly lines: readonly Bytes[]
  /** signed note of a tree that these lines lead up to; null where more must be fetched first */
  readonly checkpoint: string | null
  /** the cursor that it answers; none where nobody asked from one */
  readonly asked?: Cursor | undefined
}

/** `stale`: the phone was elsewhere meanwhile; ask again. An alarm was stored and told. */
export type Taken = 'taken' | 'staged' | 'stale' | Alarm

const FRESH: Omit<ScopeRow, 'scope'> = {
  epoch: 0,
  size: 0,
  frontier: Frontier.EMPTY.toBytes(),
  root: null,
  checkpoint: null,
  asOf: null,
  alarm: null,
  staged: null,
}

/** What the phone knows of a scope's log. */
export async function scopeRow(env: Env, scope: string): Promise<ScopeRow> {
  return (await env.store.run((db) => db.get('scopes', scope))) ?? { scope, ...FRESH }
}

/** Whether the phone goes on with the log. One that lost lines, or their bytes, may be refilled; else the alarm stands. */
export function isTrusted(row: ScopeRow): boolean {
  return row.alarm === null || ['shorter', 'damaged', 'given_up'].includes(row.alarm.code)
}

/** How far the phone is, and the root that it has proven; staged lines have none yet. */
export function cursorOf(row: ScopeRow): Cursor {
  return row.staged || row.root === null ? [row.epoch, heldSize(row)] : [row.epoch, row.size, row.root]
}

/** The server answered for these scopes just now. */
export async function freshen(env: Env, scopes: readonly string[]): Promise<void> {
  const at = env.now()
  await env.store.write(['scopes'], 'relaxed', async (tx) => {
    for (const scope of scopes) {
      const row = (await tx.objectStore('scopes').get(scope)) ?? { scope, ...FRESH }
      void tx.objectStore('scopes').put({ ...row, asOf: at })
    }
  })
  env.bus.post({ say: 'fresh', scopes, at })
}

/**
 * Take a section. With `trial`, a root that differs is not yet an alarm (the lines were not all the server's own):
 * nothing is stored and `stale` says to ask again.
 */
export async function take(env: Env, log: LogRow, section: Section, trial = false): Promise<Taken> {
  const was = await scopeRow(env, section.scope)
  const row = was.size > 0 ? was : { ...was, epoch: section.epoch } // who has proven nothing yet begins in any epoch
  if (row.alarm && !isTrusted(row)) return row.alarm
  if (heldSize(row) !== section.from) return 'stale'
  const { checkpoint } = section
  const opened = checkpoint === null ? null : openHead(log, checkpoint) // checked beside, while the lines are hashed
  const read = await withLeaves(section.lines)
  const before = Frontier.fromBytes(row.staged?.frontier ?? row.frontier)
  const frontier = before.extend(read.map((line) => line.leaf))
  if (checkpoint === null) return stage(env, row, read, frontier)

  const theirs = await opened
  const claimed = origin(log.name, section.scope, row.epoch)
  if (!theirs) return raise(env, row, 'signature', checkpoint)
  if (section.epoch !== row.epoch && row.size > 0) {
    const [epoch, size] = section.asked ?? [0, 0]
    return epoch === row.epoch && size > 0 ? raise(env, row, 'epoch', checkpoint) : 'stale' // it answers another cursor
  }
  const expected = row.size > 0 ? claimed : origin(log.name, section.scope, section.epoch)
  if (theirs.origin !== expected) return raise(env, row, 'signature', checkpoint)
  if (theirs.size < row.size) return raise(env, row, 'shorter', checkpoint)
  if (theirs.size > frontier.size) return stage(env, row, read, frontier)
  if (theirs.size < frontier.size || !sameBytes(theirs.root, frontier.root())) {
    if (trial) return 'stale'
    if (row.staged) return restart(env, row) // a cache may have garbled what was staged: fetch it anew, then judge
    if (theirs.size < frontier.size) return 'stale' // the note is of fewer lines than came: it says nothing of the rest
    return raise(env, row, 'root', checkpoint)
  }
  const stagedLines = row.staged ? await readStaged(env, row) : []
  const lines = [...stagedLines, ...read]
  const entry = row.entry && row.entry.place < frontier.size ? row.entry : null
  const found = entry && lines[entry.place - row.size]
  if (entry && (!found || b64uEncode(found.leaf) !== entry.id)) return raise(env, row, 'epoch', checkpoint)
  const next = { ...row, epoch: section.epoch, entry: entry ? null : (row.entry ?? null) }
  return commit(env, next, lines, frontier, checkpoint, theirs)
}

/**
 * Judge a history that came whole and signed, from elsewhere than the server: ours must be its beginning, or it ours.
 * False is the alarm.
 */
export async function compareWhole(env: Env, scope: string, leaves: readonly Bytes[], note: string): Promise<boolean> {
  const row = await scopeRow(env, scope)
  const common = Math.min(row.size, leaves.length)
  const ours = await leavesUpTo(env, scope, common)
  if (!ours || ours.every((leaf, i) => sameBytes(leaf, leaves[i] as Bytes))) return true
  await raise(env, row, 'root', note)
  return false
}

/** The leaves of the first lines of a log; null where this phone has lost some of them. */
export async function leavesUpTo(env: Env, scope: string, size: number): Promise<Bytes[] | null> {
  const leaves: Bytes[] = []
  for (let n = 0; leaves.length < size; n++) {
    const page = await env.store.run((db) => db.get('pages', [scope, n]))
    if (!page) return null
    leaves.push(...leavesOf(page))
  }
  return leaves.slice(0, size)
}

/** A head that the log signed; null where it did not. */
export async function openHead(log: LogRow, note: string): Promise<Checkpoint | null> {
  try {
    return await openNote(note, log.vkey)
  } catch (error) {
    if (error instanceof SyncError) return null
    throw error
  }
}

export async function restart(env: Env, row: ScopeRow): Promise<Taken> {
  await env.store.write(['scopes'], 'relaxed', async (tx) => {
    const now = await tx.objectStore('scopes').get(row.scope)
    if (now) await tx.objectStore('scopes').put({ ...now, staged: null })
  })
  return 'stale'
}

async function commit(
  env: Env,
  row: ScopeRow,
  read: readonly Line[],
  frontier: Frontier,
  checkpoint: string,
  theirs: Checkpoint,
): Promise<Taken> {
  const { scope } = row
  const pages = row.staged
    ? await pagesFor(env, scope, heldSize(row), read.slice(heldSize(row) - row.size))
    : await pagesFor(env, scope, row.size, read)
  const said = read.map(({ bytes, leaf }) => ({ op: readOp(bytes), id: b64uEncode(leaf) }))
  const { inBlocks, merged } = await keeping()
  const touched = await merged(env.store, scope, row.size, said)
  const ids = new Set(said.map(({ id }) => id))
  const isHere = ({ id, line }: OutboxRow): boolean => {
    const own = readOp(line)
    return ids.has(id) || said.some(({ op }) => isSameAct(op, own))
  }
  const root = b64uEncode(theirs.root)
  const blocks = row.size === 0 && touched.size > TELL_ALL ? inBlocks(touched) : []
  for (const [, block] of blocks) env.bus.post({ say: 'coming', scope, root, block }) // screens have it while it is being stored
  const says = (verb: string): boolean => said.some(({ op }) => op?.do.some((change) => change.do === verb))
  const [orders, begun] = [says('erasure.order'), says('epoch.begin')]
  const stamps = said.flatMap(({ op }) => (op ? [op.at] : []))
  const done = await env.store.write(
    ['scopes', 'pages', 'records', 'blocks', 'outbox', 'uploads', 'keys', 'meta'],
    'relaxed',
    async (tx) => {
      // prettier-ignore
      const now = await tx.objectStore('scopes').get(scope)
      if ((now?.size ?? 0) !== row.size || (now ? heldSize(now) : 0) !== heldSize(row)) return false // another tab was faster
      for (const [n, page] of pages) void tx.objectStore('pages').put(page, [scope, n])
      for (const [at, block] of blocks) void tx.objectStore('blocks').put(block, [scope, ...at])
      if (blocks.length > 0)
        void tx.objectStore('records').delete(within(scope)) // of a log that was lost: it would stand over them
      else for (const row of touched.values()) void tx.objectStore('records').put(row, [scope, ...keyOf(row)])
      const outbox = tx.objectStore('outbox')
      for (const mine of await outbox.index('scope').getAll(scope))
        if (isHere(mine)) await settle(outbox, tx.objectStore('uploads'), mine)
      if (begun) {
        for (const mine of await outbox.getAll())
          if (mine.state === 'received' && !mine.proven) await outbox.put({ ...mine, state: 'waiting' }) // it may have been given up, in a log that nobody knows any more
        await tx.objectStore('meta').put(true, TO_OFFER) // and so may private logs have been
      }
      await catchUp(tx, stamps, env.now())
      if (orders) {
        const waiting = ((await tx.objectStore('meta').get(TO_ERASE)) ?? []) as string[]
        await tx.objectStore('meta').put([...new Set([...waiting, scope])], TO_ERASE)
      }
      await tx.objectStore('scopes').put({
        ...row,
        size: frontier.size,
        frontier: frontier.toBytes(),
        root,
        checkpoint,
        asOf: env.now(),
        alarm: row.alarm && row.alarm.code !== 'shorter' ? row.alarm : null, // one that was shorter leads on from ours again
        staged: null,
      })
      return true
    },
  )
  if (!done) return 'stale'
  const keys = touched.size > TELL_ALL ? null : [...touched.values()].map(keyOf)
  env.bus.post({ say: 'changed', scope, keys, handed: { root, count: touched.size } })
  if (orders) await (await import('./erase.ts')).eraseOrdered(env) // most phones never load it
  return 'taken'
}

/** How records are merged and kept, loaded where there are some: who chooses a village has none. */
export const keeping = () => fetched(import('./records.ts'))

/** More records than this are not named one by one: readers load the scope again. */
const TELL_ALL = 500

function keyOf(row: RecordRow): readonly [string, string] {
  return [row.record.kind, row.record.id]
}

interface Outbox {
  put(row: OutboxRow): Promise<number>
  delete(n: number): Promise<void>
}
interface Uploads {
  count(range: IDBKeyRange): Promise<number>
}

/** An own line stands in the proven log: the outbox is done with it, unless its attachments are still to go. */
async function settle(outbox: Outbox, uploads: Uploads, mine: OutboxRow): Promise<void> {
  const n = mine.n ?? 0
  if (await uploads.count(IDBKeyRange.bound([n], [n, []])))
    await outbox.put({ ...mine, state: 'received', proven: true })
  else await outbox.delete(n)
}

/** Keep both notes, tell everybody, stop trusting. What was proven before stays readable. */
export async function raise(env: Env, row: ScopeRow, code: Alarm['code'], theirs: string): Promise<Taken> {
  const alarm: Alarm = { scope: row.scope, code, ours: row.checkpoint ?? '', theirs, at: env.now() }
  if (row.alarm?.theirs === theirs && row.alarm.code === code && row.alarm.mended === undefined) return row.alarm // told before
  await env.store.write(['scopes', 'meta'], 'strict', async (tx) => {
    const now = (await tx.objectStore('scopes').get(row.scope)) ?? row
    void tx.objectStore('meta').put(alarm, `alarm/${row.scope}/${alarm.at}`) // evidence outlives a log that comes back
    await tx.objectStore('scopes').put({ ...now, staged: null, alarm })
  })
  env.bus.post({ say: 'changed', scope: row.scope, keys: [] })
  return alarm
}
