/** What the account screen asks of the replica, and how it reads what comes back. */
import { ROLES } from '../../generated/kinds.ts'
import type { DemoPerson, Replica } from '../../replica/types.ts'

export interface DemoVillage {
  readonly place: string
  readonly region: string
  readonly people: readonly DemoPerson[]
}

const ROLE_ORDER: readonly string[] = ROLES

/** The demonstration's people by place, in the order of places as they came; villagers first. */
export function demoVillages(people: readonly DemoPerson[]): DemoVillage[] {
  const regions = [...new Set(people.map((one) => one.region))]
  return regions.map((region) => {
    const here = people.filter((one) => one.region === region)
    const order = (one: DemoPerson): number => ROLE_ORDER.indexOf(one.role) + 1 || 99
    return { region, place: here[0]?.place ?? region, people: here.sort((a, b) => order(a) - order(b)) }
  })
}

/** Whether a log's key says by its name that it is one to practise on (sync/spec/roll.md, «Practising»). */
export function isPractice(vkey: string | null): boolean {
  return vkey?.startsWith('practice.') === true
}

/** How many ops of this phone the server has not taken. */
export function unfinished(replica: Replica): number {
  return replica.outbox.current.filter((item) => item.state !== 'received').length
}
