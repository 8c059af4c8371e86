/**
 * What is owed to the public (公开义务): by which day, and whether it came in time, late, empty or not at all.
 *
 * A catalogue is data, in versions; what was published is a list. What was not there on a day stays so: it counts as
 * published no earlier than the clerk last said that it was missing.
 * Spec: sync/spec/duty.md. Vectors: sync/vectors/duty.json.
 */
import { addWorkingDays, type Calendar, isWorkingDay } from './calendar.ts'
import { malformed } from './errors.ts'

export type ObligationState = 'on_time' | 'late' | 'empty' | 'due' | 'overdue'

/** In the order in which coverage counts them. */
export const OBLIGATION_STATES = ['on_time', 'late', 'overdue', 'empty', 'due'] as const

/** What one item owes of one period. `days`: late or overdue by so many; while it is due, so many are left. */
export interface Obligation {
  readonly item: string
  readonly period: string
  readonly due: string
  readonly state: ObligationState
  readonly days: number
  readonly published: string | null
  readonly disclosure: string | null
}

/** An item as a catalogue asks for it. */
export interface OwedItem {
  readonly key: string
  readonly period: string
  readonly day?: number
  readonly month?: number
  readonly working?: number
  readonly category?: string
}

/** A version of a catalogue. */
export interface OwedList {
  readonly id: string
  readonly since: string
  readonly items: readonly OwedItem[]
}

/** The versions of each region's catalogue, the nearest region's first. */
export type Levels = readonly (readonly OwedList[])[]

/** Something that was published; `day` is that of its first line. */
export interface PublishedItem {
  readonly id: string
  readonly day: string
  readonly category: string
  readonly period: string
  readonly item?: string
  readonly summary?: string
  readonly total_in?: number
  readonly total_out?: number
  readonly withdrawn?: unknown
}

/** What the clerk said was not there. */
export interface MissedItem {
  readonly item: string
  readonly period: string
  readonly day: string
}

/** Everything that is owed of the periods of a year which have begun. */
export function obligations(
  levels: Levels,
  disclosures: readonly PublishedItem[],
  absences: readonly MissedItem[],
  year: string,
  calendar: Calendar,
  today: string,
): readonly Obligation[] {
  const byPeriod = new Map<string, PublishedItem[]>()
  for (const one of disclosures) if (one.withdrawn === undefined) listIn(byPeriod, one.period).push(one)
  const missed = new Map<string, string>()
  for (const { item, period, day } of absences) {
    const at = `${item} ${period}`
    if (day > (missed.get(at) ?? '')) missed.set(at, day)
  }
  const found: Obligation[] = []
  for (const period of periods(year)) {
    const [first] = periodDays(period)
    const version = first <= today ? catalogueOn(levels, first) : null
    if (version === null) continue
    const sort = periodSort(period)
    const items = version.items.filter((item) => item.period === sort)
    const published = byItem(items, byPeriod.get(period) ?? [])
    for (const item of items) {
      const since = missed.get(`${item.key} ${period}`) ?? ''
      const due = dueDay(item, period, calendar)
      found.push(obligation(item.key, period, due, published.get(item.key) ?? [], since, today))
    }
  }
  return found
}

/** The version in force on a day: of the nearest region that has one, the greatest. */
export function catalogueOn<List extends OwedList>(levels: readonly (readonly List[])[], day: string): List | null {
  for (const versions of levels) {
    let found: List | null = null
    for (const one of versions)
      if (one.since <= day && (found === null || number(one.id) > number(found.id))) found = one
    if (found !== null) return found
  }
  return null
}

/** The last day on which an item of a period is in time. */
export function dueDay(item: OwedItem, period: string, calendar: Calendar): string {
  const [, last] = periodDays(period)
  if (item.working !== undefined) return addWorkingDays(calendar, last, item.working)
  const [year, month] = monthAfter(last, item.month ?? 1)
  const day = iso(year, month, Math.min(item.day ?? 31, lastDay(year, month)))
  return isWorkingDay(calendar, day) ? day : addWorkingDays(calendar, day, 1)
}

/** Whether it says nothing: no words, and no sum but 0. */
export function isEmpty({ summary, total_in, total_out }: PublishedItem): boolean {
  return !summary && !total_in && !total_out
}

/** Of a period, whether it is a month, a quarter or a year. */
export function periodSort(period: string): string {
  if (!PERIOD.test(period)) throw malformed('period')
  return period.length === 4 ? 'year' : period.includes('Q') ? 'quarter' : 'month'
}

/** The first and the last day of a period. */
export function periodDays(period: string): readonly [string, string] {
  const [year, sort] = [Number(period.slice(0, 4)), periodSort(period)]
  if (sort === 'year') return [`${period}-01-01`, `${period}-12-31`]
  const first = sort === 'quarter' ? Number(period.charAt(6)) * 3 - 2 : Number(period.slice(5))
  const last = sort === 'quarter' ? first + 2 : first
  return [iso(year, first, 1), iso(year, last, lastDay(year, last))]
}

const DAY = 86_400_000
const PERIOD = /^(19[7-9][0-9]|[2-8][0-9]{3})(-(0[1-9]|1[0-2]|Q[1-4]))?$/

function* periods(year: string): Generator<string> {
  if (periodSort(year) !== 'year') throw malformed('period')
  for (let month = 1; month <= 12; month += 1) yield `${year}-${two(month)}`
  for (let quarter = 1; quarter <= 4; quarter += 1) yield `${year}-Q${String(quarter)}`
  yield year
}

/** What was published of a period, by the item that it fulfils. */
function byItem(
  items: readonly OwedItem[],
  disclosures: readonly PublishedItem[],
): ReadonlyMap<string, readonly PublishedItem[]> {
  const first = new Map<string, string>()
  for (const { key, category } of items) if (category !== undefined && !first.has(category)) first.set(category, key)
  const found = new Map<string, PublishedItem[]>()
  for (const one of disclosures) {
    const key = one.item ?? first.get(one.category)
    if (key !== undefined) listIn(found, key).push(one)
  }
  return found
}

function obligation(
  item: string,
  period: string,
  due: string,
  published: readonly PublishedItem[],
  missed: string,
  today: string,
): Obligation {
  const past = Math.max(0, daysBetween(due, today))
  const [first] = [...published].sort(byNeed)
  if (first === undefined) {
    const state = today > due ? 'overdue' : 'due'
    return {
      item,
      period,
      due,
      state,
      days: past || daysBetween(today, due),
      published: null,
      disclosure: null,
    }
  }
  if (isEmpty(first))
    return {
      item,
      period,
      due,
      state: 'empty',
      days: past,
      published: first.day,
      disclosure: first.id,
    }
  const day = first.day > missed ? first.day : missed
  const late = Math.max(0, daysBetween(due, day))
  return {
    item,
    period,
    due,
    state: late ? 'late' : 'on_time',
    days: late,
    published: day,
    disclosure: first.id,
  }
}

/** What is not empty before what is, the earlier first. */
function byNeed(a: PublishedItem, b: PublishedItem): number {
  if (isEmpty(a) !== isEmpty(b)) return isEmpty(a) ? 1 : -1
  if (a.day !== b.day) return a.day < b.day ? -1 : 1
  return a.id < b.id ? -1 : 1
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  let list = lists.get(key)
  if (list === undefined) lists.set(key, (list = []))
  return list
}

function number(id: string): number {
  return Number(id.slice(id.lastIndexOf('-') + 1))
}

function daysBetween(after: string, until: string): number {
  return (Date.parse(until) - Date.parse(after)) / DAY
}

/** The month that comes so many after the day's own. */
function monthAfter(day: string, months: number): readonly [year: number, month: number] {
  const at = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months
  return [Math.floor(at / 12), (at % 12) + 1]
}

function lastDay(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function iso(year: number, month: number, day: number): string {
  return `${String(year)}-${two(month)}-${two(day)}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
