/**
 * Working days: China's, with the holidays that the State Council moves (调休), as data.
 *
 * A year without a table counts Monday to Friday, and `yearsWithout` says so. Days are days in China, as ISO dates.
 * Spec: sync/spec/calendar.md. Vectors: sync/vectors/calendar.json.
 */

import { malformed } from './errors.ts'

/** So many working days at most are counted on from a day: four years. */
export const MAX_WORKING_DAYS = 1000

/** So many days at most are named off, or worked, in one year. */
export const MAX_CALENDAR_DAYS = 100

/** What one year has besides Monday to Friday: `off` days, and `work` days at a weekend. `version` is the notice. */
export interface CalendarYear {
  readonly version: string
  readonly off: ReadonlySet<string>
  readonly work: ReadonlySet<string>
}

/** The years for which there is a table, by name: `"2026"`. */
export type Calendar = ReadonlyMap<string, CalendarYear>

/** Read the tables of years, as they stand in JSON. */
export function parseCalendar(data: unknown): Calendar {
  if (!isObject(data)) throw malformed('calendar')
  return new Map(Object.entries(data).map(([year, table]) => [year, readYear(year, table)]))
}

/** Whether offices work on that day. */
export function isWorkingDay(calendar: Calendar, day: string): boolean {
  return isWorking(calendar, readDay(day))
}

/** The day that is so many working days after this one, which itself does not count; for 0 the day itself. */
export function addWorkingDays(calendar: Calendar, day: string, count: number): string {
  if (!Number.isInteger(count) || count < 0 || count > MAX_WORKING_DAYS) throw malformed('days')
  let at = readDay(day)
  for (let left = count; left > 0;) {
    if (at === LAST) throw malformed('day')
    at += DAY
    if (isWorking(calendar, at)) left -= 1
  }
  return iso(at)
}

/** The working days after one day up to and with another; 0 where it does not come later. */
export function workingDaysBetween(calendar: Calendar, after: string, until: string): number {
  const last = readDay(until)
  let count = 0
  for (let at = readDay(after) + DAY; at <= last; at += DAY) if (isWorking(calendar, at)) count += 1
  return count
}

/** The years from one day to another for which there is no table: there, Monday to Friday were counted. */
export function yearsWithout(calendar: Calendar, since: string, until: string): string[] {
  const found: string[] = []
  const last = yearOf(readDay(until))
  for (let year = yearOf(readDay(since)); year <= last; year += 1)
    if (!calendar.has(String(year))) found.push(String(year))
  return found
}

const DAY = 86_400_000
const SATURDAY = 6
const LAST = Date.UTC(9999, 11, 31)
const ISO = /^(19[7-9][0-9]|[2-9][0-9]{3})-[0-9]{2}-[0-9]{2}$/
const YEAR = /^(19[7-9][0-9]|[2-9][0-9]{3})$/

function readDay(day: unknown): number {
  if (typeof day !== 'string' || !ISO.test(day)) throw malformed('day')
  const at = Date.parse(day)
  if (Number.isNaN(at) || iso(at) !== day) throw malformed('day') // the 31st of June becomes the 1st of July
  return at
}

function iso(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

function yearOf(at: number): number {
  return new Date(at).getUTCFullYear()
}

function isWeekend(at: number): boolean {
  return new Date(at).getUTCDay() % SATURDAY === 0
}

function isWorking(calendar: Calendar, at: number): boolean {
  const table = calendar.get(String(yearOf(at)))
  const text = iso(at)
  if (table !== undefined && (table.off.has(text) || table.work.has(text))) return table.work.has(text)
  return !isWeekend(at)
}

function readYear(year: string, table: unknown): CalendarYear {
  if (!YEAR.test(year) || !isObject(table) || Object.keys(table).sort().join() !== 'off,version,work')
    throw malformed('calendar')
  const { version } = table
  if (typeof version !== 'string' || version === '' || Array.from(version).length > 120) throw malformed('calendar')
  const [off, work] = [readDays(year, table['off']), readDays(year, table['work'])]
  if ([...work].some((day) => off.has(day) || !isWeekend(Date.parse(day)))) throw malformed('calendar')
  return { version, off, work }
}

/** Days of the year, in order, each once. */
function readDays(year: string, days: unknown): ReadonlySet<string> {
  if (!Array.isArray(days) || days.length > MAX_CALENDAR_DAYS) throw malformed('calendar')
  let last = ''
  for (const day of days as unknown[]) {
    if (!isDayOf(year, day) || day <= last) throw malformed('calendar')
    last = day
  }
  return new Set(days as string[])
}

function isDayOf(year: string, day: unknown): day is string {
  if (typeof day !== 'string' || !day.startsWith(year) || !ISO.test(day)) return false
  const at = Date.parse(day)
  return !Number.isNaN(at) && iso(at) === day
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
