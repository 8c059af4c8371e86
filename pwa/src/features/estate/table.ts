/** Contracts, assets and debts as files. */
import type { Asset } from '../../generated/kinds.ts'
import type { ScopeView } from '../../replica/types.ts'
import { saveTable } from '../../sheet/save.ts'
import type { Cell, Column } from '../../sheet/xlsx.ts'
import { origin, t as words } from '../../text/save.ts'
import type { Leased, Owing } from './estate.ts'
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

function column<T>(name: string, of: (one: T) => Cell, money = false): Column<T> {
  return { label: t().columns[name] ?? name, of, money }
}

export async function saveContracts(scope: ScopeView, all: readonly Leased[]): Promise<void> {
  const columns: readonly Column<Leased>[] = [
    column('number', ({ contract }) => contract.number),
    column('title', ({ contract }) => contract.title),
    column('sort', ({ contract }) => t().sorts[contract.sort]),
    column('party', ({ contract }) => contract.party),
    column('since', ({ contract }) => contract.since),
    column('until', ({ contract }) => contract.until),
    column('state', ({ life }) => t().states[life.state]),
    column('days', ({ life }) => life.days),
    column('total', ({ life }) => life.total_fen, true),
    column('paid', ({ life }) => life.paid_fen, true),
    column('overdue', ({ life }) => life.overdue_fen, true),
    column('overdueDays', ({ life }) => life.overdue_days),
  ]
  await saveRows(scope, columns, all, t().tabs['contracts'] ?? '')
}

export async function saveAssets(scope: ScopeView, all: readonly Asset[]): Promise<void> {
  const columns: readonly Column<Asset>[] = [
    column('number', (one) => one.number),
    column('name', (one) => one.name),
    column('sort', (one) => t().assetSorts[one.sort]),
    column('size', (one) => one.size),
    column('place', (one) => one.place),
    column('value', (one) => one.value_fen, true),
  ]
  await saveRows(scope, columns, all, t().tabs['assets'] ?? '')
}

export async function saveDebts(scope: ScopeView, all: readonly Owing[]): Promise<void> {
  const columns: readonly Column<Owing>[] = [
    column('side', ({ debt }) => t().debtSides[debt.side]),
    column('party', ({ debt }) => debt.party),
    column('reason', ({ debt }) => debt.reason),
    column('since', ({ debt }) => debt.since),
    column('due', ({ debt }) => debt.due),
    column('amount', ({ debt }) => debt.amount_fen, true),
    column('rest', ({ standing }) => standing.lacking_fen, true),
    column('overdueDays', ({ standing }) => (standing.state === 'overdue' ? standing.late_days : 0)),
  ]
  await saveRows(scope, columns, all, t().tabs['debts'] ?? '')
}
