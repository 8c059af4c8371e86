/** What the rows of a ledger add up to, and their order. Pure. */

export interface Row {
  readonly id: string
  readonly [field: string]: unknown
}

export interface Sums {
  readonly in: number
  readonly out: number
}

export interface Part {
  readonly label: string
  readonly fen: number
}

export function sums(entries: readonly Row[]): Sums {
  let [into, out] = [0, 0]
  for (const entry of entries) {
    if (entry['direction'] === 'in') into += fen(entry)
    else out += fen(entry)
  }
  return { in: into, out }
}

export function fen(entry: Row): number {
  return typeof entry['amount_fen'] === 'number' ? entry['amount_fen'] : 0
}

/** Totals by subject, largest first; what comes after `most` is one part named `others`. */
export function bySubject(
  entries: readonly Row[],
  direction: 'in' | 'out',
  { most = 8, others = '…' }: { most?: number; others?: string } = {},
): readonly Part[] {
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

/** The largest of one direction, the first written first among equals. */
export function largest<T extends Row>(entries: readonly T[], direction: 'in' | 'out', most: number): readonly T[] {
  return inOrder(entries.filter((entry) => entry['direction'] === direction))
    .slice()
    .sort((a, b) => fen(b) - fen(a))
    .slice(0, most)
}

export function hasReceipt(entry: Row): boolean {
  return Array.isArray(entry['receipts']) && entry['receipts'].length > 0
}

/** Hashes of the pictures of an entry's receipts. */
export function receiptsOf(entry: Row): readonly string[] {
  const receipts = (entry['receipts'] ?? []) as readonly { readonly blob: string }[]
  return receipts.map((receipt) => receipt.blob)
}

/** Entries by day, then voucher: the order in which a ledger is written. */
export function inOrder<T extends Row>(entries: readonly T[]): readonly T[] {
  const place = (entry: Row): string => `${String(entry['date'])} ${String(entry['voucher'])}`
  return entries
    .map((entry) => [place(entry), entry] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, entry]) => entry)
}
