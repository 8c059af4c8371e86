/** Offices above a village: one admin nominates, another gives; an election is one op of each (sync/spec/roll.md). Pure. */
import type { Change, RecordView } from '../../replica/types.ts'
import { holdsOn } from './election.ts'
import { textOf } from './roll.ts'

/** Roles that are held above a village, in the order in which they are shown. */
export const ROLES_ABOVE: readonly string[] = [
  ...['discipline', 'inspector', 'cadre', 'station', 'department', 'accountant', 'supervisor', 'observer', 'admin'],
]

/** Sorts of offices that stand above a village. */
export const OFFICES_ABOVE: readonly string[] = [
  ...['government', 'accounting', 'station', 'discipline', 'department', 'inspection', 'observers'],
]

/** Who is to hold an office: in the place of `instead`, or besides those who do (null). */
export interface Nominee {
  readonly instead: RecordView | null
  readonly role: string
  readonly office: string | null
  readonly person: string
  readonly name: string
}

/** The grants that give an office in the region today. */
export function heldIn(grants: readonly RecordView[], today: string): readonly RecordView[] {
  const order = (grant: RecordView): number => ROLES_ABOVE.indexOf(textOf(grant, 'role'))
  return grants
    .filter((grant) => textOf(grant, 'role') !== 'villager' && holdsOn(grant, today))
    .sort((a, b) => order(a) - order(b) || (a.id < b.id ? -1 : 1))
}

/** Nominations that nobody dropped and that have not become grants. */
export function waitingIn(nominations: readonly RecordView[], grants: readonly RecordView[]): readonly RecordView[] {
  const given = new Set(grants.map((one) => one.id))
  return nominations.filter((one) => one['dropped'] === undefined && !given.has(one.id))
}

/** Those of them that this person may give: not what he nominated, and not to himself. */
export function forSecond(waiting: readonly RecordView[], me: string): readonly RecordView[] {
  return waiting.filter((one) => one['by'] !== me && one['person'] !== me)
}

/** One op: everybody who is nominated for a term. */
export function nominate(
  picks: readonly Nominee[],
  since: string,
  until: string,
  by: string,
  newId: () => string,
): Change[] {
  return picks.map(({ instead, role, office, person, name }) => {
    const maybe = { ...(office === null ? {} : { office }), ...(instead === null ? {} : { instead: instead.id }) }
    return { do: 'nomination.make', id: newId(), set: { person, role, since, until, name, by, ...maybe } }
  })
}

/** One op: whoever is to go does so on the new one's first day, and all are given what was nominated. */
export function agree(waiting: readonly RecordView[], grants: readonly RecordView[], why: string): Change[] {
  const open = new Map(grants.filter((one) => one['ended'] === undefined).map((one) => [one.id, one]))
  const ends = waiting.flatMap((one): Change[] => {
    const instead = open.get(textOf(one, 'instead'))
    return instead === undefined ? [] : [{ do: 'grant.end', id: instead.id, set: { ended: one['since'], why } }]
  })
  const gives = waiting.map(({ id, person, role, since, until, name, office }) => {
    const set = { person, role, since, until, name, ...(office === undefined ? {} : { office }) }
    return { do: 'grant.give', id, set }
  })
  return [...ends, ...gives]
}
