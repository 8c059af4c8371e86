/**
 * The life of an appeal: where it stands, by when somebody must act, and why; from its steps alone.
 *
 * A step says how many were taken before it (`n`). Of two that say the same, the first in the list's order is taken and the
 * other is passed over: so replicas that hold the same record agree, whatever the order in which they heard of it.
 * Spec: sync/spec/appeal.md. Vectors: sync/vectors/appeal.json.
 */

import { addWorkingDays, type Calendar, workingDaysBetween } from './calendar.ts'

/** From below. */
export const LEVELS = ['village', 'town', 'county', 'city'] as const

/** Working days within which an appeal is accepted, and answered at each level [建议]. */
export const DEFAULT_TERMS: Terms = { accept: 2, village: 5, town: 10, county: 15, city: 20 }

/** So often the clock stands still for missing papers, in a whole life. */
export const MAX_PAUSES = 2

/** Which steps each state has. */
export const STEPS_FROM: Readonly<Record<string, readonly string[]>> = {
  received: ['accept'],
  accepted: ['dispatch', 'answer', 'pause', 'extend', 'escalate'],
  dispatched: ['answer', 'transfer', 'pause', 'extend', 'escalate'],
  paused: ['resume'],
  answered: ['reply', 'return'],
  replied: ['rate'],
  satisfied: ['revisit'],
  revisited: [],
}

export type Terms = Readonly<Record<string, number>>

export interface Step {
  readonly step: string
  readonly n: number
  readonly day: string
  readonly by?: string
  readonly name?: string
  readonly level?: string
  readonly category?: string
  readonly office?: string
  readonly to?: string
  readonly reason?: string
  readonly days?: number
  readonly score?: string
  readonly how?: string
  readonly result?: string
  readonly outcome?: string
  readonly text?: string
}

/**
 * A term that ran: until it was accepted (`accept`) or answered (`handle`) at a level. `due` is the last day in time, null
 * while the clock stands; `ended` the day on which it was done.
 */
export interface AppealStay {
  readonly what: string
  readonly level: string
  readonly began: string
  readonly days: number
  readonly extended: number
  readonly paused: number
  readonly due: string | null
  readonly ended: string | null
}

/**
 * Where an appeal stands. `taken` are the places in the list of the steps that count; `handlers` who took one on behalf of
 * an office; `reopened` how often it went up because the answer did not do.
 */
export interface AppealLife {
  readonly state: string
  readonly level: string
  readonly taken: readonly number[]
  readonly stays: readonly AppealStay[]
  readonly day: string
  readonly pauses: number
  readonly reopened: number
  readonly office: string | null
  readonly category: string | null
  readonly answeredBy: string | null
  readonly score: string | null
  readonly handlers: readonly string[]
  /** The state to which it comes back from `paused` or `answered`. */
  readonly before: string
  /** The day on which it was last paused. */
  readonly since: string
  /** The last day on which whoever must act now is in time. */
  readonly due: string | null
}

/** The life of an appeal that was raised on that day, first at that level. */
export function appealLife(
  filed: string,
  first: string,
  steps: readonly Step[],
  calendar: Calendar,
  terms: Terms = DEFAULT_TERMS,
): AppealLife {
  let life = dueOf({
    state: 'received',
    level: first,
    taken: [],
    stays: [stay('accept', first, filed, calendar, terms)],
    day: filed,
    pauses: 0,
    reopened: 0,
    office: null,
    category: null,
    answeredBy: null,
    score: null,
    handlers: [],
    before: '',
    since: '',
    due: null,
  })
  const places = steps.map((_, place) => place).sort((a, b) => nOf(steps, a) - nOf(steps, b))
  for (const place of places) {
    const step = steps[place]
    if (step !== undefined && step.n === life.taken.length && canTakeStep(life, step))
      life = dueOf(take(life, place, step, calendar, terms))
  }
  return life
}

/** Whether the appeal's state has this step, as it is said. */
export function canTakeStep(life: AppealLife, step: Step): boolean {
  const last = lastOf(life)
  if (!(STEPS_FROM[life.state] ?? []).includes(step.step)) return false
  if (step.step === 'accept') return levelAt(step.level) >= levelAt(life.level)
  if (step.step === 'pause') return life.pauses < MAX_PAUSES
  if (step.step === 'extend') return last.extended === 0 && (step.days ?? 0) <= last.days
  if (step.step === 'escalate') return life.level !== LEVELS.at(-1)
  if (step.step === 'reply' || step.step === 'return') return (step.by ?? null) !== life.answeredBy
  return step.step !== 'revisit' || !life.handlers.includes(step.by ?? '')
}

/**
 * The code by which one asks where an appeal stands: eight digits drawn by chance, and their check digit (ISO 7064,
 * MOD 11,10), so that a slip of the pen is told from a code that is somebody else's.
 */
export function queryCode(digits: string): string {
  let product = 10
  for (const digit of digits) {
    const total = (product + Number(digit)) % 10 || 10
    product = (total * 2) % 11
  }
  return digits + String((11 - product) % 10)
}

/** Whether it is one: nine digits, the last of which fits. */
export function isQueryCode(code: string): boolean {
  return /^[0-9]{9}$/.test(code) && queryCode(code.slice(0, 8)) === code
}

/** Whether somebody should have acted before that day. */
export function isOverdue(life: AppealLife, today: string): boolean {
  return life.due !== null && life.due < today
}

function take(before: AppealLife, place: number, step: Step, calendar: Calendar, terms: Terms): AppealLife {
  const day = step.day > before.day ? step.day : before.day // no step comes before the one that it follows
  const life = { ...before, taken: [...before.taken, place], day, handlers: handlersOf(before, step) }
  switch (step.step) {
    case 'accept': {
      const level = step.level ?? life.level
      const stays = [...ended(life, day), stay('handle', level, day, calendar, terms)]
      return { ...life, state: 'accepted', level, stays, category: step.category ?? life.category }
    }
    case 'dispatch':
    case 'transfer':
      return { ...life, state: 'dispatched', office: step.office ?? null }
    case 'answer':
      return { ...life, state: 'answered', before: life.state, answeredBy: step.by ?? null }
    case 'return':
      return { ...life, state: life.before }
    case 'pause': {
      const stays = changed(life, calendar, { stands: true })
      return { ...life, state: 'paused', before: life.state, pauses: life.pauses + 1, stays, since: day }
    }
    case 'resume': {
      const stays = changed(life, calendar, { paused: workingDaysBetween(calendar, life.since, day) })
      return { ...life, state: life.before, stays }
    }
    case 'extend':
      return { ...life, stays: changed(life, calendar, { extended: step.days ?? 0 }) }
    case 'escalate':
      return up(life, day, calendar, terms)
    case 'reply':
      return { ...life, state: 'replied', stays: ended(life, day) }
    case 'rate': {
      const rated = { ...life, score: step.score ?? null }
      return judged(rated, step.score !== 'unsatisfied', 'satisfied', day, calendar, terms)
    }
    default:
      return judged(life, step.result === 'solved', 'revisited', day, calendar, terms)
  }
}

/** It has ended, or begins again one level up. */
function judged(life: AppealLife, good: boolean, state: string, day: string, calendar: Calendar, terms: Terms) {
  return good ? { ...life, state } : up({ ...life, reopened: life.reopened + 1 }, day, calendar, terms)
}

/** One level higher nobody has taken it yet; from the highest it comes back there. */
function up(life: AppealLife, day: string, calendar: Calendar, terms: Terms): AppealLife {
  const level = LEVELS[Math.min(levelAt(life.level) + 1, LEVELS.length - 1)] ?? life.level
  const stays = [...ended(life, day), stay('accept', level, day, calendar, terms)]
  return { ...life, state: 'received', level, stays, office: null, answeredBy: null }
}

function stay(what: string, level: string, day: string, calendar: Calendar, terms: Terms): AppealStay {
  const days = terms[what === 'accept' ? 'accept' : level] ?? 0
  return {
    what,
    level,
    began: day,
    days,
    extended: 0,
    paused: 0,
    due: addWorkingDays(calendar, day, days),
    ended: null,
  }
}

/** The terms so far, of which none runs on. */
function ended(life: AppealLife, day: string): AppealStay[] {
  const last = lastOf(life)
  return [...life.stays.slice(0, -1), { ...last, ended: last.ended ?? day }]
}

/** The terms where the last is longer, or stands still. */
function changed(
  life: AppealLife,
  calendar: Calendar,
  by: { readonly extended?: number; readonly paused?: number; readonly stands?: boolean },
): AppealStay[] {
  const last = lastOf(life)
  const [extended, paused] = [last.extended + (by.extended ?? 0), last.paused + (by.paused ?? 0)]
  const due = by.stands === true ? null : addWorkingDays(calendar, last.began, last.days + extended + paused)
  return [...life.stays.slice(0, -1), { ...last, extended, paused, due }]
}

function handlersOf(life: AppealLife, { step, by }: Step): readonly string[] {
  if (step === 'rate' || step === 'resume' || by === undefined || life.handlers.includes(by)) return life.handlers
  return [...life.handlers, by].sort()
}

function dueOf(life: AppealLife): AppealLife {
  const last = lastOf(life)
  return { ...life, due: last.ended === null ? last.due : null }
}

function lastOf(life: AppealLife): AppealStay {
  return life.stays.at(-1) as AppealStay
}

function levelAt(level: string | undefined): number {
  return LEVELS.findIndex((one) => one === level)
}

function nOf(steps: readonly Step[], place: number): number {
  return steps[place]?.n ?? 0
}
