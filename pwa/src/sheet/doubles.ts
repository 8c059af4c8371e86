/** The same paper entered twice: a mark for people to look at, never a refusal. Spec: sync/spec/review.md. */
import { invoiceNumber } from '@shaiba/sync'

interface Row {
  readonly kind: string
  readonly id: string
  readonly [field: string]: unknown
}

const kept = new WeakMap<readonly Row[], ReadonlyMap<string, readonly Row[]>>()

/** Everything that may be the same paper twice, by id: the same printed number, or the same payee, sum, day and way.
 * A covered payee (王*) is several people. Looked for once in a list: as long as it stays the same, so do they. */
export function doublesOf<T extends Row>(entries: readonly T[]): ReadonlyMap<string, readonly T[]> {
  let found = kept.get(entries) as ReadonlyMap<string, readonly T[]> | undefined
  if (found === undefined) kept.set(entries, (found = look(entries)))
  return found
}

function look<T extends Row>(entries: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const entry of entries) {
    if (entry['withdrawn'] === undefined) {
      for (const key of keysOf(entry)) {
        const group = groups.get(key)
        if (group) group.push(entry)
        else groups.set(key, [entry])
      }
    }
  }
  const found = new Map<string, readonly T[]>()
  for (const group of groups.values()) {
    if (group.length === 1) continue
    for (const one of group) {
      const others = group.filter((other) => other.id !== one.id)
      found.set(one.id, [...new Set([...(found.get(one.id) ?? []), ...others])])
    }
  }
  return found
}

/** What one paper has and no other. Under review only the pictures that are examined count. */
function keysOf(entry: Row): ReadonlySet<string> {
  const pictures = entry['pictures'] as readonly string[] | undefined
  const receipts = (entry['receipts'] ?? []) as readonly { readonly blob: string; readonly number?: string }[]
  const keys = receipts
    .filter(({ blob }) => entry.kind === 'entry' || pictures?.includes(blob))
    .flatMap(({ number }) => (number === undefined ? [] : [`n ${invoiceNumber(number) || number}`]))
  const payee = String(entry['payee'])
  if (!payee.includes('*')) {
    keys.push(['p', payee, entry['amount_fen'], entry['date'], entry['direction']].map(String).join(' '))
  }
  return new Set(keys)
}
