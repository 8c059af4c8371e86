/** What one act of publishing does, told before anything is written. Pure. */
import { dayOf } from '@shaiba/sync'
import type { Change, RecordView } from '../../replica/types.ts'
import { changes, diff, type Diff } from './diff.ts'
import type { Row } from './parse.ts'

export interface Sums {
  readonly in: number
  readonly out: number
}

export interface Plan {
  readonly diff: Diff
  /** the ledger of the period that stands already, if one does */
  readonly disclosure: RecordView | null
  /** of the sheet */
  readonly sheet: Sums
  /** of everything that will be published after it: what the sheet lacks stays */
  readonly after: Sums
  /** something published is corrected or added to: a reason is asked for */
  readonly needsReason: boolean
  readonly empty: boolean
}

/** The newest ledger of a period that stands. */
export function ledgerOf(disclosures: readonly RecordView[], period: string): RecordView | null {
  return (
    disclosures.find(
      (one) => one['category'] === 'ledger' && one['period'] === period && one['withdrawn'] === undefined,
    ) ?? null
  )
}

export function makePlan(rows: readonly Row[], disclosure: RecordView | null, entries: readonly RecordView[]): Plan {
  const published = disclosure === null ? [] : entries.filter((entry) => entry['disclosure'] === disclosure.id)
  const found = diff(rows, published)
  const gone = new Set(found.missing)
  const kept = published.filter((entry) => gone.has(entry['voucher'] as string))
  const sheet = sumsOf(rows)
  const rest = sumsOf(kept as unknown as readonly Row[])
  const empty = found.added.length + found.changed.length === 0
  return {
    diff: found,
    disclosure,
    sheet,
    after: { in: sheet.in + rest.in, out: sheet.out + rest.out },
    needsReason: disclosure !== null && !empty,
    empty,
  }
}

export interface Words {
  readonly title: string
  readonly summary: string
  readonly reason: string
}

/** The changes of a plan, the disclosure first. `id` is the new disclosure's, where none stands yet. */
export function planChanges(plan: Plan, period: string, id: string, words: Words): Change[] {
  const totals = { total_in: plan.after.in, total_out: plan.after.out }
  if (plan.disclosure === null) {
    const set = {
      title: words.title,
      class: 'finance',
      category: 'ledger',
      period,
      ...(words.summary === '' ? {} : { summary: words.summary }),
      ...totals,
    }
    return [{ do: 'disclosure.publish', id, set }, ...changes(plan.diff, id, '')]
  }
  const { disclosure } = plan
  const differ = Object.entries(totals).filter(([field, fen]) => disclosure[field] !== fen)
  const correction =
    differ.length === 0
      ? []
      : [{ do: 'disclosure.correct', id: disclosure.id, set: { ...Object.fromEntries(differ), reason: words.reason } }]
  return [...changes(plan.diff, disclosure.id, words.reason), ...correction]
}

function sumsOf(rows: readonly Pick<Row, 'direction' | 'amount_fen'>[]): Sums {
  const sums = { in: 0, out: 0 }
  for (const row of rows) sums[row.direction] += row.amount_fen
  return sums
}

/** The month of `ms` and those before it, newest first: «2026-10», «2026-09», … */
export function monthsBefore(ms: number, count: number): string[] {
  const [year, month] = dayOf(ms).split('-').map(Number) as [number, number]
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(year, month - 1 - back)).toISOString().slice(0, 7),
  )
}

/** The month before that of `ms`: what an accountant closes. */
export function lastMonth(ms: number): string {
  return monthsBefore(ms, 2)[1] ?? ''
}

/** A month that a file's name says: «10月账.xls» beside `near`, «2026年10月», «202610». Null when it says none. */
export function monthInName(name: string, near: string): string | null {
  const full = /(20\d\d)\s*[年.\-_]?\s*(1[0-2]|0?[1-9])(?!\d)/.exec(name.normalize('NFKC'))
  if (full) return `${full[1] ?? ''}-${(full[2] ?? '').padStart(2, '0')}`
  const short = /(?<!\d)(1[0-2]|0?[1-9])月/.exec(name.normalize('NFKC'))
  return short ? `${near.slice(0, 4)}-${(short[1] ?? '').padStart(2, '0')}` : null
}

/** The voucher that a picture's name holds: the longest that stands in it as a word of its own. */
export function voucherInName(name: string, vouchers: readonly string[]): string | null {
  const plain = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\.[a-z0-9]{2,4}$/, '')
  const holds = (voucher: string): boolean => {
    const text = voucher.normalize('NFKC').toLowerCase()
    const at = plain.indexOf(text)
    if (at < 0) return false
    return !/\d/.test(plain.charAt(at - 1)) && !/\d/.test(plain.charAt(at + text.length))
  }
  return vouchers.filter(holds).sort((a, b) => b.length - a.length)[0] ?? null
}
