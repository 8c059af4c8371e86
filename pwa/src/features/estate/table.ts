/** Contracts with what they make due, assets and debts as files, in the columns in which they are taken in again. */
import type { Asset, Rent } from '../../generated/kinds.ts'
import type { ScopeView } from '../../replica/types.ts'
import { gridOf, saveList } from '../../sheet/save.ts'
import type { Cell, Column, Grid } from '../../sheet/xlsx.ts'
import { told } from '../../text/save.ts'
import { paidOf, type Leased, type Owing } from './estate.ts'
import { t } from './text.ts'

function column<T>(name: string, of: (one: T) => Cell, money = false): Column<T> {
  return { label: t().columns[name] ?? name, of, money }
}

/** A sum of a contract, as the sheet of schedules has it. */
interface Due {
  readonly leased: Leased
  readonly rent: Rent
  readonly at: number
}

function scheduleColumns(): readonly Column<Due>[] {
  return [
    column('contract', ({ leased }) => leased.contract.number),
    column('count', ({ rent }) => rent.number),
    column('payee', ({ rent }) => rent.payee),
    column('quantity', ({ rent }) => rent.quantity),
    column('due', ({ rent }) => rent.due),
    column('amount', ({ rent }) => rent.amount_fen, true),
    column('paid', ({ rent }) => paidOf(rent).fen, true),
    column('paidOn', ({ rent }) => paidOf(rent).day),
    column('overdueDays', ({ leased, at }) => {
      const sum = leased.life.sums[at]
      return sum?.state === 'overdue' ? sum.late_days : 0
    }),
    column('state', ({ rent }) => rent.withdrawn),
  ]
}

const duesOf = (leased: Leased): readonly Due[] => leased.rents.map((rent, at) => ({ leased, rent, at }))

/** `register`: the assets that contracts are of. */
export function contractColumns(all: readonly Leased[], register: readonly Asset[]): readonly Column<Leased>[] {
  const assetOf = (id: string | undefined): Cell => register.find((one) => one.id === id)?.number
  const numberOf = (id: string | undefined): Cell => all.find(({ contract }) => contract.id === id)?.contract.number
  return [
    column('number', ({ contract }) => contract.number),
    column('title', ({ contract }) => contract.title),
    column('sort', ({ contract }) => t().sorts[contract.sort]),
    column('owedTo', ({ contract }) => t().owedTo[contract.owed_to]),
    column('party', ({ contract }) => contract.party),
    column('since', ({ contract }) => contract.since),
    column('until', ({ contract }) => contract.until),
    column('asset', ({ contract }) => assetOf(contract.asset)),
    column('size', ({ contract }) => contract.size),
    column('yearly', ({ contract }) => contract.yearly_fen, true),
    column('deposit', ({ contract }) => contract.deposit_fen, true),
    column('renews', ({ contract }) => numberOf(contract.renews)),
    column('note', ({ contract }) => contract.note),
    column('state', ({ life }) => t().states[life.state]),
    column('days', ({ life }) => life.days),
    column('total', ({ life }) => life.total_fen, true),
    column('paid', ({ life }) => life.paid_fen, true),
    column('overdue', ({ life }) => life.overdue_fen, true),
    column('overdueDays', ({ life }) => life.overdue_days),
  ]
}

/** What all of them make due: a sheet of its own beside that of the contracts. */
export function scheduleGrid(all: readonly Leased[]): Grid {
  return gridOf(t().schedule, scheduleColumns(), all.flatMap(duesOf))
}

export async function saveContracts(
  scope: ScopeView,
  all: readonly Leased[],
  register: readonly Asset[],
): Promise<void> {
  await saveList(
    scope,
    {
      columns: contractColumns(all, register),
      rows: all,
      what: t().tabs['contracts'] ?? '',
      more: [scheduleGrid(all)],
    },
    told(),
  )
}

export async function saveSchedule(scope: ScopeView, one: Leased): Promise<void> {
  await saveList(
    scope,
    { columns: scheduleColumns(), rows: duesOf(one), what: `${one.contract.number} ${t().schedule}` },
    told(),
  )
}

export function assetColumns(): readonly Column<Asset>[] {
  return [
    column('number', (one) => one.number),
    column('name', (one) => one.name),
    column('sort', (one) => t().assetSorts[one.sort]),
    column('size', (one) => one.size),
    column('place', (one) => one.place),
    column('value', (one) => one.value_fen, true),
    column('note', (one) => one.note),
    column('state', (one) => one.retired),
  ]
}

export async function saveAssets(scope: ScopeView, all: readonly Asset[]): Promise<void> {
  await saveList(scope, { columns: assetColumns(), rows: all, what: t().tabs['assets'] ?? '' }, told())
}

export function debtColumns(): readonly Column<Owing>[] {
  return [
    column('side', ({ debt }) => t().debtSides[debt.side]),
    column('party', ({ debt }) => debt.party),
    column('reason', ({ debt }) => debt.reason),
    column('since', ({ debt }) => debt.since),
    column('due', ({ debt }) => debt.due),
    column('amount', ({ debt }) => debt.amount_fen, true),
    column('paid', ({ debt }) => paidOf(debt).fen, true),
    column('paidOn', ({ debt }) => paidOf(debt).day),
    column('rest', ({ standing }) => standing.lacking_fen, true),
    column('overdueDays', ({ standing }) => (standing.state === 'overdue' ? standing.late_days : 0)),
    column('state', ({ debt }) => debt.withdrawn),
  ]
}

export async function saveDebts(scope: ScopeView, all: readonly Owing[]): Promise<void> {
  await saveList(scope, { columns: debtColumns(), rows: all, what: t().tabs['debts'] ?? '' }, told())
}
