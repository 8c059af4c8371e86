/** A disclosure as it is handed on: what it adds up to, its largest items, who signed. Pure. Only what everyone reads of
 * the village goes in, so that nothing covered can come out. */
import type { RecordView, ScopeStatus } from '../../replica/types.ts'
import { countSigned, isCorrected, type postedAll, sealsOf } from '../../sheet/signed.ts'
import { headCode } from '../../text/fingerprint.ts'
import { bySubject, hasReceipt, inOrder, largest, type Part, sums, type Sums } from '../../sheet/sums.ts'

/** Of each way, as many classes by name as a picture has room for; and as many single items. */
export const MOST_PARTS = 7
export const MOST_ITEMS = 8

export interface Review {
  readonly seals: readonly { readonly role: string; readonly people: readonly string[] }[]
  readonly signed: number
  readonly corrected: number
  readonly returns: number
}

export interface Statement {
  readonly village: string
  readonly title: string
  readonly summary: string
  readonly period: string
  /** in the order in which a ledger is written */
  readonly entries: readonly RecordView[]
  readonly sums: Sums
  readonly outs: readonly Part[]
  readonly ins: readonly Part[]
  readonly items: readonly RecordView[]
  readonly receipts: number
  /** null where nobody was asked to sign */
  readonly review: Review | null
  /** where it opens, also without network where it has been read before */
  readonly address: string
  readonly asOf: number | null
  /** lines of the log that this phone has proven, and the code of the newest head */
  readonly size: number
  readonly code: string
}

/** What a statement is made of. `posted`: what was corrected since, as it was signed (sheet/signed.ts). */
export interface Parts {
  readonly village: string
  readonly disclosure: RecordView
  readonly entries: readonly RecordView[]
  readonly countersign: (id: string) => RecordView | undefined
  readonly grants: readonly RecordView[]
  readonly posted: Awaited<ReturnType<typeof postedAll>>
  readonly address: string
  readonly status: ScopeStatus
  /** the word for what comes after the classes that are named */
  readonly others: string
}

export function makeStatement(parts: Parts): Statement {
  const { disclosure, others, status } = parts
  const entries = inOrder(parts.entries.filter((entry) => entry['disclosure'] === disclosure.id))
  return {
    village: parts.village,
    title: String(disclosure['title']),
    summary: (disclosure['summary'] as string | undefined) ?? '',
    period: String(disclosure['period']),
    entries,
    sums: sums(entries),
    outs: bySubject(entries, 'out', { most: MOST_PARTS, others }),
    ins: bySubject(entries, 'in', { most: MOST_PARTS, others }),
    items: largest(entries, 'out', MOST_ITEMS),
    receipts: entries.filter(hasReceipt).length,
    review: reviewOf(parts, entries),
    address: parts.address,
    asOf: status.asOf,
    size: status.size,
    code: headCode(status.checkpoint),
  }
}

function reviewOf({ countersign, disclosure, grants, posted }: Parts, entries: readonly RecordView[]): Review | null {
  const seals = sealsOf(countersign, disclosure.id, grants)
  if (seals.length === 0 || entries.length === 0) return null
  return {
    seals: seals.map(({ role, people }) => ({ role, people })),
    signed: countSigned(entries, seals, posted),
    corrected: entries.filter(isCorrected).length,
    returns: seals.reduce((all, one) => all + one.returns.length, 0),
  }
}

/** The sums of classes this month and the month before, the larger now first: for a table beside a chart. */
export function besideBefore(
  now: readonly RecordView[],
  before: readonly RecordView[],
  direction: 'in' | 'out',
): readonly { readonly label: string; readonly fen: number; readonly before: number; readonly lines: number }[] {
  const most = Number.MAX_SAFE_INTEGER
  const old = new Map(bySubject(before, direction, { most }).map(({ label, fen }) => [label, fen]))
  const rows = bySubject(now, direction, { most }).map(({ label, fen }) => ({
    label,
    fen,
    before: old.get(label) ?? 0,
    lines: now.filter((entry) => entry['direction'] === direction && entry['subject'] === label).length,
  }))
  const gone = [...old].filter(([label]) => rows.every((row) => row.label !== label))
  return [...rows, ...gone.map(([label, fen]) => ({ label, fen: 0, before: fen, lines: 0 }))]
}

/** The month before: «2026-01» → «2025-12». */
export function monthBefore(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number - 2)).toISOString().slice(0, 7)
}

/** The months of a quarter: «2026-Q4» → «2026-10», «2026-11», «2026-12». */
export function monthsOf(quarter: string): readonly string[] {
  const [year, number] = quarter.split('-Q').map(Number) as [number, number]
  return [1, 2, 3].map((month) => `${String(year)}-${String(number * 3 - 3 + month).padStart(2, '0')}`)
}

/** The quarter in which a day lies: «2026-11-27» → «2026-Q4». */
export function quarterOf(day: string): string {
  return `${day.slice(0, 4)}-Q${String(Math.ceil(Number(day.slice(5, 7)) / 3))}`
}

/** When the accounts of a month are due: the day after this one of the next month they are late (features/village). */
export const DUE_DAY = 10

/** The first day on which the accounts of a month are late. */
export function lateFrom(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number, DUE_DAY + 1)).toISOString().slice(0, 10)
}

/** The entries of each month whose ledger is public and stands. */
export function ledgersByMonth(
  disclosures: readonly RecordView[],
  entries: readonly RecordView[],
): ReadonlyMap<string, readonly RecordView[]> {
  const monthOf = new Map<string, string>()
  const months = new Map<string, RecordView[]>()
  for (const one of disclosures) {
    if (one['category'] !== 'ledger' || one['withdrawn'] !== undefined) continue
    monthOf.set(one.id, String(one['period']))
    months.set(String(one['period']), [])
  }
  for (const entry of entries) {
    const month = monthOf.get(String(entry['disclosure']))
    if (month !== undefined) months.get(month)?.push(entry)
  }
  return months
}

/** A month of a quarter's letter; `sums` is null where its accounts are late. */
export interface LetterMonth {
  readonly month: string
  readonly sums: Sums | null
}

export interface Letter {
  readonly months: readonly LetterMonth[]
  readonly sums: Sums
  readonly items: readonly RecordView[]
  readonly outs: readonly Part[]
  /** what else was made public, the newest first */
  readonly others: readonly RecordView[]
  readonly payouts: readonly RecordView[]
}

/** What a letter of a quarter says, on this day. */
export function makeLetter(
  quarter: string,
  today: string,
  records: { readonly [kind in 'disclosure' | 'entry' | 'payout']: readonly RecordView[] },
  others: string,
): Letter {
  const byMonth = ledgersByMonth(records.disclosure, records.entry)
  const months = monthsOf(quarter).filter((month) => byMonth.has(month) || lateFrom(month) <= today)
  const all = months.flatMap((month) => byMonth.get(month) ?? [])
  const stands = (one: RecordView): boolean => one['withdrawn'] === undefined
  return {
    months: months.map((month) => {
      const entries = byMonth.get(month)
      return { month, sums: entries ? sums(entries) : null }
    }),
    sums: sums(all),
    items: largest(all, 'out', 5),
    outs: bySubject(all, 'out', { most: 5, others }),
    others: records.disclosure.filter(
      (one) => stands(one) && one['category'] !== 'ledger' && isWithin(String(one['period']), quarter),
    ),
    payouts: records.payout.filter((one) => stands(one) && isWithin(String(one['paid']), quarter)),
  }
}

/** Whether a month, a day or the quarter itself lies in a quarter. */
function isWithin(span: string, quarter: string): boolean {
  return span === quarter || monthsOf(quarter).includes(span.slice(0, 7))
}
