/** The list of projects, and a bill of quantities, as files. */
import { lineFen } from '@shaiba/sync'
import type { BillLine } from '../../generated/kinds.ts'
import type { ScopeView } from '../../replica/types.ts'
import { saveList } from '../../sheet/save.ts'
import type { Column } from '../../sheet/xlsx.ts'
import { told } from '../../text/save.ts'
import type { Going } from './project.ts'
import { t } from './text.ts'

export async function saveProjects(scope: ScopeView, all: readonly Going[]): Promise<void> {
  const sum = (label: string, of: (one: Going) => number | null): Column<Going> => ({ label, of, money: true })
  const columns: readonly Column<Going>[] = [
    { label: t().columns['number'] ?? '', of: ({ project }) => project.number },
    { label: t().columns['title'] ?? '', of: ({ project }) => project.title },
    { label: t().columns['state'] ?? '', of: ({ life }) => t().states[life.state] },
    { label: t().columns['source'] ?? '', of: ({ project }) => t().sources[project.source] },
    { label: t().columns['method'] ?? '', of: ({ project }) => t().methods[project.method] },
    { label: t().columns['began'] ?? '', of: ({ project }) => project.began },
    sum(t().sum['budget'] ?? '', ({ life }) => life.sums.budget),
    sum(t().sum['agreed'] ?? '', ({ life }) => life.sums.agreed),
    sum(t().sum['paid'] ?? '', ({ life }) => life.sums.paid),
    { label: t().columns['marks'] ?? '', of: ({ life }) => life.marks.length },
  ]
  await saveList(scope, { columns, rows: all, what: t().title }, told())
}

export async function saveBill(scope: ScopeView, lines: readonly BillLine[], what: string): Promise<void> {
  const columns: readonly Column<BillLine>[] = [
    { label: t().item, of: (line) => line.item },
    { label: t().quantity, of: (line) => line.quantity_milli / 1000 },
    { label: t().unit, of: (line) => line.unit },
    { label: t().price, of: (line) => line.price_fen, money: true },
    { label: t().money, of: lineFen, money: true },
  ]
  await saveList(scope, { columns, rows: lines, what }, told())
}
