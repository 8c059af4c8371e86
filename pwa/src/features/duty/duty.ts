/** What is owed, arranged for screens; and what is said of it: the only door of this feature to the replica. */
import { covers, type ObligationState } from '@shaiba/sync'
import { freshId } from '../../device/fresh.ts'
import { CATEGORIES, type Category, type Class, type OwedItem } from '../../generated/kinds.ts'
import type { Owed } from '../../replica/owed.ts'
import type { CoverageRow, CoverageTable, Replica } from '../../replica/types.ts'

export const MAX_TEXT = 2000
export const MAX_TITLE = 120

/** From bad to good: a square shows the worst that is in it. */
const WORST: readonly ObligationState[] = ['overdue', 'empty', 'late', 'due', 'on_time']

/** A month of a class: what is owed of it. `worst` is null where nothing is. */
export interface Square {
  readonly month: number
  readonly owed: readonly Owed[]
  readonly worst: ObligationState | null
}

export interface Line {
  readonly group: string
  readonly squares: readonly Square[]
}

/** The year of a village: class by class, twelve squares each. A quarter stands in its last month, the year in December. */
export function yearOf(owed: readonly Owed[]): readonly Line[] {
  return [...new Set(owed.map(({ ask }) => ask.group))].map((group) => ({
    group,
    squares: Array.from({ length: 12 }, (_, i) => {
      const here = owed.filter((one) => one.ask.group === group && monthOf(one.period) === i + 1)
      return { month: i + 1, owed: here, worst: WORST.find((state) => here.some((one) => one.state === state)) ?? null }
    }),
  }))
}

/** The month in which a period ends. */
export function monthOf(period: string): number {
  if (period.length === 4) return 12
  return period.includes('Q') ? Number(period.charAt(6)) * 3 : Number(period.slice(5))
}

/** What is missing now: not there, or empty; who waits longest first. */
export function missing(owed: readonly Owed[]): readonly Owed[] {
  return owed
    .filter(({ state }) => state === 'overdue' || state === 'empty')
    .sort((a, b) => (a.due === b.due ? 0 : a.due < b.due ? -1 : 1))
}

/** What was once missing, and is there now. */
export function madeUp(owed: readonly Owed[]): readonly Owed[] {
  return owed.filter(({ state, absences }) => absences.length > 0 && (state === 'on_time' || state === 'late'))
}

/** Whether this account publishes in the village itself, and explains. */
export function mayPublish(replica: Replica, village: string): boolean {
  return holds(replica, (role, region) => region === village && ['accountant', 'committee'].includes(role))
}

export function mayExplain(replica: Replica, village: string): boolean {
  return holds(replica, (role, region) => region === village && ['accountant', 'committee', 'branch'].includes(role))
}

/** Whether this account holds an office above the village. */
export function isAbove(replica: Replica, village: string): boolean {
  return holds(replica, (role, region) => role !== 'villager' && region !== village && covers(region, village))
}

function holds(replica: Replica, is: (role: string, region: string) => boolean): boolean {
  return (replica.account.current?.grants ?? []).some(({ role, region }) => is(role, region))
}

/** Make an item of a period public, in words. */
export async function publish(
  replica: Replica,
  village: string,
  item: OwedItem,
  said: { readonly period: string; readonly title: string; readonly summary: string },
): Promise<string> {
  const id = freshId()
  const [ofClass, category] = classOf(item.category)
  const set = { ...said, class: ofClass, category, item: item.key }
  await replica.write(`village/${village}`, [{ do: 'disclosure.publish', id, set }])
  return id
}

/** The class and category under which an item is published; what has none of its own stands among village affairs. */
function classOf(category: string | undefined): readonly [Class, Category] {
  for (const name of Object.keys(CATEGORIES) as Class[])
    for (const one of CATEGORIES[name]) if (one === category) return [name, one]
  return ['village', 'household_service']
}

/** Say why something was not there. It changes nothing of that. */
export async function explain(replica: Replica, village: string, absence: string, text: string): Promise<void> {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  const words = { day: replica.today(), by: me.person, name: me.name ?? me.person, text }
  await replica.write(`village/${village}`, [{ do: 'absence.explain', id: absence, append: { words } }])
}

/** How a village stands in all, or in one item. */
export interface Kept {
  readonly row: CoverageRow
  readonly onTime: number
  /** what has fallen due */
  readonly past: number
  readonly overdue: number
  readonly percent: number | null
}

/** The villages that have begun, those with most missing first, then those that were on time least often. */
export function keptBy(table: CoverageTable, item: string): readonly Kept[] {
  const at = table.items.findIndex(([key]) => key === item)
  return table.villages
    .filter(({ begun }) => begun)
    .map((row) => {
      const counts = (row.counts ?? []).filter((_, i) => item === '' || i === at)
      const [onTime = 0, late = 0, overdue = 0, empty = 0] = [0, 1, 2, 3].map((state) =>
        counts.reduce((sum, one) => sum + (one[state] ?? 0), 0),
      )
      const past = onTime + late + overdue + empty
      return { row, onTime, past, overdue, percent: past === 0 ? null : Math.round((onTime / past) * 100) }
    })
    .sort((a, b) => b.overdue - a.overdue || (a.percent ?? 101) - (b.percent ?? 101))
}

/** The periods of a sort for which something may be published now, the newest that has ended first. */
export function periodsOf(sort: string, today: string): readonly string[] {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))]
  if (sort === 'year') return [String(year - 1), String(year)]
  const ago = (count: number, of: number): number => year * of + Math.floor((month - 1) / (12 / of)) - count
  const [of, name] =
    sort === 'quarter'
      ? [4, (n: number) => `${String(Math.floor(n / 4))}-Q${String((n % 4) + 1)}`]
      : [12, (n: number) => `${String(Math.floor(n / 12))}-${String((n % 12) + 1).padStart(2, '0')}`]
  const order = sort === 'event' ? [0, 1, 2] : [1, 0, 2, 3, 4, 5]
  return order.map((count) => name(ago(count, of)))
}
