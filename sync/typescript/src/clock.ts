/**
 * Hybrid logical clock: time that never runs backwards on one device.
 *
 * Spec: sync/spec/clock.md. Vectors: sync/vectors/clock.json.
 */

import { malformed, SyncError } from './errors.ts'

/** A stamp further ahead of our own clock than this is refused: ten minutes, in milliseconds. */
export const MAX_DRIFT_MS = 600_000

/** China's time is so far ahead of UTC, all year (GB/T 7408): what days are reckoned in. Milliseconds. */
export const CHINA_MS = 8 * 3_600_000

const MAX_MILLIS = 2 ** 48 - 1
export const MAX_COUNTER = 0xffff
const STAMP = /^[0-9a-f]{16}$/

/** A moment of a device: milliseconds since 1970 (UTC), and a counter within the millisecond. */
export interface Stamp {
  readonly millis: number
  readonly counter: number
}

/** Read 16 lower-case hex digits. `malformed` (rule `stamp`) otherwise. */
export function parseStamp(text: string): Stamp {
  if (!STAMP.test(text)) throw malformed('stamp')
  return { millis: parseInt(text.slice(0, 12), 16), counter: parseInt(text.slice(12), 16) }
}

/** Write a stamp as 16 lower-case hex digits; texts compare as the stamps do. */
export function formatStamp(stamp: Stamp): string {
  const { millis, counter } = stamp
  if (!(isWithin(millis, MAX_MILLIS) && isWithin(counter, MAX_COUNTER))) throw malformed('stamp')
  return millis.toString(16).padStart(12, '0') + counter.toString(16).padStart(4, '0')
}

/** Stamp the next op of this device. */
export function tick(last: Stamp, nowMs: number): Stamp {
  const stamp =
    nowMs > last.millis
      ? { millis: nowMs, counter: 0 }
      : last.counter < MAX_COUNTER
        ? { millis: last.millis, counter: last.counter + 1 }
        : { millis: last.millis + 1, counter: 0 }
  if (stamp.millis > MAX_MILLIS) throw malformed('stamp')
  return stamp
}

/** Move the clock past a stamp that came from elsewhere: the next tick lies after both. */
export function receive(last: Stamp, seen: Stamp, nowMs: number): Stamp {
  const aheadMs = seen.millis - nowMs
  if (aheadMs > MAX_DRIFT_MS) throw new SyncError('clock_drift', { ahead_ms: aheadMs })
  return seen.millis > last.millis || (seen.millis === last.millis && seen.counter > last.counter) ? seen : last
}

/** The day in China of a moment, ISO, wherever the phone is: what the village calls that day. */
export function dayOf(nowMs: number): string {
  return new Date(nowMs + CHINA_MS).toISOString().slice(0, 10)
}

function isWithin(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max
}
