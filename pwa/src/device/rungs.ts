/** How a film gets smaller when its pieces pile up, and larger again (live.md of the design: measured at 200 kbit/s). */

export interface Rung {
  readonly width: number
  readonly height: number
  readonly fps: number
  /** bits a second that the encoder is asked for */
  readonly bits: number
}

/** Best first. */
export const RUNGS: readonly Rung[] = [
  { width: 640, height: 360, fps: 15, bits: 350_000 },
  { width: 426, height: 240, fps: 12, bits: 120_000 },
  { width: 320, height: 180, fps: 5, bits: 60_000 },
]

/** The oldest piece that waits is older than this: the uplink does not carry so much. ms */
export const LATE_MS = 3_000

/** A step down needs so long to be felt, ms. */
export const SETTLE_MS = 5_000

/** So long nothing was late: try the larger picture again, ms. */
export const CALM_MS = 20_000

/** Where the ladder stands; times are ms of one clock. */
export interface Ladder {
  readonly rung: number
  /** when it last stepped */
  readonly stepped: number
  /** since when nothing is late */
  readonly calm: number
}

/** The ladder after a look at the age of the oldest piece that waits (0: none does). Down one, up one, or as it was. */
export function climb(ladder: Ladder, ageMs: number, now: number): Ladder {
  const isLate = ageMs > LATE_MS
  const calm = isLate ? now : ladder.calm
  const settled = now - ladder.stepped >= SETTLE_MS
  if (isLate && settled && ladder.rung < RUNGS.length - 1) return { rung: ladder.rung + 1, stepped: now, calm: now }
  if (!isLate && now - calm >= CALM_MS && ladder.rung > 0) return { rung: ladder.rung - 1, stepped: now, calm: now }
  return { ...ladder, calm }
}
