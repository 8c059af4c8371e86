/** Who holds which post, and an election: what was held ends and is given to others, in one op (sync/spec/roll.md). Pure. */
import type { Change, RecordView } from '../../replica/types.ts'
import { textOf } from './roll.ts'

/** Posts of a village, in the order in which they are shown. */
export const POSTS: readonly string[] = [
  ...['branch', 'committee', 'supervisor', 'accountant', 'seal_keeper', 'liaison', 'observer'],
]

/** The grants that give a post in the village today. */
export function postsOf(grants: readonly RecordView[], today: string): readonly RecordView[] {
  return grants
    .filter((grant) => POSTS.includes(textOf(grant, 'role')) && holdsOn(grant, today))
    .sort((a, b) => POSTS.indexOf(textOf(a, 'role')) - POSTS.indexOf(textOf(b, 'role')) || (a.id < b.id ? -1 : 1))
}

/** Whether a grant holds on a day (ISO): from `since` to `until`, and before the day it was ended on. */
export function holdsOn(grant: RecordView, day: string): boolean {
  const ended = grant['ended'] as string | undefined
  return textOf(grant, 'since') <= day && day <= textOf(grant, 'until') && !(ended !== undefined && ended <= day)
}

/** Who is to hold a post: in the place of `from`, or besides those who do (null). */
export interface Pick {
  readonly from: RecordView | null
  readonly role: string
  readonly office: string | null
  readonly person: string
  readonly name: string
}

/** The changes of one op: whoever held it does so until the new term's first day, and not on it. */
export function handover(
  picks: readonly Pick[],
  since: string,
  until: string,
  why: string,
  newId: () => string,
): Change[] {
  const ends = picks.flatMap(({ from }): Change[] =>
    from === null ? [] : [{ do: 'grant.end', id: from.id, set: { ended: since, why } }],
  )
  const begins = picks.map(({ role, office, person, name }): Change => {
    const set = { person, role, since, until, name, ...(office === null ? {} : { office }) }
    return { do: 'grant.give', id: newId(), set }
  })
  return [...ends, ...begins]
}

/** Whether both are days of the calendar, in order. */
export function isTerm(since: string, until: string): boolean {
  return isDay(since) && isDay(until) && since <= until
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text
}
