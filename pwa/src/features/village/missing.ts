/** The newest month whose accounts are missing, by custom: where no county has said what is owed. Pure. */
import type { RecordView } from '../../replica/types.ts'
import { shift } from './months.ts'

/** Day of the following month by which a month's accounts are to be public: the custom of most counties. */
const DUE_DAY = 10

/** The newest month whose accounts ought to be public on `today` and are not; null if none is missing. */
export function missingMonth(
  disclosures: readonly RecordView[],
  today: string,
): { period: string; due: string } | null {
  const ledgers = disclosures.filter((d) => d['category'] === 'ledger' && d['withdrawn'] === undefined)
  if (ledgers.length === 0) return null // a village that has not begun is not late
  const month = today.slice(0, 7)
  const due = shift(month, Number(today.slice(8, 10)) > DUE_DAY ? -1 : -2)
  if (ledgers.some((d) => String(d['period']) >= due)) return null
  return { period: due, due: `${shift(due, 1)}-${String(DUE_DAY)}` }
}
