/** Who lets whom read or act, as the square has it (sync/spec/family.md): the only door of this feature to the replica. */
import { freshId } from '../../device/fresh.ts'
import type { Mark, Replica } from '../../replica/types.ts'
import { fits, type Readings, wordsOf } from '../../text/sought.ts'

export type May = 'read' | 'act' | 'attest'

/** It lasts so many days at most, from the day it is taken; and so many where nobody says otherwise. */
export const MOST_DAYS = 366
export const USUAL_DAYS = 90
/** So many are shown of those whose names fit. */
export const FEW = 6

/** One delegation that has not ended, as one of the two sees it. */
export interface Tie {
  readonly id: string
  /** name of the other one; empty where the roll does not have them */
  readonly name: string
  readonly may: May
  readonly until: string
  /** it holds nothing now: who was chosen is in office, one of the two left the roll, or the child has a phone */
  readonly rests: boolean
  /** a child's, by who keeps the roll */
  readonly child: boolean
  readonly mark: Mark
}

export interface Neighbour {
  readonly id: string
  readonly name: string
  readonly household: string
  readonly group: string
}

export const squareOf = (village: string): string => `square/${village}`

/** What this person gave (`person`), or was given (`to`); what ends first stands first. */
export function ties(replica: Replica, village: string, person: string, side: 'person' | 'to'): readonly Tie[] {
  const square = replica.scope(squareOf(village))
  const today = replica.today()
  const office = inOffice(replica, village)
  const speaks = (id: string): boolean => holdsGrant(replica, village, id, today)
  const isOnRoll = (id: string): boolean => nameOnRoll(replica, village, id) !== null
  return square
    .records('delegation')
    .filter((one) => one[side] === person && one['ended'] === undefined && String(one['until']) >= today)
    .map((one) => {
      const [giver, taker] = [String(one['person']), String(one['to'])]
      const other = side === 'person' ? taker : giver
      return {
        id: one.id,
        name: nameOnRoll(replica, village, other) ?? '',
        may: one['may'] as May,
        until: String(one['until']),
        rests: office.has(taker) || !isOnRoll(giver) || !isOnRoll(taker) || (one['by'] !== undefined && speaks(giver)),
        child: one['by'] !== undefined,
        mark: square.mark('delegation', one.id),
      }
    })
    .sort((a, b) => (a.until < b.until ? -1 : 1))
}

export function nameOnRoll(replica: Replica, village: string, person: string): string | null {
  const member = replica.scope(squareOf(village)).record('member', person)
  return member === undefined || member['left'] !== undefined ? null : String(member['name'])
}

/** Those whom this person may choose: on the roll, somebody else, and not in office in the village. */
export function neighbours(replica: Replica, village: string, person: string): readonly Neighbour[] {
  const office = inOffice(replica, village)
  return replica
    .scope(squareOf(village))
    .records('member')
    .filter((one) => one['left'] === undefined && one.id !== person && !office.has(one.id))
    .map((one) => ({
      id: one.id,
      name: String(one['name']),
      household: String(one['household']),
      group: String(one['group']),
    }))
}

/** Those whose names have the words in them, as they are written or read; with no words, those of the household. */
export function find(
  all: readonly Neighbour[],
  query: string,
  household: unknown,
  readings: Readings,
): readonly Neighbour[] {
  const words = wordsOf(query)
  return words.length === 0
    ? all.filter((one) => one.household === household)
    : all.filter((one) => fits(words, [one.name], readings))
}

/** Whether this person speaks for himself in the village: a child with a phone of its own does. */
function holdsGrant(replica: Replica, village: string, person: string, today: string): boolean {
  return replica
    .scope(`village/${village}`)
    .records('grant')
    .some((one) => one['person'] === person && one['ended'] === undefined && String(one['until']) >= today)
}

function inOffice(replica: Replica, village: string): ReadonlySet<string> {
  const today = replica.today()
  const grants = replica
    .scope(`village/${village}`)
    .records('grant')
    .filter((one) => one['role'] !== 'villager' && one['ended'] === undefined && String(one['until']) >= today)
  return new Set(grants.map((one) => String(one['person'])))
}

export async function give(replica: Replica, village: string, to: string, may: May, until: string): Promise<void> {
  const person = replica.account.current?.person
  if (person === undefined) throw new Error('signed_out')
  await replica.write(squareOf(village), [{ do: 'delegation.give', id: freshId(), set: { person, to, may, until } }])
}

export async function end(replica: Replica, village: string, id: string): Promise<void> {
  await replica.write(squareOf(village), [{ do: 'delegation.end', id, set: { ended: replica.today() } }])
}
