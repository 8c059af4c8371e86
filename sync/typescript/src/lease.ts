/**
 * Leases and debts: what the village lets and hires, what is owed both ways, and how late it is; from records alone.
 *
 * What is paid late stays late: it is told by the day on which a sum was reached, which nothing that is said of later days
 * moves. Spec: sync/spec/lease.md. Vectors: sync/vectors/lease.json.
 */

export type LeaseState = 'coming' | 'running' | 'expiring' | 'expired' | 'renewed' | 'ended'
export type OwedState = 'waiting' | 'overdue' | 'paid' | 'withdrawn'

/** So many days before its last a contract is told to end. */
export const EXPIRING_DAYS = 60

/** What was paid of a sum, less than nothing where it came back. */
export interface PaidPart {
  readonly day: string
  readonly amount_fen: number
}

/** What of a contract its life is made of. */
export interface ToldContract {
  readonly since: string
  readonly until: string
  readonly ended?: string
}

/** A sum of a contract's schedule. */
export interface ToldRent {
  readonly amount_fen: number
  readonly due: string
  readonly paid?: readonly PaidPart[]
  readonly withdrawn?: string
}

/** How a sum that is owed stands: what lacks, and by how many days it is late; or, once it is paid, was. */
export interface OwedStanding {
  readonly state: OwedState
  readonly lacking_fen: number
  readonly late_days: number
}

/**
 * How a contract stands: `days` to its last day (less than none: past it), each sum of its schedule, and what all that
 * stand come to. `overdue_days` is of the one that is late longest.
 */
export interface LeaseLife {
  readonly state: LeaseState
  readonly days: number
  readonly sums: readonly OwedStanding[]
  readonly total_fen: number
  readonly paid_fen: number
  readonly overdue_fen: number
  readonly overdue_days: number
}

/** The life of a contract with these sums. `renewed`: another goes on where it ends. */
export function leaseLife(
  contract: ToldContract,
  rents: readonly ToldRent[],
  today: string,
  renewed = false,
): LeaseLife {
  const sums = rents.map((rent) => rentStanding(rent, today))
  const late = sums.filter((one) => one.state === 'overdue')
  const days = daysFrom(today, contract.until)
  return {
    state: stateOf(contract, days, today, renewed),
    days,
    sums,
    total_fen: add(rents.filter((rent) => rent.withdrawn === undefined).map((rent) => rent.amount_fen)),
    paid_fen: add(rents.map((rent) => paidFen(rent.paid ?? []))),
    overdue_fen: add(late.map((one) => one.lacking_fen)),
    overdue_days: Math.max(0, ...late.map((one) => one.late_days)),
  }
}

/** How a sum of a contract's schedule stands. */
export function rentStanding({ amount_fen, due, paid = [], withdrawn }: ToldRent, today: string): OwedStanding {
  return withdrawn === undefined
    ? owedStanding(amount_fen, due, paid, today)
    : { state: 'withdrawn', lacking_fen: 0, late_days: 0 }
}

/** How a sum stands that is due on a day, or on none, and of which this was paid. */
export function owedStanding(
  amountFen: number,
  due: string | null,
  paid: readonly PaidPart[],
  today: string,
): OwedStanding {
  const lacking = amountFen - paidFen(paid)
  if (lacking > 0) {
    const late = due === null ? 0 : daysFrom(due, today)
    return { state: late > 0 ? 'overdue' : 'waiting', lacking_fen: lacking, late_days: Math.max(late, 0) }
  }
  const day = reached(amountFen, paid)
  return {
    state: 'paid',
    lacking_fen: 0,
    late_days: due === null || day === null ? 0 : Math.max(daysFrom(due, day), 0),
  }
}

/** What was paid in all; what came back is less than nothing. */
export function paidFen(paid: readonly PaidPart[]): number {
  return add(paid.map((one) => one.amount_fen))
}

/** The first day on which all was paid. */
function reached(amountFen: number, paid: readonly PaidPart[]): string | null {
  let have = 0
  for (const one of [...paid].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))) {
    have += one.amount_fen
    if (have >= amountFen) return one.day
  }
  return null
}

function stateOf(contract: ToldContract, days: number, today: string, renewed: boolean): LeaseState {
  if (contract.ended !== undefined && contract.ended <= today) return 'ended'
  if (contract.since > today) return 'coming'
  if (days < 0) return renewed ? 'renewed' : 'expired'
  return days <= EXPIRING_DAYS && !renewed ? 'expiring' : 'running'
}

function add(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}

const DAY = 86_400_000

function daysFrom(since: string, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(since)) / DAY)
}
