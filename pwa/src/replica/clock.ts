/** The phone's clock: what it calls now, and the last stamp it used. Spec: sync/spec/clock.md. */
import { MAX_COUNTER, SyncError, type Stamp, formatStamp, parseStamp, receive, tick } from '@shaiba/sync'
import { type Schema } from './db.ts'
import { clockOffset, OFFSET } from './offset.ts'
import { type Env } from './wire.ts'

const ZERO: Stamp = { millis: 0, counter: 0 }
const LAST = 'clock'
/** The highest counter in a stamp of this phone's, ever. */
const TOP = 'clock_top'
/** What every counter is at least, since the clock was set back: so no stamp from before is used again. */
const FLOOR = 'clock_floor'

/** Server time may be this far off before the phone corrects itself, ms: answers take time on the way. */
const TOLERANCE_MS = 5_000

/** The part of a transaction that the clock needs. */
interface Stores {
  objectStore(name: 'keys'): {
    get(key: string): Promise<Schema['keys']['value'] | undefined>
    put(value: string, key: string): Promise<unknown>
  }
  objectStore(name: 'meta'): {
    get(key: string): Promise<unknown>
    put(value: number, key: string): Promise<unknown>
  }
}

/** Take the next stamp, inside a transaction over `keys` and `meta`: no two tabs get the same. */
export async function nextStamp(tx: Stores, nowMs: number): Promise<string> {
  // Asked for together: each way to the database is a turn, and a slow phone waits for it.
  const [before, ahead, top, floor] = await Promise.all([last(tx), offset(tx), number(tx, TOP), number(tx, FLOOR)])
  const { millis, counter: least } = tick(before, nowMs + ahead)
  const counter = Math.max(least, floor)
  const stamp = formatStamp({ millis, counter })
  if (counter > top) void tx.objectStore('meta').put(counter, TOP)
  await tx.objectStore('keys').put(stamp, LAST)
  return stamp
}

/** Move past stamps that came from elsewhere. Those of clocks far ahead are left alone. */
export async function catchUp(tx: Stores, stamps: readonly string[], nowMs: number): Promise<void> {
  const before = await last(tx)
  const now = nowMs + (await offset(tx))
  const newest = stamps.reduce((a, b) => (a > b ? a : b), '')
  const candidates = newest ? [newest, ...stamps] : [] // usually the newest will do; one bad clock must not hide the rest
  let clock = before
  for (const text of candidates) {
    try {
      clock = receive(clock, parseStamp(text), now)
      if (text === newest) break
    } catch (error) {
      if (!(error instanceof SyncError)) throw error
    }
  }
  if (clock !== before) await tx.objectStore('keys').put(formatStamp(clock), LAST)
}

/** What the server's time says about ours: kept when it differs by more than an answer's way explains. */
export async function correctClock(env: Env, serverNow: number): Promise<void> {
  const found = serverNow - env.now()
  const wanted = Math.abs(found) <= TOLERANCE_MS ? 0 : found
  const known = await clockOffset(env.store)
  if (Math.abs(known - wanted) <= TOLERANCE_MS && (wanted === 0) === (known === 0)) return
  await env.store.write(['meta'], 'relaxed', (tx) => tx.objectStore('meta').put(wanted, OFFSET))
  env.bus.post({ say: 'clock' })
}

/**
 * Set the last stamp back to the time as the server corrected it: a clock that ran far ahead would otherwise be followed
 * for as long (sync/spec/clock.md, «A device never uses a stamp twice»).
 */
export async function turnBack(env: Env): Promise<void> {
  await env.store.write(['keys', 'meta'], 'strict', async (tx) => {
    const now: Stamp = { millis: env.now() + (await offset(tx)), counter: 0 }
    const [before, top] = await Promise.all([last(tx), number(tx, TOP)])
    if (before.millis <= now.millis) return
    const used = Math.max(top, before.counter)
    await tx.objectStore('meta').put(used < MAX_COUNTER ? used + 1 : 0, FLOOR) // others drove it to its end: no room
    await tx.objectStore('keys').put(formatStamp(now), LAST)
  })
}

async function offset(tx: Stores): Promise<number> {
  return number(tx, OFFSET)
}

async function number(tx: Stores, name: string): Promise<number> {
  return ((await tx.objectStore('meta').get(name)) as number | undefined) ?? 0
}

async function last(tx: Stores): Promise<Stamp> {
  const text = await tx.objectStore('keys').get(LAST)
  return typeof text === 'string' ? parseStamp(text) : ZERO
}
