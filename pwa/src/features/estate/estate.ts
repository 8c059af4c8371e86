/** Assets, contracts, what they make due, and debts as screens read them: the only door of this feature to the replica. */
import { covers, leaseLife, owedStanding, rentStanding, type LeaseLife, type OwedStanding } from '@shaiba/sync'
import { freshId } from '../../device/fresh.ts'
import type { Asset, Contract, Debt, HouseholdAnswer, Owed, Rent } from '../../generated/kinds.ts'
import type { Change, Mark, OpProof, RecordView, Replica } from '../../replica/types.ts'
import { amount } from '../../sheet/cells.ts'

export const MAX_TEXT = 2000

/** A contract with its schedule, and how it stands today. */
export interface Leased {
  readonly contract: Contract
  readonly rents: readonly Rent[]
  readonly life: LeaseLife
  readonly mark: Mark
}

/** A debt, and how it stands today. */
export interface Owing {
  readonly debt: Debt
  readonly standing: OwedStanding
}

/** What one's own household is owed, in full; what the village says was paid is read from the public line. */
export interface OwnRent {
  readonly scope: string
  readonly owed: Owed
  readonly mark: Mark
  readonly paid: Rent['paid']
  /** its day has not passed */
  readonly isEarly: boolean
  readonly standing: OwedStanding
  readonly contract: Contract | null
}

function recordsOf<T extends { readonly id: string }>(
  replica: Replica,
  scope: string,
  kind: string,
  made: keyof T,
): readonly T[] {
  const found = replica.scope(scope).records(kind) as unknown as readonly T[]
  return found.filter((one) => (one[made] as unknown) !== undefined)
}

/** Every contract, what is overdue longest first, then what is past its day, then what soon will be. */
export function contracts(replica: Replica, village: string): readonly Leased[] {
  const scope = `village/${village}`
  const all = recordsOf<Contract>(replica, scope, 'contract', 'since')
  const renewed = new Set(all.map((one) => one.renews))
  const rents = new Map<string, Rent[]>()
  for (const rent of recordsOf<Rent>(replica, scope, 'rent', 'due')) {
    const listed = rents.get(rent.contract)
    if (listed === undefined) rents.set(rent.contract, [rent])
    else listed.push(rent)
  }
  const today = replica.today()
  const found = all.map((contract): Leased => {
    const own = (rents.get(contract.id) ?? []).sort((a, b) => a.number - b.number)
    const life = leaseLife(contract, own, today, renewed.has(contract.id))
    return { contract, rents: own, life, mark: replica.scope(scope).mark('contract', contract.id) }
  })
  return found.sort(
    (a, b) => rank(a) - rank(b) || b.life.overdue_days - a.life.overdue_days || a.life.days - b.life.days,
  )
}

function rank({ life: { state, overdue_fen } }: Leased): number {
  if (overdue_fen > 0) return 0
  return { expired: 1, expiring: 2, running: 3, coming: 3, renewed: 4, ended: 4 }[state]
}

export function assets(replica: Replica, village: string): readonly Asset[] {
  const found = recordsOf<Asset>(replica, `village/${village}`, 'asset', 'name')
  return [...found].sort((a, b) => a.number.localeCompare(b.number, 'en', { numeric: true }))
}

/** What the village owes and is owed, what is late longest first; what was withdrawn last. */
export function debts(replica: Replica, village: string): readonly Owing[] {
  const today = replica.today()
  const found = recordsOf<Debt>(replica, `village/${village}`, 'debt', 'side').map((debt): Owing => ({
    debt,
    standing: owedStanding(debt.amount_fen, debt.due ?? null, debt.paid ?? [], today),
  }))
  const last = ({ debt, standing }: Owing): number =>
    debt.withdrawn !== undefined ? 2 : standing.state === 'paid' ? 1 : 0
  return found.sort((a, b) => last(a) - last(b) || b.standing.late_days - a.standing.late_days)
}

/** What the households of this person are owed in a village, what is late longest first. */
export function ownRents(replica: Replica, village: string): readonly OwnRent[] {
  const homes = (replica.account.current?.scopes ?? []).filter((one) => one.startsWith(`home/${village}-`))
  const scope = replica.scope(`village/${village}`)
  const today = replica.today()
  const found = homes
    .flatMap((home) => recordsOf<Owed>(replica, home, 'owed', 'due').map((owed) => [home, owed] as const))
    .map(([home, owed]): OwnRent => {
      const rent = scope.record('rent', owed.id) as unknown as Rent | undefined
      const contract = scope.record('contract', owed.contract) as unknown as Contract | undefined
      const standing = rentStanding({ amount_fen: owed.amount_fen, due: owed.due, ...paidAndWithdrawn(rent) }, today)
      const mark = replica.scope(home).mark('owed', owed.id)
      const isEarly = today <= owed.due
      return { scope: home, owed, mark, paid: rent?.paid ?? [], isEarly, standing, contract: contract ?? null }
    })
  return found.sort((a, b) => b.standing.late_days - a.standing.late_days || (a.owed.due < b.owed.due ? 1 : -1))
}

function paidAndWithdrawn(rent: Rent | undefined): Pick<Rent, 'paid' | 'withdrawn'> {
  const { paid, withdrawn } = rent ?? {}
  return { ...(paid === undefined ? {} : { paid }), ...(withdrawn === undefined ? {} : { withdrawn }) }
}

/** A sum as it stood before it was put right. */
export type Former = Pick<Rent, 'amount_fen' | 'due' | 'quantity'>

/** Each form in which a sum stood before the present one, oldest first, out of what was said of it. */
export function formerOf(ops: readonly OpProof[], id: string): readonly Former[] {
  const forms: Former[] = []
  for (const { changes } of [...ops].sort((a, b) => a.seq - b.seq))
    for (const change of changes) {
      if (change.id !== id || (change.do !== 'rent.post' && change.do !== 'rent.correct')) continue
      forms.push({ ...forms.at(-1), ...(change.set as unknown as Former) })
    }
  return forms.slice(0, -1)
}

/** Whether the money came, as somebody of the household says; the newest counts. */
export async function answer(
  replica: Replica,
  { scope, owed }: OwnRent,
  said: Omit<HouseholdAnswer, 'by'>,
): Promise<void> {
  const by = replica.account.current?.person
  if (by === undefined) throw new Error('signed_out')
  await replica.write(scope, [{ do: 'owed.answer', id: owed.id, set: { answer: { ...said, by } } }])
}

/** What households say that they lack of a contract, as the offices of this person are told; null where none is told. */
export function lackingOf(replica: Replica, village: string, contract: string): readonly RecordView[] | null {
  const offices = (replica.account.current?.scopes ?? []).filter((scope) => scope.startsWith(`office/${village}/`))
  if (offices.length === 0) return null
  const found = offices.flatMap((scope) => replica.scope(scope).records('shortfall'))
  return [...new Map(found.filter((one) => one['contract'] === contract).map((one) => [one.id, one])).values()]
}

/** How much came of a sum or a debt in all, and on which day last, empty where nothing came: as a sheet has it. */
export function paidOf({ paid = [] }: Pick<Rent, 'paid'>): { readonly fen: number; readonly day: string } {
  const day = paid.reduce((last, one) => (one.day > last ? one.day : last), '')
  return { fen: paid.reduce((sum, { amount_fen }) => sum + amount_fen, 0), day }
}

/** Whether this account holds one of these roles in the village or above it. */
export function may(replica: Replica, village: string, ...roles: readonly string[]): boolean {
  return (replica.account.current?.grants ?? []).some(
    ({ role, region }) => covers(region, village) && roles.includes(role),
  )
}

export const SPEAKERS = ['accountant', 'committee', 'branch', 'supervisor', 'station', 'cadre'] as const

export async function say(
  replica: Replica,
  village: string,
  verb: string,
  members: { readonly set: object } | { readonly append: object },
  id: string = freshId(),
): Promise<string> {
  await replica.write(`village/${village}`, [{ do: verb, id, ...members } as Change])
  return id
}

/** What an office says of a contract, in its own name, today. */
export async function explain(replica: Replica, village: string, id: string, text: string): Promise<void> {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  const words = { day: replica.today(), by: me.person, name: me.name ?? me.person, text }
  await say(replica, village, 'contract.explain', { append: { words } }, id)
}

/** A sum as somebody types it, in fen; null where it is none. `either`: less than nothing too. */
export function fenOf(typed: string, either = false): number | null {
  const read = amount(typed)
  return read.ok && read.value !== null && (read.value > 0 || (either && read.value !== 0)) ? read.value : null
}

/** What is filled in, without what is empty. */
export function filled(fields: Readonly<Record<string, string | number | null>>): Record<string, string | number> {
  return Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === '' || value === null ? [] : [[name, value]]))) // prettier-ignore
}
