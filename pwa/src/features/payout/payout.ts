/** Payouts as screens read them (sync/spec/payout.md): the only door of this feature to the replica. */
import type { HouseholdAnswer, HouseholdSay, Payout } from '../../generated/kinds.ts'
import type { Account, Mark, RecordView, Replica, ScopeStatus } from '../../replica/types.ts'
import { amount } from '../../sheet/cells.ts'
import { fits, type Readings, wordsOf } from '../../text/sought.ts'

export type Say = HouseholdSay

/** What one batch brought one household, and what it said. */
export interface Line {
  readonly scope: string
  readonly id: string
  readonly payee: string
  readonly fen: number
  readonly quantity: string
  readonly until: string
  /** null where this phone has the line, and not (yet) the batch */
  readonly payout: Payout | null
  readonly answer: HouseholdAnswer | null
  readonly mark: Mark
  readonly isOpen: boolean
}

/** The scopes of this person's households in a village: where the roll has them, one. */
export function homesOf(account: Account | null, village: string): readonly string[] {
  return (account?.scopes ?? []).filter((scope) => scope.startsWith(`home/${village}-`))
}

export function numberOf(home: string): string {
  return home.slice('home/'.length + 13)
}

/** The household's lines, what was paid last first. */
export function linesOf(replica: Replica, village: string, home: string): readonly Line[] {
  const scope = replica.scope(home)
  const batches = replica.scope(`village/${village}`)
  const today = replica.today()
  return scope
    .records('confirmation')
    .filter((one) => one['payout'] !== undefined)
    .map((one): Line => {
      const payout = (batches.record('payout', String(one['payout'])) ?? null) as Payout | null
      return {
        scope: home,
        id: one.id,
        payee: String(one['payee']),
        fen: Number(one['amount_fen']),
        quantity: (one['quantity'] as string | undefined) ?? '',
        until: String(one['until']),
        payout,
        answer: (one['answer'] as HouseholdAnswer | undefined) ?? null,
        mark: scope.mark('confirmation', one.id),
        isOpen: today <= String(one['until']) && payout?.withdrawn === undefined,
      }
    })
    .sort((a, b) => ((a.payout?.paid ?? '') < (b.payout?.paid ?? '') ? 1 : -1))
}

/** What this phone knows last of a household's scope; of one where nothing was said yet, of the village. */
export function asOf(replica: Replica, village: string, home: string): ScopeStatus['asOf'] {
  return replica.scope(home).status.asOf ?? replica.scope(`village/${village}`).status.asOf
}

export async function answer(
  replica: Replica,
  line: Line,
  said: { readonly say: Say; readonly got_fen?: number; readonly words?: string },
): Promise<void> {
  const by = replica.account.current?.person
  if (by === undefined) throw new Error('signed_out')
  await replica.write(line.scope, [{ do: 'confirmation.answer', id: line.id, set: { answer: { ...said, by } } }])
}

/** A sum as somebody types it, in fen; null where it is none, or nothing. */
export function fenOf(typed: string): number | null {
  const read = amount(typed)
  return read.ok && read.value !== null && read.value > 0 ? read.value : null
}

/** The batches of a village, what was paid last first. */
export function payouts(replica: Replica, village: string): readonly Payout[] {
  const found = replica.scope(`village/${village}`).records('payout') as unknown as readonly Payout[]
  return found
    .filter((one) => (one.policy as string | undefined) !== undefined)
    .sort((a, b) => (a.paid < b.paid ? 1 : -1))
}

/** The list of a batch, in its order. */
export function paymentsOf(replica: Replica, village: string, payout: string): readonly RecordView[] {
  return replica
    .scope(`village/${village}`)
    .records('payment')
    .filter((one) => one['payout'] === payout)
    .sort((a, b) => Number(a['number']) - Number(b['number']))
}

/** Those of the list that hold all words: in the name, as it is written or read, the number, or the sum. */
export function find(payments: readonly RecordView[], query: string, readings: Readings): readonly RecordView[] {
  const words = wordsOf(query)
  return payments.filter((one) => {
    const sum = (Number(one['amount_fen']) / 100).toFixed(2)
    const others = words.filter((word) => word !== String(one['number']))
    return fits(others, [String(one['payee'])], readings, [sum])
  })
}

/** What lacks of a batch, as the offices of this person are told; null where none of them is told anything. */
export function shortfallsOf(replica: Replica, village: string, payout: string): readonly RecordView[] | null {
  const offices = (replica.account.current?.scopes ?? []).filter((scope) => scope.startsWith(`office/${village}/`))
  if (offices.length === 0) return null
  const found = offices.flatMap((scope) => replica.scope(scope).records('shortfall'))
  const own = found.filter((one) => one['payout'] === payout)
  return [...new Map(own.map((one) => [one.id, one])).values()]
}

export function mayPublish(account: Account | null, village: string): boolean {
  return (account?.grants ?? []).some((grant) => grant.role === 'accountant' && grant.region === village)
}
