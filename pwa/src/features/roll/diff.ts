/**
 * A sheet against the roll that the phone holds: whom it adds, what it changes, whom it lacks; and the changes to say.
 *
 * Nobody is taken away: whom a sheet lacks is told. Twin of `diff` in server/shaiba/roll.py.
 */
import type { Change, RecordView } from '../../replica/types.ts'
import type { Person } from './parse.ts'

type View = Readonly<Record<string, unknown>>

/** What the roll of one village holds now; `residents` by household and name, without those who left. */
export interface Held {
  readonly households: ReadonlyMap<string, View>
  readonly residents: ReadonlyMap<string, View>
}

/** Somebody of whom the sheet says otherwise: by field, before and after. */
export interface Changed {
  readonly person: Person
  readonly fields: Readonly<Record<string, readonly [unknown, unknown]>>
}

/** What the rows of one village would do, and how many households and people there are then. */
export interface Diff {
  readonly added: readonly Person[]
  readonly changed: readonly Changed[]
  readonly missing: readonly (readonly [household: string, name: string])[]
  readonly changes: readonly Change[]
  readonly households: number
  readonly people: number
}

const key = (household: unknown, name: unknown): string => `${String(household)}\n${String(name)}`

/** The roll of a village from its records. */
export function heldOf(households: readonly View[], residents: readonly View[]): Held {
  const living = residents.filter((one) => one['left'] === undefined)
  return {
    households: new Map(households.map((one) => [String(one['id']), one])),
    residents: new Map(living.map((one) => [key(one['household'], one['name']), one])),
  }
}

/** What the people of one village's rows change in its roll. Households come before who lives in them. */
export function diff(people: readonly Person[], held: Held, newId: () => string): Diff {
  const households = new Map<string, Record<string, string>>()
  const lacking = new Map(held.residents)
  const added: Person[] = []
  const changed: Changed[] = []
  const persons: Change[] = []
  for (const person of people) {
    const { household, name } = person
    households.set(household, { ...said(person, ['group', 'note']), ...households.get(household) })
    const fields = said(person, ['relation', 'phone_tail'])
    const past = lacking.get(key(household, name))
    lacking.delete(key(household, name))
    if (past === undefined) {
      added.push(person)
      persons.push({ do: 'resident.add', id: newId(), set: { name, household, ...fields } })
      continue
    }
    const after = differing(fields, past)
    if (Object.keys(after).length === 0) continue
    const pairs = Object.entries(after).map(([field, value]) => [field, [past[field] ?? null, value]] as const)
    changed.push({ person, fields: Object.fromEntries(pairs) })
    persons.push({ do: 'resident.update', id: String(past['id']), set: after })
  }
  const houses: Change[] = []
  for (const [id, fields] of households) {
    const before = held.households.get(id)
    if (before === undefined) houses.push({ do: 'household.add', id, set: fields })
    else {
      const after = differing(fields, before)
      if (Object.keys(after).length > 0) houses.push({ do: 'household.update', id, set: after })
    }
  }
  const inhabited = new Set([
    ...[...held.residents.values()].map((one) => String(one['household'])),
    ...households.keys(),
  ])
  return {
    added,
    changed,
    missing: [...lacking.values()].map((one) => [String(one['household']), String(one['name'])] as const),
    changes: [...houses, ...persons],
    households: inhabited.size,
    people: held.residents.size + added.length,
  }
}

/** How many households somebody lives in, and how many people there are: what everyone may know of a roll. */
export function countsOf(residents: readonly RecordView[]): { readonly households: number; readonly people: number } {
  const living = residents.filter((one) => one['left'] === undefined)
  return { households: new Set(living.map((one) => one['household'])).size, people: living.length }
}

function said(person: Person, fields: readonly (keyof Person)[]): Record<string, string> {
  return Object.fromEntries(fields.flatMap((field) => (person[field] === '' ? [] : [[field, person[field]]])))
}

function differing(fields: Readonly<Record<string, string>>, past: View): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([field, value]) => past[field] !== value))
}
