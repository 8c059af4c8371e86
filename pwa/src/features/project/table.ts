/** The list of projects, and a bill of quantities, as files. */
import { lineFen } from '@shaiba/sync'
import type { BillLine } from '../../generated/kinds.ts'
import type { ScopeView } from '../../replica/types.ts'
import { saveTable } from '../../sheet/save.ts'
import type { Column } from '../../sheet/xlsx.ts'
import { origin, t as words } from '../../text/save.ts'
import type { Going } from './project.ts'
import { t } from './text.ts'

async function saveRows<T>(
  scope: ScopeView,
  columns: readonly Column<T>[],
  rows: readonly T[],
  what: string,
): Promise<void> {
  const village = scope.status.scope.slice('village/'.length)
  const name = (scope.record('village', village)?.['name'] as string | undefined) ?? village
  const about = origin(name, scope.status, location.href)
  await saveTable({ name: `${name} ${what}`, columns, rows, about }, words().sheets)
}

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
  await saveRows(scope, columns, all, t().title)
}

export async function saveBill(scope: ScopeView, lines: readonly BillLine[], what: string): Promise<void> {
  const columns: readonly Column<BillLine>[] = [
    { label: t().item, of: (line) => line.item },
    { label: t().quantity, of: (line) => line.quantity_milli / 1000 },
    { label: t().unit, of: (line) => line.unit },
    { label: t().price, of: (line) => line.price_fen, money: true },
    { label: t().money, of: lineFen, money: true },
  ]
  await saveRows(scope, columns, lines, what)
}
