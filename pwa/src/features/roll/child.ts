/** Children of a roll, and who speaks for them (sync/spec/family.md, «Children»). Pure. */
import type { Change, RecordView } from '../../replica/types.ts'
import { textOf, type House } from './roll.ts'

/** Years from fourteen, when one may have a phone of one's own here, to coming of age. */
const FOUR = 4
const OF_AGE = 18
const YEAR_DAYS = 365
const DAY_MS = 86_400_000

const yearOf = (today: string): number => Number(today.slice(0, 4))

/** Whether the roll has a child in this person today. */
export function isUnderAge(one: RecordView, today: string): boolean {
  return yearOf(today) < Number(one['grown'] ?? 0)
}

/** Whether no letter is made for this person yet (sync/spec/roll.md, «Children»). */
export function isUnderFourteen(one: RecordView, today: string): boolean {
  return yearOf(today) <= Number(one['grown'] ?? 0) - FOUR
}

/** Whether a year of coming of age may be written, as the server has it; nothing may be. */
export function isYear(text: string, today: string): boolean {
  const year = yearOf(today)
  return text === '' || (/^\d{4}$/.test(text) && year < Number(text) && Number(text) <= year + OF_AGE)
}

/** The last day that somebody may be entrusted with this child today: a year on, or before the year of coming of age. */
export function lastDayOf(child: RecordView, today: string): string {
  const inAYear = new Date(Date.parse(`${today}T00:00:00Z`) + YEAR_DAYS * DAY_MS).toISOString().slice(0, 10)
  const before = `${Number(child['grown'] ?? 0) - 1}-12-31`
  return inAYear < before ? inAYear : before
}

/** What was entrusted for the child and holds. */
export function speakersFor(delegations: readonly RecordView[], child: string, today: string): readonly RecordView[] {
  return delegations.filter(
    (one) =>
      one['person'] === child && one['by'] !== undefined && one['ended'] === undefined && textOf(one, 'until') >= today,
  )
}

interface Entrusted {
  readonly house: House
  readonly child: RecordView
  readonly to: RecordView
  readonly by: string
  readonly until: string
  /** whom the square has */
  readonly members: ReadonlySet<string>
  readonly id: string
}

/** One op: whoever of the two the square does not have yet joins it, then the child is entrusted. */
export function entrust({ house, child, to, by, until, members, id }: Entrusted): Change[] {
  const joins = [child, to]
    .filter((one) => !members.has(one.id))
    .map((one) => {
      const set = { name: textOf(one, 'name'), household: house.number, group: house.group }
      return { do: 'member.add', id: one.id, set }
    })
  return [...joins, { do: 'delegation.entrust', id, set: { person: child.id, to: to.id, may: 'act', until, by } }]
}
