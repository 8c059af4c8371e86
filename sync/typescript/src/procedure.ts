/**
 * Procedures that run (办件): how far one is, what of it lacks, who is late; from what was said of it alone.
 *
 * A procedure is data: steps in an order, each with who takes it, a quorum, papers, days. What happened is a list; nothing
 * of it is refused for being wrong: a step that was passed over, taken too late or by too few stays a fault for everyone.
 * Spec: sync/spec/procedure.md. Vectors: sync/vectors/procedure.json.
 */
import { addWorkingDays, type Calendar } from './calendar.ts'

export type RunState = 'running' | 'done' | 'stopped'
export type StepState = 'waiting' | 'next' | 'skipped' | 'done' | 'excused'

/** What may be wrong with one attempt at a step. */
export const TRY_FAULTS = ['quorum', 'votes', 'no_excuse'] as const

/** What may be wrong with a step among the others. */
export const STEP_FAULTS = ['skipped', 'overdue', 'order', 'early', 'late', 'paper', 'paper_after', 'shown'] as const

/** A step as a procedure asks for it. */
export interface AskedStep {
  readonly key: string
  readonly after?: string
  readonly unit?: string
  readonly min?: number
  readonly max?: number
  readonly shown?: number
  readonly present?: string
  readonly agree?: string
  readonly of?: string
  readonly papers?: readonly string[]
  readonly excuses?: readonly string[]
}

/** A step as it was said to be taken. */
export interface TakenStep {
  readonly step: string
  readonly day: string
  readonly called?: number
  readonly present?: number
  readonly agree?: number
  readonly excuse?: string
}

/** A paper that was put with a step. */
export interface HeldPaper {
  readonly step: string
  readonly name: string
  readonly day: string
}

/** An attempt at a step; the last that is not refused as an excuse counts. `place` is its place in the list. */
export interface StepTry {
  readonly place: number
  readonly faults: readonly string[]
}

/**
 * How a step stands. `earliest` and `due` are the first and last day on which it is in time, `until` the last on which it is
 * shown in public; `lacking` are papers that are asked for and not there.
 */
export interface StepStanding {
  readonly key: string
  readonly state: StepState
  readonly day: string | null
  readonly earliest: string | null
  readonly due: string | null
  readonly until: string | null
  readonly tries: readonly StepTry[]
  readonly faults: readonly string[]
  readonly lacking: readonly string[]
}

/** How a run stands: `taken` of its steps are done or excused, and so many `faults` are seen in all. */
export interface RunLife {
  readonly state: RunState
  readonly steps: readonly StepStanding[]
  readonly taken: number
  readonly faults: number
}

/** The life of a run of these steps that began on that day, from what was said of it (in the list's order). */
export function runLife(
  procedure: readonly AskedStep[],
  began: string,
  steps: readonly TakenStep[],
  papers: readonly HeldPaper[],
  calendar: Calendar,
  today: string,
  stopped = false,
): RunLife {
  const tries = procedure.map((step) => triesOf(step, steps))
  const days = tries.map((some) => dayOf(some, steps))
  const run: Run = { procedure, began, steps, papers, calendar, today: stopped ? '' : today, tries, days }
  const found = procedure.map((step, at) => standing(run, step, at))
  const faults = found.flatMap((one) => [one, ...one.tries]).reduce((sum, { faults: { length } }) => sum + length, 0)
  const isOver = found.every(({ state }) => state === 'done' || state === 'excused' || state === 'skipped')
  const state = stopped ? 'stopped' : isOver ? 'done' : 'running'
  return { state, steps: found, taken: days.filter((day) => day !== null).length, faults }
}

/** Whether a part of a whole is such a share of it: `>=2/3`, `>1/2`. What was not counted is not enough. */
export function isEnough(share: string, part: unknown, whole: unknown): boolean {
  if (!Number.isInteger(part) || !Number.isInteger(whole)) return false
  const [some, all] = [part as number, whole as number]
  if (some < 0 || some > all || all === 0) return false
  const [above, below] = [Number(share.at(-3)), Number(share.at(-1))]
  return share.startsWith('>=') ? some * below >= all * above : some * below > all * above
}

interface Run {
  readonly procedure: readonly AskedStep[]
  readonly began: string
  readonly steps: readonly TakenStep[]
  readonly papers: readonly HeldPaper[]
  readonly calendar: Calendar
  readonly today: string
  /** the attempts at each step */
  readonly tries: readonly (readonly StepTry[])[]
  /** the day of each step, if it was taken */
  readonly days: readonly (string | null)[]
}

/** The attempts at a step, by their day and then as they were said. */
function triesOf(step: AskedStep, steps: readonly TakenStep[]): StepTry[] {
  return steps
    .map((said, place) => ({ said, place }))
    .filter(({ said }) => said.step === step.key)
    .sort((a, b) => (a.said.day < b.said.day ? -1 : a.said.day > b.said.day ? 1 : a.place - b.place))
    .map(({ said, place }) => ({ place, faults: tryFaults(step, said) }))
}

function tryFaults(step: AskedStep, said: TakenStep): string[] {
  if (said.excuse !== undefined) return step.excuses?.includes(said.excuse) === true ? [] : ['no_excuse']
  const found: string[] = []
  if (step.present !== undefined && !isEnough(step.present, said.present, said.called)) found.push('quorum')
  const whole = step.of === 'called' ? said.called : said.present
  if (step.agree !== undefined && !isEnough(step.agree, said.agree, whole)) found.push('votes')
  return found
}

function counting(tries: readonly StepTry[] | undefined): StepTry | undefined {
  return tries?.findLast((one) => !one.faults.includes('no_excuse'))
}

function dayOf(tries: readonly StepTry[], steps: readonly TakenStep[]): string | null {
  const counts = counting(tries)
  return counts === undefined ? null : (steps[counts.place]?.day ?? null)
}

function standing(run: Run, step: AskedStep, at: number): StepStanding {
  const [day, tries] = [run.days[at] ?? null, run.tries[at] ?? []]
  const state = stateOf(run, at)
  const [earliest, due] =
    state === 'waiting' ? [null, null] : [termOf(run, step, at, step.min), termOf(run, step, at, step.max)]
  const isDone = day !== null && state === 'done'
  const until = isDone && step.shown !== undefined ? daysOn(run, step, day, step.shown) : null
  const asked = isDone ? (step.papers ?? []) : []
  const own = run.papers.filter((one) => one.step === step.key)
  const held = new Map(own.reverse().map((one) => [one.name, one.day])) // the first counts
  const isBefore = day !== null && run.days.slice(0, at).some((before) => before !== null && before > day)
  const isEarly = day !== null && earliest !== null && day < earliest
  const faults: Readonly<Record<(typeof STEP_FAULTS)[number], boolean>> = {
    skipped: state === 'skipped',
    overdue: day === null && due !== null && due < run.today,
    order: isBefore,
    early: isEarly && !isBefore,
    late: day !== null && due !== null && day > due,
    paper: asked.some((name) => !held.has(name)),
    paper_after: day !== null && asked.some((name) => (held.get(name) ?? '') > day),
    shown: until !== null && run.days.slice(at + 1).some((later) => later !== null && later <= until),
  }
  const named = STEP_FAULTS.filter((name) => faults[name])
  const lacking = asked.filter((name) => !held.has(name))
  return { key: step.key, state, day, earliest, due, until, tries, faults: named, lacking }
}

function stateOf(run: Run, at: number): StepState {
  const counts = counting(run.tries[at])
  if (counts !== undefined) return run.steps[counts.place]?.excuse === undefined ? 'done' : 'excused'
  if (run.days.slice(at).some((day) => day !== null)) return 'skipped'
  return at === 0 || run.days.slice(at - 1).some((day) => day !== null) ? 'next' : 'waiting'
}

/** The first or the last day in time: counted from the step that is named, else from the nearest taken before. */
function termOf(run: Run, step: AskedStep, at: number, count: number | undefined): string | null {
  if (count === undefined) return null
  let nearest = run.began
  let named: string | undefined
  for (const [index, one] of run.procedure.slice(0, at).entries()) {
    const day = run.days[index] ?? null
    if (day === null) continue
    nearest = day
    if (one.key === step.after) named = day
  }
  return daysOn(run, step, named ?? nearest, count)
}

function daysOn(run: Run, step: AskedStep, day: string, count: number): string {
  if (step.unit === 'working') return addWorkingDays(run.calendar, day, count)
  return new Date(Date.parse(day) + count * DAY).toISOString().slice(0, 10)
}

const DAY = 86_400_000
