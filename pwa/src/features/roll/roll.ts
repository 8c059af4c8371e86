/** The roll of a village as its keeper's screens read and change it. What is said in the roll is mirrored where the
 * village, and everyone, may read it: names in the square, counts and grants in public. */
import { covers } from '@shaiba/sync'
import type { Account, Change, RecordView, Replica } from '../../replica/types.ts'
import { pack } from '../../sheet/pack.ts'
import { fits, type Readings, wordsOf } from '../../text/sought.ts'
import { countsOf } from './diff.ts'

export interface House {
  readonly number: string
  readonly group: string
  readonly note: string
  readonly people: readonly RecordView[]
}

export const rollScope = (village: string): string => `office/${village}/roll`

export function keepsRoll(account: Account | null, village: string): boolean {
  return (account?.grants ?? []).some(
    ({ role, office, region }) => role === 'cadre' && office === 'roll' && covers(region, village),
  )
}

/** Whether this account may release letters that somebody else has asked for. */
export function mayRelease(account: Account | null, village: string): boolean {
  return holds(account, ['supervisor', 'cadre'], village)
}

export function holds(account: Account | null, roles: readonly string[], village: string): boolean {
  return (account?.grants ?? []).some(({ role, region }) => roles.includes(role) && covers(region, village))
}

/** Why the grant of who is off the roll ended, as everyone reads it: never whether he moved away or died. */
const OFF_THE_ROLL = '不再在本村名册上'

/** Households by number, with those who live there; who has left is left out. */
export function housesOf(households: readonly RecordView[], residents: readonly RecordView[]): readonly House[] {
  const byHouse = new Map<string, RecordView[]>()
  for (const one of residents) {
    if (one['left'] !== undefined) continue
    const house = String(one['household'])
    const there = byHouse.get(house)
    if (there === undefined) byHouse.set(house, [one])
    else there.push(one)
  }
  return households
    .map((one) => ({
      number: one.id,
      group: textOf(one, 'group'),
      note: textOf(one, 'note'),
      people: (byHouse.get(one.id) ?? []).sort(headFirst),
    }))
    .sort((a, b) => (a.number < b.number ? -1 : 1))
}

/** Those of a group ('' for all) whose number, or a name (as it is written or read) or phone's tail of whose people, has
 * the words in it. */
export function findHouses(
  houses: readonly House[],
  query: string,
  group: string,
  readings: Readings,
): readonly House[] {
  const words = wordsOf(query)
  const whole = words.join(' ')
  return houses.filter(
    (house) =>
      (group === '' || house.group === group) &&
      (whole === '' ||
        house.number.toLowerCase().includes(whole) ||
        house.people.some(
          (one) => textOf(one, 'phone_tail') === whole || fits(words, [textOf(one, 'name')], readings),
        )),
  )
}

export function groupsOf(houses: readonly House[]): readonly string[] {
  const number = (group: string): number => Number(/\d+/.exec(group)?.[0] ?? 0)
  return [...new Set(houses.map((house) => house.group))].sort((a, b) => number(a) - number(b) || (a < b ? -1 : 1))
}

export function textOf(record: RecordView, field: string): string {
  return (record[field] as string | undefined) ?? ''
}

function headFirst(a: RecordView, b: RecordView): number {
  return Number(b['relation'] === '户主') - Number(a['relation'] === '户主') || b.at - a.at
}

/** What stands in the roll, in the square and in public of one village. */
export interface Standing {
  readonly village: string
  readonly households: readonly RecordView[]
  readonly residents: readonly RecordView[]
  readonly members: readonly RecordView[]
  readonly grants: readonly RecordView[]
  readonly about: RecordView | undefined
}

/** What must be said in the square and in public so that they say what the roll says. Nobody is made a member here: that
 * comes with his letter. */
export function mirror(standing: Standing, today: string): { readonly square: Change[]; readonly home: Change[] } {
  const groupOf = new Map(standing.households.map((one) => [one.id, one['group']]))
  const residents = new Map(standing.residents.map((one) => [one.id, one]))
  const square: Change[] = []
  for (const member of standing.members) {
    const one = residents.get(member.id)
    if (one === undefined || member['left'] !== undefined) continue
    if (one['left'] !== undefined) {
      square.push({ do: 'member.leave', id: one.id, set: { left: one['left'] } })
      continue
    }
    const right = { name: one['name'], household: one['household'], group: groupOf.get(textOf(one, 'household')) }
    const set = Object.fromEntries(Object.entries(right).filter(([field, value]) => value && member[field] !== value))
    if (Object.keys(set).length > 0) square.push({ do: 'member.update', id: one.id, set })
  }
  const home: Change[] = standing.grants
    .filter((grant) => grant['role'] === 'villager' && grant['ended'] === undefined && textOf(grant, 'until') >= today)
    .flatMap((grant) => {
      const left = residents.get(textOf(grant, 'person'))?.['left']
      return left === undefined ? [] : [{ do: 'grant.end', id: grant.id, set: { ended: left, why: OFF_THE_ROLL } }]
    })
  const counts = countsOf(standing.residents)
  const { about } = standing
  if (about !== undefined && (about['households'] !== counts.households || about['people'] !== counts.people)) {
    home.push({ do: 'village.describe', id: standing.village, set: counts })
  }
  return { square, home }
}

/** Say it in the roll, then what follows from it. `written` hears how many ops of how many are kept. */
export async function say(
  replica: Replica,
  village: string,
  changes: readonly Change[],
  written: (done: number, of: number) => void = () => undefined,
): Promise<void> {
  const ops = pack(changes)
  for (const [done, op] of ops.entries()) {
    await replica.write(rollScope(village), op)
    written(done + 1, ops.length)
  }
  const roll = replica.scope(rollScope(village))
  const home = replica.scope(`village/${village}`)
  const follows = mirror(
    {
      village,
      households: roll.records('household'),
      residents: roll.records('resident'),
      members: replica.scope(`square/${village}`).records('member'),
      grants: home.records('grant'),
      about: home.record('village', village),
    },
    replica.today(),
  )
  if (follows.square.length > 0) await replica.write(`square/${village}`, follows.square)
  if (follows.home.length > 0) await replica.write(`village/${village}`, follows.home)
}
