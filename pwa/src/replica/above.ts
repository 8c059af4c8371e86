/** What regions above a village say in their public logs; of two the nearer counts. Read from what this phone holds. */
import { type Calendar, parentCode, parseCalendar } from '@shaiba/sync'
import { CALENDAR } from '../generated/calendar.ts'
import type { RecordView, Replica } from './types.ts'

/** The code and those above it. */
export function upwards(code: string): string[] {
  return code === '' ? [] : [code, ...upwards(parentCode(code))]
}

/** The records of a kind that stand above a village, the nearest region's first. */
export function recordsAbove(replica: Replica, village: string, kind: string): readonly RecordView[] {
  return upwards(parentCode(village)).flatMap((code) => replica.scope(`region/${code}`).records(kind))
}

const SHIPPED = parseCalendar(CALENDAR)

/** The working days of a village: the program's, but for years of which a region above it has its own table. */
export function calendarOf(replica: Replica, village: string): Calendar {
  const calendar = new Map(SHIPPED)
  for (const one of [...recordsAbove(replica, village, 'handling')].reverse())
    if (/^\d{4}$/.test(one.id)) {
      const { version, off, work } = one
      for (const [year, table] of parseCalendar({ [one.id]: { version, off, work } })) calendar.set(year, table)
    }
  return calendar
}
