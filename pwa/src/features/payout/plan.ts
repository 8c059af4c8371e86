/** What publishing a list says of it in public, told before anything is written. Pure. */
import type { Change } from '../../replica/types.ts'
import type { Planned as PlannedOf } from '../../sheet/households.ts'
import { entryId } from '../../sheet/keep.ts'
import type { Row } from './parse.ts'

export type Planned = PlannedOf<Row>

export interface Words {
  readonly policy: string
  readonly batch: string
  readonly period: string
  readonly paid: string
  readonly until: string
  readonly note: string
  readonly unit: string
  /** fen for each unit; null where nothing is said of it */
  readonly standard: number | null
}

export function totalOf(rows: readonly Row[]): number {
  return rows.reduce((fen, row) => fen + row.amount_fen, 0)
}

/** The changes of a batch: itself first, then its list. */
export function publicChanges(lines: readonly Planned[], id: string, words: Words): Change[] {
  const { standard, unit, note, ...said } = words
  const set = {
    ...said,
    ...(note === '' ? {} : { note }),
    ...(standard === null || unit === '' ? {} : { unit, standard_fen: standard }),
    households: lines.length,
    total_fen: totalOf(lines.map(({ row }) => row)),
  }
  const posts = lines.map(({ row, public: open }): Change => ({
    do: 'payment.post',
    id: entryId(id, String(row.number)),
    set: {
      payout: id,
      number: row.number,
      payee: open.payee,
      amount_fen: row.amount_fen,
      ...(row.quantity === '' ? {} : { quantity: row.quantity }),
      ...(open.note === '' ? {} : { note: open.note }),
    },
  }))
  return [{ do: 'payout.publish', id, set }, ...posts]
}
