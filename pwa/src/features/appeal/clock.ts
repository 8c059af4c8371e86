/** A term in words: by which day, counted from what, and how long it was stretched (sync/spec/appeal.md, «Terms»). */
import type { AppealStay } from '@shaiba/sync'
import { day } from '../../text/format.ts'
import { t } from '../../text/life.ts'

/** «by Friday 4 December»; that the clock stands, where no day runs. */
export function dueWords(stay: AppealStay): string {
  return stay.due === null ? t().stands : t().due(day(stay.due), t().weekdays[new Date(stay.due).getUTCDay()] ?? '')
}

/** Why it is that day. `number`: which of the life's terms it is, from 0. */
export function whyDue(stay: AppealStay, number: number): string {
  const began =
    stay.what === 'accept' && number > 0
      ? t().whyUp(day(stay.began), stay.days)
      : t().why(stay.what, day(stay.began), stay.days)
  const longer = stay.extended > 0 ? t().whyExtended(stay.extended) : ''
  return began + longer + (stay.paused > 0 ? t().whyPaused(stay.paused) : '')
}
