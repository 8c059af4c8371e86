/** When a viewer runs a little faster, and when a picture is too much for the network. */

/** Seconds behind the target before it hurries, and in the buffer without which it may not. */
const SLACK_S = 1.2
const BUFFER_S = 1.5

export const HURRY = 1.25

/** So far behind, «jump to live» is offered beside the hurry, seconds. */
export const FAR_S = 60

export interface Pace {
  /** seconds behind the newest that there is, and how many are meant */
  readonly behind: number
  readonly target: number
  /** seconds that could be played without the network */
  readonly buffered: number
  /** the viewer wants to be where it happens: has not gone back, has not paused */
  readonly chases: boolean
}

/** How fast to play: nothing is ever skipped, so being late is made up for by speed alone. */
export function paceOf({ behind, target, buffered, chases }: Pace): number {
  return chases && behind > target + SLACK_S && buffered > BUFFER_S ? HURRY : 1
}

/** Of the halts that count: how many in which time, or one of which length, ms. */
const HALTS = 3
const WITHIN_MS = 60_000
const LONG_MS = 8_000

/** A halt for want of film while the server did answer. `until` is undefined while it lasts. */
export interface Halt {
  readonly from: number
  readonly until?: number
}

/** Whether the network carries too little for what is being played: sound alone would come through. */
export function isPoor(halts: readonly Halt[], now: number): boolean {
  const recent = halts.filter((halt) => now - (halt.until ?? now) < WITHIN_MS)
  return recent.length >= HALTS || recent.some((halt) => (halt.until ?? now) - halt.from >= LONG_MS)
}
