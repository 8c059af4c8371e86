/** What a village owes to the public and how it stands, worked out from what this phone holds (sync/spec/duty.md). */
import {
  catalogueOn,
  dayOf,
  type MissedItem,
  type Obligation,
  obligations,
  parentCode,
  periodDays,
  type PublishedItem,
} from '@shaiba/sync'
import type { Absence, Catalogue, OwedItem } from '../generated/kinds.ts'
import { calendarOf, upwards } from './above.ts'
import type { RecordView, Replica } from './types.ts'

/** An obligation with what the county asks for, and what the clerk noted of it. */
export interface Owed extends Obligation {
  readonly ask: OwedItem
  readonly absences: readonly Absence[]
}

/** The versions of the catalogue above a village, of the nearest region first. */
export function catalogues(replica: Replica, village: string): readonly (readonly Catalogue[])[] {
  return upwards(parentCode(village)).map((code) =>
    (replica.scope(`region/${code}`).records('catalogue') as unknown as readonly Catalogue[]).filter(
      (one) => (one.items as unknown) !== undefined,
    ),
  )
}

/** The version that holds on a day. */
export function catalogueFor(replica: Replica, village: string, day: string): Catalogue | null {
  return catalogueOn(catalogues(replica, village), day)
}

/** All that is owed of a year. */
export function owedBy(replica: Replica, village: string, year: string, today: string): readonly Owed[] {
  const levels = catalogues(replica, village)
  if (levels.every((versions) => versions.length === 0)) return [] // nobody asks: no disclosure need be read
  const scope = replica.scope(`village/${village}`)
  const published = scope
    .records('disclosure')
    .filter((one) => one['period'] !== undefined)
    .map(toPublished)
  const absences = absencesOf(scope.records('absence'))
  return obligations(levels, published, absences, year, calendarOf(replica, village), today).flatMap((one) => {
    const ask = catalogueOn(levels, periodDays(one.period)[0])?.items.find(({ key }) => key === one.item)
    const noted = absences.filter(({ item, period }) => item === one.item && period === one.period)
    return ask === undefined ? [] : [{ ...one, ask, absences: noted }]
  })
}

/** What the clerk noted, the latest first. */
export function absencesOf(records: readonly RecordView[]): readonly (Absence & MissedItem)[] {
  return (records as unknown as readonly Absence[])
    .filter((one) => (one.item as unknown) !== undefined)
    .sort((a, b) => (a.day < b.day ? 1 : -1))
}

function toPublished(record: RecordView): PublishedItem {
  return { ...(record as unknown as PublishedItem), day: dayOf(record.at) }
}
