/**
 * A sheet against what is published: what it adds, changes, leaves and lacks; and the changes that make it so.
 *
 * Entries are known by voucher within a disclosure. A sheet never takes anything away: what it lacks is told and stays,
 * and an empty cell does not empty a published field. Twin of server/shaiba/ledger/diff.py.
 */
import type { Change } from '../../replica/types.ts'
import { entryId } from '../../sheet/keep.ts'
import type { Row } from './parse.ts'

/** A published entry that the sheet says otherwise: the fields that differ, before and after. */
export interface Changed {
  readonly id: string
  readonly voucher: string
  readonly before: Readonly<Record<string, unknown>>
  readonly after: Readonly<Record<string, unknown>>
}

/** `added` rows, `changed` entries, vouchers `unchanged`, vouchers `missing` from the sheet. */
export interface Diff {
  readonly added: readonly Row[]
  readonly changed: readonly Changed[]
  readonly unchanged: readonly string[]
  readonly missing: readonly string[]
}

/** An entry of the disclosure as screens read it. */
type Published = Readonly<Record<string, unknown>>

/** Compare the rows of a sheet with the entries of a disclosure. */
export function diff(rows: readonly Row[], published: readonly Published[]): Diff {
  const byVoucher = new Map(published.map((entry) => [String(entry['voucher']), entry]))
  const added: Row[] = []
  const changed: Changed[] = []
  const unchanged: string[] = []
  for (const row of rows) {
    const entry = byVoucher.get(row.voucher)
    if (entry === undefined) {
      added.push(row)
      continue
    }
    byVoucher.delete(row.voucher)
    const after = Object.entries(row).filter(([field, value]) => entry[field] !== value)
    if (after.length === 0) unchanged.push(row.voucher)
    else {
      const before = after.map(([field]) => [field, entry[field] ?? null])
      changed.push({
        id: String(entry['id']),
        voucher: row.voucher,
        before: Object.fromEntries(before) as Changed['before'],
        after: Object.fromEntries(after),
      })
    }
  }
  return { added, changed, unchanged, missing: [...byVoucher.keys()] }
}

/** The changes that publish a diff within a disclosure; corrections carry the reason. */
export function changes(found: Diff, disclosure: string, reason: string): Change[] {
  const posts = found.added.map((row) => ({
    do: 'entry.post',
    id: entryId(disclosure, row.voucher),
    set: { disclosure, ...row },
  }))
  const corrections = found.changed.map((entry) => ({
    do: 'entry.correct',
    id: entry.id,
    set: { ...entry.after, reason },
  }))
  return [...posts, ...corrections]
}
