/**
 * Joint review: what is signed of an item, and how it stands.
 *
 * A signature is of every word of the entry as it will be published, so that nothing can be changed between the two.
 * Spec: sync/spec/review.md. Vectors: sync/vectors/review.json.
 */
import { sha256 } from '#sha256'
import { byCodePoint } from './merge.ts'
import { b64uEncode } from './op.ts'

export type ReviewState = 'waiting' | 'returned' | 'approved' | 'withdrawn'

/** The fields of an entry as it is posted: what is signed. */
export const EXAMINED = [
  'disclosure',
  'voucher',
  'date',
  'direction',
  'subject',
  'summary',
  'payee',
  'amount_fen',
  'account',
  'method',
  'handler',
  'witness',
  'approver',
  'project',
  'note',
  'pictures',
] as const

/** Who examines, one after the other, where no region has said otherwise. */
export const DEFAULT_SIGNERS = ['supervisor', 'cadre'] as const

/** How an item stands. `role`: who is waited for, or who returned it; empty where that is nobody. */
export interface Standing {
  readonly state: ReviewState
  readonly role: string
}

/** What is signed of an entry: 43 characters of its id and its fields, of those in EXAMINED. */
export function entryDigest(record: string, fields: Readonly<Record<string, unknown>>): string {
  const names = EXAMINED.filter((field) => fields[field] !== undefined)
  const said: Record<string, unknown> = { id: record }
  for (const field of names) said[field] = fields[field]
  const text = JSON.stringify(said, ['id', ...names].sort(byCodePoint))
  return b64uEncode(sha256(new TextEncoder().encode(`shaiba-review-v1\n${text}`)))
}

interface Verdict {
  readonly person: string
  readonly role: string
  readonly verdict: string
  readonly digest: string
}

/** How an item stands with these who examine it, in this order. Only verdicts on the item as it is now count. */
export function standingOf(
  item: Readonly<Record<string, unknown>> & { readonly id: string },
  signers: readonly string[],
): Standing {
  if (item['withdrawn'] !== undefined) return { state: 'withdrawn', role: '' }
  const digest = entryDigest(item.id, item)
  const verdicts = ((item['verdicts'] as readonly Verdict[] | undefined) ?? []).filter((one) => one.digest === digest)
  for (const role of signers) {
    const last = new Map(verdicts.filter((one) => one.role === role).map((one) => [one.person, one.verdict]))
    if ([...last.values()].includes('return')) return { state: 'returned', role }
    if (last.size === 0) return { state: 'waiting', role }
  }
  return { state: 'approved', role: '' }
}
