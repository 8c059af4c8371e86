/** How the regions above a village handle appeals, where one stands by that, and at whose desk (sync/spec/appeal.md). */
import {
  appealLife,
  type AppealLife,
  type Calendar,
  covers,
  dayOf,
  DEFAULT_TERMS,
  LEVELS,
  regionLevel,
  type Step,
  type Terms,
} from '@shaiba/sync'
import { DESKS } from '../generated/kinds.ts'
import { calendarOf, recordsAbove } from './above.ts'
import type { RecordView, Replica } from './types.ts'

/** The nearer region counts. */
export interface Handling {
  readonly calendar: Calendar
  readonly terms: Terms
  readonly routes: readonly RecordView[]
}

export function handlingOf(replica: Replica, village: string): Handling {
  const records = recordsAbove(replica, village, 'handling')
  const said = records.find((one) => one.id === 'terms')
  const terms = said === undefined ? DEFAULT_TERMS : (said as unknown as Terms)
  return {
    calendar: calendarOf(replica, village),
    terms,
    routes: records.filter((one) => 'office' in one && !('ended' in one)),
  }
}

/** The life of an appeal that was raised at that time, in the square or in a case. */
export function lifeIn(
  scope: string,
  at: number,
  steps: readonly Step[],
  { calendar, terms }: Pick<Handling, 'calendar' | 'terms'>,
): AppealLife {
  return appealLife(dayOf(at), scope.startsWith('case/') ? 'town' : 'village', steps, calendar, terms)
}

/** Whether this account holds the desk of one of these levels for the scope's appeals. */
export function hasDesk(replica: Replica, village: string, scope: string, levels: readonly string[]): boolean {
  const roles: readonly string[] = DESKS[scope.startsWith('case/') ? 'case' : 'square']
  return (replica.account.current?.grants ?? []).some(
    ({ role, region }) => roles.includes(role) && covers(region, village) && levels.includes(regionLevel(region)),
  )
}

/** All levels at which it holds one, the lowest first. */
export function deskLevels(replica: Replica, village: string, scope: string): string[] {
  return LEVELS.filter((level) => hasDesk(replica, village, scope, [level]))
}
