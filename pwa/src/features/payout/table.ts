/** A batch's list as a file has it, names covered as everyone reads them. */
import type { Payout } from '../../generated/kinds.ts'
import type { RecordView } from '../../replica/types.ts'
import type { Cell, Column } from '../../sheet/xlsx.ts'
import { t } from './text.ts'

export function lineColumns(): readonly Column<RecordView>[] {
  const field = (label: string, name: string): Column<RecordView> => ({ label, of: (one) => one[name] as Cell })
  return [
    field(t().columns.number, 'number'),
    field(t().columns.payee, 'payee'),
    field(t().columns.quantity, 'quantity'),
    { ...field(t().columns.amount, 'amount_fen'), money: true },
    field(t().columns.note, 'note'),
  ]
}

export function batchColumns(): readonly Column<Payout>[] {
  return [
    { label: t().columns.policy, of: (one) => one.policy },
    { label: t().columns.batch, of: (one) => one.batch },
    { label: t().columns.paid, of: (one) => one.paid },
    { label: t().columns.households, of: (one) => one.households },
    { label: t().columns.amount, of: (one) => one.total_fen, money: true },
    { label: t().withdrawn, of: (one) => one.withdrawn },
  ]
}
