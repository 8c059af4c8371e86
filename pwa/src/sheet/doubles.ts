/** The same paper entered twice: a mark for people to look at, never a refusal. Spec: sync/spec/review.md. */

interface Row {
  readonly kind: string
  readonly id: string
  readonly [field: string]: unknown
}

/** Everything that may be the same paper twice, by id: the same printed number, or the same payee, sum, day and way.
 * A covered payee (王*) is several people. */
export function doublesOf<T extends Row>(entries: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const entry of entries) {
    if (entry['withdrawn'] === undefined) {
      for (const key of keysOf(entry)) groups.set(key, [...(groups.get(key) ?? []), entry])
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
    .flatMap(({ number }) => (number === undefined ? [] : [`n ${number}`]))
  const payee = String(entry['payee'])
  if (!payee.includes('*')) {
    keys.push(['p', payee, entry['amount_fen'], entry['date'], entry['direction']].map(String).join(' '))
  }
  return new Set(keys)
}
