/** A cold start: a public scope's log as static files, which anybody's cache may hold. Spec: sync/spec/scope.md. */
import { type Bytes, type Bundles as Offer } from '@shaiba/sync'
import { type LogRow } from './db.ts'
import { PAGE, split } from './pages.ts'
import { heldSize, scopeRow, take } from './pull.ts'
import { type Env, ask, chunksOf } from './wire.ts'

/** Bundles per request; ranges begin at multiples, so that phones ask for the same files and caches can help. */
const RANGE = 32

/**
 * Fetch the log up to `offer.bundles` lines, as far as it goes; each bundle that came whole is kept, so a cut costs
 * one bundle at most. True if something came.
 */
export async function fetchBundles(env: Env, log: LogRow, offer: Offer): Promise<boolean> {
  const before = heldSize(await scopeRow(env, offer.scope))
  for (let held = before; held < offer.bundles;) {
    const first = Math.floor(held / PAGE)
    const last = Math.min(first - (first % RANGE) + RANGE, offer.bundles / PAGE) - 1
    await fetchRange(env, log, offer, first, last)
    const now = heldSize(await scopeRow(env, offer.scope))
    if (now <= held) return now > before // an alarm, or another tab: the next round sees
    held = now
  }
  return heldSize(await scopeRow(env, offer.scope)) > before
}

async function fetchRange(env: Env, log: LogRow, offer: Offer, first: number, last: number): Promise<void> {
  const name = first === last ? String(first) : `${first}-${last}`
  const response = await ask(env, `/log/${offer.scope}/entries/${name}`)
  let lines: Bytes[] = []
  let rest: Uint8Array = new Uint8Array(0)
  let n = first
  const keep = async (): Promise<boolean> => {
    const from = heldSize(await scopeRow(env, offer.scope))
    const fresh = lines.slice(Math.max(from - n * PAGE, 0)) // we may hold a beginning of the first bundle
    const reached = (n + 1) * PAGE === offer.bundles
    lines = []
    n++
    const taken = await take(env, log, { ...offer, from, lines: fresh, checkpoint: reached ? offer.checkpoint : null })
    return taken === 'staged' || taken === 'taken'
  }
  for await (const chunk of chunksOf(response)) {
    const bytes = new Uint8Array(rest.length + chunk.length)
    bytes.set(rest)
    bytes.set(chunk, rest.length)
    const end = bytes.lastIndexOf(10) + 1
    for (const line of split(bytes.subarray(0, end))) {
      lines.push(line.slice()) // a copy: a view would keep the whole chunk
      if (lines.length === PAGE && !(await keep())) return
    }
    rest = bytes.slice(end)
  }
}
