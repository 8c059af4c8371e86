/**
 * Lines on their way into a scope: the pages that they make, and those whose head has not come yet.
 *
 * Staged lines are stored, so that a cut costs nothing, and nothing shows them before they are proven.
 */
import { type Bytes, type Frontier, sameBytes } from '@shaiba/sync'
import { type PageRow, type ScopeRow, type Store } from './db.ts'
import { type Line } from './line.ts'
import { PAGE, leavesOf, pack, unpack } from './pages.ts'
import { type Env } from './wire.ts'

/** Bytes of staged lines that are also kept in memory: a phone is short of memory before it is short of time. */
const MAX_HELD = 24_000_000

/** What this loop staged itself. When the head comes it is at hand, and no page has to be unpacked again. */
interface Held {
  readonly scope: string
  /** where they begin */
  readonly from: number
  readonly lines: readonly Line[]
  readonly bytes: number
  /** the tree's frontier behind them */
  readonly frontier: Bytes
}
const held = new WeakMap<Store, Held>()

/** How many lines the phone has to say it has: staged ones count, they need not be fetched twice. */
export function heldSize(row: ScopeRow): number {
  return row.staged?.size ?? row.size
}

/** Keep lines whose head was not reached yet. */
export async function stage(
  env: Env,
  row: ScopeRow,
  read: readonly Line[],
  frontier: Frontier,
): Promise<'staged' | 'stale'> {
  const pages = await pagesFor(env, row.scope, heldSize(row), read)
  const staged = { size: frontier.size, frontier: frontier.toBytes() }
  const done = await env.store.write(['scopes', 'pages'], 'relaxed', async (tx) => {
    const now = (await tx.objectStore('scopes').get(row.scope)) ?? row
    if (heldSize(now) !== heldSize(row)) return 'stale'
    for (const [n, page] of pages) void tx.objectStore('pages').put(page, [row.scope, n])
    await tx.objectStore('scopes').put({ ...now, epoch: row.epoch, staged })
    return 'staged'
  })
  if (done === 'staged') hold(env, row, read, staged.frontier)
  return done
}

/** The staged lines: as this loop kept them, or from the pages that another loop made, or this one before a cut. */
export async function readStaged(env: Env, row: ScopeRow): Promise<readonly Line[]> {
  const found = heldOf(env, row)
  held.delete(env.store)
  if (found) return found.lines
  const lines: Line[] = []
  const first = Math.floor(row.size / PAGE)
  for (let n = first; n * PAGE < heldSize(row); n++) {
    const page = await env.store.run((db) => db.get('pages', [row.scope, n]))
    if (page) lines.push(...(await linesIn(page)).slice(n === first ? row.size % PAGE : 0))
  }
  return lines
}

/** The pages that new lines make: the last one we have, filled up, and those after it. */
export async function pagesFor(
  env: Env,
  scope: string,
  size: number,
  read: readonly Line[],
): Promise<[number, PageRow][]> {
  const first = Math.floor(size / PAGE)
  const last = size % PAGE ? await env.store.run((db) => db.get('pages', [scope, first])) : undefined
  const old = last ? (await linesIn(last)).slice(0, size % PAGE) : []
  const all = [...old, ...read]
  const pages: [number, PageRow][] = []
  for (let i = 0; i < all.length; i += PAGE) {
    const part = all.slice(i, i + PAGE)
    pages.push([first + i / PAGE, await pack(part.map((line) => line.bytes), part.map((line) => line.leaf))]) // prettier-ignore
  }
  return pages
}

async function linesIn(page: PageRow): Promise<Line[]> {
  const leaves = leavesOf(page)
  return (await unpack(page)).map((bytes, i) => ({ bytes, leaf: leaves[i] as Bytes }))
}

function hold(env: Env, row: ScopeRow, read: readonly Line[], frontier: Bytes): void {
  const before = row.staged ? heldOf(env, row) : { lines: [], bytes: 0 }
  const bytes = read.reduce((sum, line) => sum + line.bytes.length, before?.bytes ?? 0)
  if (!before || bytes > MAX_HELD) held.delete(env.store)
  else held.set(env.store, { scope: row.scope, from: row.size, lines: [...before.lines, ...read], bytes, frontier })
}

/** What is held, if it is all that the row says is staged. */
function heldOf(env: Env, row: ScopeRow): Held | null {
  const found = held.get(env.store)
  if (!found || !row.staged || found.scope !== row.scope || found.from !== row.size) return null
  return sameBytes(found.frontier, row.staged.frontier) ? found : null
}
