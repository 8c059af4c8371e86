/** Lists of what is public, as a file has them: the columns by which accountants know a ledger. */
import type { RecordView, ScopeView } from '../../replica/types.ts'
import { saveList } from '../../sheet/save.ts'
import { hasReceipt } from '../../sheet/sums.ts'
import type { Cell, Column } from '../../sheet/xlsx.ts'
import { period } from '../../text/format.ts'
import { told } from '../../text/save.ts'
import type { Payee } from './ledger.ts'
import { t } from './text.ts'

const field = (label: string, name: string): Column<RecordView> => ({ label, of: (one) => one[name] as Cell })

function entryColumns(): readonly Column<RecordView>[] {
  const sum = (label: string, way: string): Column<RecordView> => ({
    label,
    of: (one) => (one['direction'] === way ? (one['amount_fen'] as number) : null),
    money: true,
  })
  return [
    field(t().voucher, 'voucher'),
    field(t().date, 'date'),
    field(t().subject, 'subject'),
    field(t().summary, 'summary'),
    sum(t().directions['in'] ?? '', 'in'),
    sum(t().directions['out'] ?? '', 'out'),
    field(t().payee, 'payee'),
    field(t().method, 'method'),
    field(t().account, 'account'),
    field(t().project, 'project'),
    field(t().handler, 'handler'),
    field(t().witness, 'witness'),
    field(t().approver, 'approver'),
    field(t().note, 'note'),
    { label: t().receipts, of: (one) => (hasReceipt(one) ? (one['receipts'] as unknown[]).length : 0) },
    field(t().reason, 'reason'),
  ]
}

function boardColumns(): readonly Column<RecordView>[] {
  return [
    { label: t().period, of: (one) => period(String(one['period'])) },
    { label: t().category, of: (one) => t().categories[String(one['category'])] ?? String(one['category']) },
    field(t().title, 'title'),
    field(t().summary, 'summary'),
    { ...field(t().directions['in'] ?? '', 'total_in'), money: true },
    { ...field(t().directions['out'] ?? '', 'total_out'), money: true },
    field(t().reason, 'reason'),
    field(t().withdrawn, 'withdrawn'),
  ]
}

/** Keep these entries, or these disclosures, as they stand on the screen. `what` names the file beside the village. */
export async function saveRows(
  scope: ScopeView,
  kind: 'entry' | 'disclosure',
  rows: readonly RecordView[],
  what: string,
): Promise<void> {
  const columns = kind === 'entry' ? entryColumns() : boardColumns()
  await saveList(scope, { columns, rows, what }, told())
}

/** With whom the village had money, in all. */
export async function savePayees(scope: ScopeView, rows: readonly Payee[], year: string): Promise<void> {
  const columns: readonly Column<Payee>[] = [
    { label: t().payee, of: ({ payee }) => payee },
    { label: t().entries, of: ({ lines }) => lines },
    { label: t().directions['in'] ?? '', of: (one) => one.in, money: true },
    { label: t().directions['out'] ?? '', of: (one) => one.out, money: true },
  ]
  await saveList(scope, { columns, rows, what: `${t().payees} ${year}`.trim() }, told())
}
