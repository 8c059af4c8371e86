/** Who signed under a book, and how many of its entries are word by word what they signed. Spec: sync/spec/review.md,
 * "Published": for an entry that was corrected later, what was posted first counts. */
import { DEFAULT_SIGNERS, entryDigest } from '@shaiba/sync'
import type { Returned } from '../generated/kinds.ts'

interface Row {
  readonly id: string
  readonly [field: string]: unknown
}

/** The lines of one record, as a replica proves them. */
type Lines = readonly {
  readonly changes: readonly { readonly id: string; readonly do: string; readonly set?: object }[]
}[]

export interface Seal {
  readonly role: string
  /** names of who signed, as far as the village says who holds the office */
  readonly people: readonly string[]
  readonly items: ReadonlySet<string>
  readonly returns: readonly Returned[]
}

/** The seals under a book, in the order in which they are given. */
export function sealsOf(
  record: (id: string) => Row | undefined,
  book: string,
  grants: readonly Row[],
): readonly Seal[] {
  return DEFAULT_SIGNERS.flatMap((role) => {
    const given = record(`${book}_${role}`)
    if (given === undefined) return []
    const named = (person: string): unknown =>
      grants.find((one) => one['person'] === person && one['role'] === role && one['name'] !== undefined)?.['name']
    const people = ((given['people'] ?? []) as readonly string[]).map(named).filter((name) => typeof name === 'string')
    const items = new Set((given['items'] ?? []) as readonly string[])
    return [{ role, people, items, returns: (given['returns'] ?? []) as Seal['returns'] }]
  })
}

/** Whether it was put right after it was posted: then it is no longer what was signed. */
export function isCorrected(entry: Row): boolean {
  return entry['reason'] !== undefined
}

/** The entry as it was posted; null where its first line is not here. */
export function postedOf<T extends Row>(entry: T, lines: Lines): T | null {
  const first = lines.flatMap((line) => line.changes).find((one) => one.id === entry.id && one.do === 'entry.post')
  const { kind, id, at } = entry
  return first ? ({ kind, id, at, ...first.set } as unknown as T) : null
}

/** Corrected entries as they were posted, by id. */
export async function postedAll<T extends Row>(
  entries: readonly T[],
  linesOf: (id: string) => Promise<Lines>,
): Promise<ReadonlyMap<string, T | null>> {
  const found = new Map<string, T | null>()
  for (const entry of entries.filter(isCorrected)) found.set(entry.id, postedOf(entry, await linesOf(entry.id)))
  return found
}

/** How many of these all have signed as they were posted. `posted` holds what was corrected since. */
export function countSigned(
  entries: readonly Row[],
  seals: readonly Seal[],
  posted: ReadonlyMap<string, Row | null>,
): number {
  if (seals.length === 0) return 0
  return entries.filter((entry) => {
    const first = isCorrected(entry) ? posted.get(entry.id) : entry
    if (!first) return false
    const digest = entryDigest(entry.id, first)
    return seals.every(({ items }) => items.has(digest))
  }).length
}
