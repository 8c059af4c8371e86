/**
 * What of a record is hidden, since when, why, and who must answer an objection by when; from the acts alone.
 *
 * An act says how many were taken before it (`n`), as an appeal's steps do. Spec: sync/spec/moderation.md.
 * Vectors: sync/vectors/moderation.json.
 */

import { DEFAULT_TERMS, LEVELS, type Terms } from './appeal.ts'
import { addWorkingDays, type Calendar } from './calendar.ts'

export interface ModerationAct {
  readonly act: string
  readonly n: number
  readonly part: string
  readonly day: string
  readonly by: string
  readonly name?: string
  readonly level?: string
  readonly reason?: string
  readonly text?: string
}

/** Which acts each state of a part has. */
export const ACTS_FROM: Readonly<Record<string, readonly string[]>> = {
  shown: ['hide'],
  hidden: ['object', 'restore'],
  objected: ['keep', 'restore'],
  kept: ['object', 'restore'],
  restored: ['hide'],
}

/**
 * How a part stands. `reason`, `by` and `day` are of the act that hid it; `level` is that which decided last, `to` the one
 * that an objection went to, `due` the last day on which it is answered in time; `hands` who hid or kept it. `acts` are the
 * places in the list of what was said of it.
 */
export interface HiddenPart {
  readonly part: string
  readonly state: string
  readonly reason: string
  readonly by: string
  readonly day: string
  readonly level: string
  readonly acts: readonly number[]
  readonly hands: readonly string[]
  readonly to: string | null
  readonly due: string | null
}

/** `taken` are the places in the list of the acts that count; `parts` in the order in which they were first hidden. */
export interface ModerationLife {
  readonly taken: readonly number[]
  readonly parts: readonly HiddenPart[]
  readonly day: string
}

/** How each part of a record stands after these acts. */
export function moderationLife(
  acts: readonly ModerationAct[],
  calendar: Calendar,
  terms: Terms = DEFAULT_TERMS,
): ModerationLife {
  let life: ModerationLife = { taken: [], parts: [], day: '' }
  const places = acts.map((_, place) => place).sort((a, b) => nOf(acts, a) - nOf(acts, b))
  for (const place of places) {
    const act = acts[place] as ModerationAct
    if (act.n === life.taken.length && canModerate(life, act)) life = taken(life, place, act, calendar, terms)
  }
  return life
}

/** Whether the part's state has this act, as it is said. */
export function canModerate(life: ModerationLife, act: ModerationAct): boolean {
  const past = life.parts.find((one) => one.part === act.part)
  if (!ACTS_FROM[past?.state ?? 'shown']?.includes(act.act)) return false
  if (past === undefined) return true
  if (act.act === 'object') return !(past.state === 'kept' && rank(past.level) === LEVELS.length - 1)
  if (act.act === 'keep') return rank(act.level) >= rank(past.to ?? past.level) && !past.hands.includes(act.by)
  return rank(act.level) >= rank(past.level)
}

/** Whether readers get the place-holder. */
export function isHidden(part: HiddenPart | undefined): boolean {
  return part !== undefined && part.state !== 'restored'
}

function nOf(acts: readonly ModerationAct[], place: number): number {
  return acts[place]?.n ?? 0
}

function taken(
  life: ModerationLife,
  place: number,
  act: ModerationAct,
  calendar: Calendar,
  terms: Terms,
): ModerationLife {
  const day = life.day > act.day ? life.day : act.day // no act comes before the one that it follows
  const past = life.parts.find((one) => one.part === act.part)
  const next = after(past, place, act, day, calendar, terms)
  const parts = past ? life.parts.map((one) => (one === past ? next : one)) : [...life.parts, next]
  return { taken: [...life.taken, place], parts, day }
}

function after(
  past: HiddenPart | undefined,
  place: number,
  { act, part, by, reason = '', level = '' }: ModerationAct,
  day: string,
  calendar: Calendar,
  terms: Terms,
): HiddenPart {
  const acts = [...(past?.acts ?? []), place]
  if (past === undefined || act === 'hide') {
    const hands = withHand(past?.hands ?? [], by)
    return { part, state: 'hidden', reason, by, day, level, acts, hands, to: null, due: null }
  }
  if (act === 'object') {
    const to = LEVELS[Math.min(rank(past.level) + 1, LEVELS.length - 1)] ?? past.level
    return { ...past, acts, state: 'objected', to, due: addWorkingDays(calendar, day, terms[to] ?? 0) }
  }
  if (act === 'keep')
    return { ...past, acts, state: 'kept', level, hands: withHand(past.hands, by), to: null, due: null }
  return { ...past, acts, state: 'restored', level, to: null, due: null }
}

function withHand(hands: readonly string[], by: string): readonly string[] {
  return hands.includes(by) ? hands : [...hands, by].sort()
}

function rank(level: string | undefined): number {
  return LEVELS.findIndex((one) => one === level)
}
