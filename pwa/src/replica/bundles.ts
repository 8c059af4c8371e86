/** A cold start: a public scope's log as static files, which anybody's cache may hold. Spec: sync/spec/scope.md. */
import { type Bytes, type Bundles } from '@shaiba/sync'
import { type LogRow } from './db.ts'
import { earlyRecords, tell } from './early.ts'
import { PAGE, split } from './pages.ts'
import { type Section, scopeRow, take } from './pull.ts'
import { heldSize } from './staging.ts'
import { type Env, ask, chunksOf } from './wire.ts'

type Offer = Bundles & Pick<Section, 'asked'>

/** Bundles per request; ranges begin at multiples, so that phones ask for the same files and caches can help. */
const RANGE = 32

/** The newest bundles are fetched first where there are so many that a reader would wait for the rest. */
const NEWEST = 2
const MANY = 8

/**
 * Fetch the log up to `offer.bundles` lines, as far as it goes; each bundle that came whole is kept, so a cut costs
 * one bundle at most. True if something came.
 */
export async function fetchBundles(env: Env, log: LogRow, offer: Offer): Promise<boolean> {
  const before = heldSize(await scopeRow(env, offer.scope))
  const total = offer.bundles / PAGE
  const newest = before === 0 && total >= MANY ? await fetchNewest(env, offer, total) : new Map<number, Bytes[]>()
  for (let held = before; held < offer.bundles;) {
    const first = Math.floor(held / PAGE)
    const early = newest.get(first)
    if (early) await keep(env, log, offer, first, early)
    else await fetchRange(env, log, offer, first, Math.min(first - (first % RANGE) + RANGE, total - newest.size) - 1)
    const now = heldSize(await scopeRow(env, offer.scope))
    if (now <= held) return now > before // an alarm, or another tab: the next round sees
    held = now
  }
  return heldSize(await scopeRow(env, offer.scope)) > before
}

/** Fetch the newest bundles, and show what begins in them. Each is a file of its own, so a cache keeps what came. */
async function fetchNewest(env: Env, offer: Offer, total: number): Promise<Map<number, Bytes[]>> {
  const names = Array.from({ length: NEWEST }, (_, i) => total - NEWEST + i)
  const found = await Promise.all(
    names.map(async (n) => {
      const lines: Bytes[] = []
      for await (const line of linesOf(env, offer, n, n)) lines.push(line)
      return [n, lines] as const
    }),
  )
  tell(env, offer.scope, earlyRecords(found.flatMap(([, lines]) => lines)))
  return new Map(found.filter(([, lines]) => lines.length === PAGE))
}

async function fetchRange(env: Env, log: LogRow, offer: Offer, first: number, last: number): Promise<void> {
  let lines: Bytes[] = []
  let n = first
  for await (const line of linesOf(env, offer, first, last)) {
    lines.push(line)
    if (lines.length < PAGE) continue
    if (!(await keep(env, log, offer, n, lines))) return
    lines = []
    n++
  }
}

/** Take in bundle n. False where the log did not go on: an alarm, or another tab was faster. */
async function keep(env: Env, log: LogRow, offer: Offer, n: number, lines: readonly Bytes[]): Promise<boolean> {
  const from = heldSize(await scopeRow(env, offer.scope))
  const fresh = lines.slice(Math.max(from - n * PAGE, 0)) // we may hold a beginning of it
  const checkpoint = (n + 1) * PAGE === offer.bundles ? offer.checkpoint : null
  const taken = await take(env, log, { ...offer, from, lines: fresh, checkpoint })
  return taken === 'staged' || taken === 'taken'
}

/** The lines of bundles first … last as they come. Each is a copy: a view would keep its whole chunk. */
async function* linesOf(env: Env, offer: Offer, first: number, last: number): AsyncGenerator<Bytes> {
  const name = first === last ? String(first) : `${first}-${last}`
  const epoch = offer.epoch > 0 ? `?epoch=${offer.epoch}` : '' // caches keep what stood there in an earlier one
  const response = await ask(env, `/log/${offer.scope}/entries/${name}${epoch}`)
  let rest: Uint8Array = new Uint8Array(0)
  for await (const chunk of chunksOf(response)) {
    const bytes = new Uint8Array(rest.length + chunk.length)
    bytes.set(rest)
    bytes.set(chunk, rest.length)
    const end = bytes.lastIndexOf(10) + 1
    for (const line of split(bytes.subarray(0, end))) yield line.slice()
    rest = bytes.slice(end)
  }
}
