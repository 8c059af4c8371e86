/** The power list, or the checklist, in force in a village, and the version before it. */
import type { Powers } from '../generated/kinds.ts'
import { recordsAbove } from './above.ts'
import type { Replica } from './types.ts'

export type PowerSort = 'power' | 'look'

/** A list in force, and the version before it, if there was one. */
export interface Listed {
  readonly now: Powers
  readonly before: Powers | null
  readonly version: number
}

/** The newest version whose day has come. */
export function listOf(replica: Replica, village: string, sort: PowerSort): Listed | null {
  const today = replica.today()
  const found = (recordsAbove(replica, village, 'powers') as unknown as readonly Powers[])
    .filter((one) => one.id.startsWith(`${sort}-`) && one.since <= today)
    .sort((a, b) => versionOf(b.id) - versionOf(a.id))
  const [now, before] = found
  return now === undefined ? null : { now, before: before ?? null, version: versionOf(now.id) }
}

/** «power-12» is the twelfth, and so it is of whatever is said in versions. */
export function versionOf(id: string): number {
  return Number(id.slice(id.lastIndexOf('-') + 1))
}
