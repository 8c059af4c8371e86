/** A village's money by month. Pure. */
import type { RecordView } from '../../replica/types.ts'

export interface Month {
  readonly period: string
  readonly in: number
  readonly out: number
  /** the ledger in which the first of its entries stands */
  readonly ledger?: string | undefined
}

/** So many are added up in one go: a slow phone would feel ten thousand. */
const AT_ONCE = 2_000

/**
 * In and out by calendar month of the entries, oldest first; months between with nothing in them are there too. Stops
 * after so many entries, that the page may draw meanwhile.
 */
export function* byMonth(entries: readonly RecordView[], months: number): Generator<undefined, readonly Month[], void> {
  const sums = new Map<string, { in: number; out: number; ledger: string | undefined }>()
  let [newest, period] = ['', '']
  let sum = { in: 0, out: 0, ledger: undefined as string | undefined }
  for (const [i, entry] of entries.entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) yield
    const date = String(entry['date'])
    if (period === '' || !date.startsWith(period)) {
      period = date.slice(0, 7) // those of one month mostly come together, and ten thousand are many to cut out
      sum = sums.get(period) ?? { in: 0, out: 0, ledger: entry['disclosure'] as string | undefined }
      sums.set(period, sum)
      if (period > newest) newest = period
    }
    sum[entry['direction'] === 'in' ? 'in' : 'out'] += Number(entry['amount_fen'])
  }
  if (newest === '') return []
  return Array.from({ length: months }, (_, i) => {
    const period = shift(newest, i + 1 - months)
    return { period, ...(sums.get(period) ?? { in: 0, out: 0 }) }
  })
}

/** «2026-01» and −1 → «2025-12». */
export function shift(period: string, by: number): string {
  const at = Number(period.slice(0, 4)) * 12 + Number(period.slice(5, 7)) - 1 + by
  return `${String(Math.floor(at / 12))}-${String((at % 12) + 1).padStart(2, '0')}`
}
