/**
 * A list that is to be published, held against the batches that are public: what is new, what is another sum or quantity,
 * what is the same, what is gone. Pure. Lines are told apart as everyone reads them: by the covered name.
 */
import type { Payout } from '../../generated/kinds.ts'
import type { RecordView } from '../../replica/types.ts'
import type { Planned } from './plan.ts'

/** A line as everyone reads it. */
export interface Open {
  readonly payee: string
  readonly amount_fen: number
  readonly quantity: string
  readonly note: string
}

/** A list beside a batch. `changed` has each line as it is public, and as the list has it. */
export interface Difference {
  readonly batch: Payout
  readonly same: number
  readonly changed: readonly (readonly [Open, Open])[]
  readonly fresh: readonly Open[]
  readonly gone: readonly Open[]
}

/** Against the batch that has most lines in common; null where no batch that stands has any. */
export function closest(
  lines: readonly Planned[],
  batches: readonly Payout[],
  paymentsOf: (batch: string) => readonly RecordView[],
): Difference | null {
  const said = lines.map(({ row, public: open }): Open => ({
    ...open,
    amount_fen: row.amount_fen,
    quantity: row.quantity,
  }))
  return batches
    .filter(({ withdrawn }) => withdrawn === undefined)
    .map((batch) => ({ batch, ...compare(said, paymentsOf(batch.id).map(openOf)) }))
    .filter(({ same }) => same > 0)
    .reduce<Difference | null>((best, one) => (best === null || one.same > best.same ? one : best), null)
}

function openOf(payment: RecordView): Open {
  const text = (field: string): string => (payment[field] as string | undefined) ?? ''
  return {
    payee: text('payee'),
    amount_fen: Number(payment['amount_fen']),
    quantity: text('quantity'),
    note: text('note'),
  }
}

/** What is the same in all is taken first, so that of two of one covered name none is told to have changed for the other. */
export function compare(said: readonly Open[], held: readonly Open[]): Omit<Difference, 'batch'> {
  const whole = pair(said, held, (one) => [one.payee, one.amount_fen, one.quantity, one.note].join('\n'))
  const named = pair(whole.left, whole.right, ({ payee }) => payee)
  return { same: whole.pairs.length, changed: named.pairs, fresh: named.left, gone: named.right }
}

/** Lines of one key side by side, in their order; and what is left of either list. */
function pair(said: readonly Open[], held: readonly Open[], keyOf: (one: Open) => string) {
  const waiting = new Map<string, Open[]>()
  for (const one of held) waiting.set(keyOf(one), [...(waiting.get(keyOf(one)) ?? []), one])
  const pairs: [Open, Open][] = []
  const left: Open[] = []
  for (const one of said) {
    const other = waiting.get(keyOf(one))?.shift()
    if (other === undefined) left.push(one)
    else pairs.push([other, one])
  }
  return { pairs, left, right: [...waiting.values()].flat() }
}
