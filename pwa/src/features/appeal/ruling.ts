/** What a region says of how appeals are handled in it and below (sync/spec/appeal.md, «Data»): read, and said. */
import { covers, DEFAULT_TERMS, parentCode, parseCalendar, regionLevel, type Terms } from '@shaiba/sync'
import { freshId } from '../../device/fresh.ts'
import { upwards } from '../../replica/above.ts'
import type { RecordView, Replica } from '../../replica/types.ts'
import { officesIn } from './offices.ts'

export const TERM_NAMES = ['accept', 'village', 'town', 'county', 'city'] as const
export const REPLY_STEPS = ['answer', 'reply', 'pause', 'return'] as const
const MOST_DAYS = 120

/** The regions above a village for which this account may say it, the nearest first. */
export function ruledBy(replica: Replica, village: string): string[] {
  const grants = (replica.account.current?.grants ?? []).filter(({ role }) => role === 'admin')
  return upwards(parentCode(village)).filter(
    (code) => ['town', 'county', 'city'].includes(regionLevel(code)) && grants.some((it) => covers(it.region, code)),
  )
}

export interface Ruled {
  readonly terms: Terms
  /** the region has said none: they are the program's */
  readonly isUsual: boolean
  readonly routes: readonly RecordView[]
  readonly replies: readonly RecordView[]
  readonly years: readonly RecordView[]
}

/** What stands in a region itself; what regions above it say is not among it. */
export function ruledIn(replica: Replica, region: string): Ruled {
  const all = replica.scope(`region/${region}`).records('handling')
  const open = all.filter((one) => !('ended' in one))
  const terms = all.find((one) => one.id === 'terms')
  return {
    terms: terms === undefined ? DEFAULT_TERMS : (terms as unknown as Terms),
    isUsual: terms === undefined,
    routes: open.filter((one) => 'office' in one),
    replies: open.filter((one) => 'step' in one),
    years: all.filter((one) => /^\d{4}$/.test(one.id)),
  }
}

/** The offices that a region may name: its own, and those on the way down to the village. */
export function officesUnder(replica: Replica, region: string, village: string): { id: string; name: string }[] {
  return upwards(village)
    .filter((code) => covers(region, code))
    .reverse()
    .flatMap((code) => officesIn(replica, code, village))
}

/** Five whole numbers of working days; null where one is none. */
export function readTerms(typed: Readonly<Record<string, string>>): Terms | null {
  const days = TERM_NAMES.map((name) => Number((typed[name] ?? '').normalize('NFKC').trim()))
  if (!days.every((one) => Number.isInteger(one) && one >= 1 && one <= MOST_DAYS)) return null
  return Object.fromEntries(TERM_NAMES.map((name, n) => [name, days[n]])) as unknown as Terms
}

/** Days as they are typed, with anything between them; null where the table is none of that year (calendar.md). */
export function readYear(year: string, off: string, work: string): { off: string[]; work: string[] } | null {
  const days = (text: string): string[] =>
    [...new Set(text.normalize('NFKC').split(/[^0-9-]+/))].filter((one) => one !== '').sort()
  const table = { off: days(off), work: days(work) }
  try {
    parseCalendar({ [year]: { version: '-', ...table } })
  } catch {
    return null
  }
  return table
}

type Set = Readonly<Record<string, unknown>>

async function say(replica: Replica, region: string, verb: string, id: string, set: Set): Promise<void> {
  await replica.write(`region/${region}`, [{ do: `handling.${verb}`, id, set: { ...set } }])
}

export const sayTerms = (replica: Replica, region: string, terms: Terms): Promise<void> =>
  say(replica, region, 'terms', 'terms', Object.fromEntries(TERM_NAMES.map((name) => [name, terms[name]])))

export const sayYear = (replica: Replica, region: string, year: string, set: Set): Promise<void> =>
  say(replica, region, 'year', year, set)

export interface NewRoute {
  readonly category: string
  readonly office: { readonly id: string; readonly name: string }
  /** that village's alone; empty for all */
  readonly village: string
}

export const sayRoute = (replica: Replica, region: string, { category, office, village }: NewRoute): Promise<void> =>
  say(replica, region, 'route', freshId(), {
    category,
    office: office.id,
    to: office.name,
    ...(village === '' ? {} : { village }),
  })

export interface NewReply {
  readonly name: string
  readonly step: string
  readonly text: string
  /** of that category alone; empty for any */
  readonly category: string
}

export const sayReply = (replica: Replica, region: string, said: NewReply): Promise<void> =>
  say(replica, region, 'reply', freshId(), {
    name: said.name.trim(),
    step: said.step,
    text: said.text.trim(),
    ...(said.category === '' ? {} : { category: said.category }),
  })

/** From today on it is proposed no more. */
export const endOne = (replica: Replica, region: string, one: RecordView): Promise<void> =>
  say(replica, region, 'office' in one ? 'unroute' : 'unreply', one.id, { ended: replica.today() })
