/** Sums, filters and comparisons over the entries of a disclosure. Pure. */
import type { OpProof, RecordView } from '../../replica/types.ts'
import { haystack, terms } from './search.ts'

export interface Sums {
  readonly in: number
  readonly out: number
}

export function sums(entries: readonly RecordView[]): Sums {
  let [into, out] = [0, 0]
  for (const entry of entries) {
    if (entry['direction'] === 'in') into += fen(entry)
    else out += fen(entry)
  }
  return { in: into, out }
}

export function fen(entry: RecordView): number {
  return typeof entry['amount_fen'] === 'number' ? entry['amount_fen'] : 0
}

/** Totals by subject, largest first; what comes after `most` is one part named `others`. */
export function bySubject(
  entries: readonly RecordView[],
  direction: 'in' | 'out',
  { most = 8, others = '…' }: { most?: number; others?: string } = {},
): readonly { label: string; fen: number }[] {
  const totals = new Map<string, number>()
  for (const entry of entries) {
    if (entry['direction'] !== direction) continue
    const subject = String(entry['subject'])
    totals.set(subject, (totals.get(subject) ?? 0) + fen(entry))
  }
  const parts = [...totals].map(([label, sum]) => ({ label, fen: sum })).sort((a, b) => b.fen - a.fen)
  if (parts.length <= most) return parts
  return [...parts.slice(0, most), { label: others, fen: parts.slice(most).reduce((sum, part) => sum + part.fen, 0) }]
}

export interface Filter {
  readonly direction: '' | 'in' | 'out'
  readonly receipt: '' | 'with' | 'without'
  readonly corrected: boolean
  readonly subject: string
  readonly text: string
}

export const NO_FILTER: Filter = { direction: '', receipt: '', corrected: false, subject: '', text: '' }

export function keep(entries: readonly RecordView[], filter: Filter): readonly RecordView[] {
  const words = terms(filter.text)
  return entries.filter(
    (entry) =>
      (filter.direction === '' || entry['direction'] === filter.direction) &&
      (filter.receipt === '' || hasReceipt(entry) === (filter.receipt === 'with')) &&
      (!filter.corrected || entry['reason'] !== undefined) &&
      (filter.subject === '' || entry['subject'] === filter.subject) &&
      words.every((word) => haystack(entry).includes(word)),
  )
}

export function hasReceipt(entry: RecordView): boolean {
  return Array.isArray(entry['receipts']) && entry['receipts'].length > 0
}

/** Entries by day, then voucher: the order in which a ledger is written. */
export function inOrder(entries: readonly RecordView[]): readonly RecordView[] {
  const place = (entry: RecordView): string => `${String(entry['date'])} ${String(entry['voucher'])}`
  return entries
    .map((entry) => [place(entry), entry] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, entry]) => entry)
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
