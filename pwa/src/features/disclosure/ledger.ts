/** Filters and comparisons over the entries of a disclosure. Pure. */
import type { OpProof, RecordView, ScopeView } from '../../replica/types.ts'
import { fen, hasReceipt, type Sums } from '../../sheet/sums.ts'
import { matcher, terms } from './search.ts'

export interface Filter {
  readonly direction: '' | 'in' | 'out'
  readonly receipt: '' | 'with' | 'without'
  readonly corrected: boolean
  readonly subject: string
  readonly text: string
}

export const NO_FILTER: Filter = { direction: '', receipt: '', corrected: false, subject: '', text: '' }

export function keep(entries: readonly RecordView[], filter: Filter): readonly RecordView[] {
  const matches = matcher(terms(filter.text))
  return entries.filter(
    (entry) =>
      (filter.direction === '' || entry['direction'] === filter.direction) &&
      (filter.receipt === '' || hasReceipt(entry) === (filter.receipt === 'with')) &&
      (!filter.corrected || entry['reason'] !== undefined) &&
      (filter.subject === '' || entry['subject'] === filter.subject) &&
      matches(entry),
  )
}

export interface Payee extends Sums {
  readonly payee: string
  readonly lines: number
}

/** What each payee had and gave in all, who had most first. */
export function byPayee(entries: readonly RecordView[]): readonly Payee[] {
  const found = new Map<string, { in: number; out: number; lines: number }>()
  for (const entry of entries) {
    const payee = String(entry['payee'])
    let sum = found.get(payee)
    if (!sum) found.set(payee, (sum = { in: 0, out: 0, lines: 0 }))
    sum[entry['direction'] === 'in' ? 'in' : 'out'] += fen(entry)
    sum.lines += 1
  }
  return [...found].map(([payee, sum]) => ({ payee, ...sum })).sort((a, b) => b.out - a.out || b.in - a.in)
}

export interface Difference {
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

export interface Step {
  readonly op: OpProof
  readonly verb: string
  readonly reason: string | undefined
  readonly differences: readonly Difference[]
}

/** What each op said about one record, and what it changed of what stood before. Oldest first. */
export function steps(ops: readonly OpProof[], kind: string, id: string): readonly Step[] {
  const known: Record<string, unknown> = {}
  const list: Step[] = []
  for (const op of [...ops].sort((a, b) => a.seq - b.seq)) {
    for (const change of op.changes) {
      if (change.id !== id || !change.do.startsWith(`${kind}.`)) continue
      const set = change.set ?? {}
      const differences = Object.entries(set)
        .filter(([field, after]) => field !== 'reason' && field in known && known[field] !== after)
        .map(([field, after]) => ({ field, before: known[field], after }))
      Object.assign(known, set)
      const reason = set['reason'] ?? set['withdrawn']
      list.push({
        op,
        verb: change.do.slice(kind.length + 1),
        reason: typeof reason === 'string' ? reason : undefined,
        differences,
      })
    }
  }
  return list
}

/** Who stands behind a device: the name of a grant of its person, if the village has one. */
export function nameOf(
  device: string,
  devices: readonly RecordView[],
  grants: readonly RecordView[],
): { name: string; role: string } | null {
  const person = devices.find((d) => d.id === device)?.['person']
  if (person === undefined) return null
  const grant = grants.find((g) => g['person'] === person && typeof g['name'] === 'string')
  return grant ? { name: String(grant['name']), role: String(grant['role']) } : null
}

/** What the village is asked about an entry: its invoice stands in other books, too (sync/spec/match.md). */
export function askedOf(scope: Pick<ScopeView, 'records'>, entry: string): readonly RecordView[] {
  return scope
    .records('explanation')
    .filter((one) => (one['entries'] as readonly string[] | undefined)?.includes(entry))
}
