/** Invoices that stand in several books, for inspection; and what villagers ask about these entries (sync/spec/match.md). */
import type { Explanation, Match } from '../../generated/kinds.ts'
import type { RecordView, Replica } from '../../replica/types.ts'

export interface Found {
  readonly scope: string
  readonly match: Match
}

/** Every match that this account reads: open ones first, then the newest. */
export function matchesOf(replica: Replica): readonly Found[] {
  const scopes = (replica.account.current?.scopes ?? []).filter((scope) => scope.startsWith('watch/'))
  return scopes
    .flatMap((scope) =>
      (replica.scope(scope).records('match') as unknown as readonly Match[]).map((match) => ({ scope, match })),
    )
    .sort(
      (a, b) => Number('settled' in a.match) - Number('settled' in b.match) || (a.match.found < b.match.found ? 1 : -1),
    )
}

/** The places of a match: a village and an entry each, those of one village together. */
export function placesOf(match: Match): readonly (readonly [village: string, entry: string])[] {
  return [...(match.entries ?? [])].sort().map((one) => [one.slice(0, 12), one.slice(13)] as const)
}

/** What the village says of it. */
export function saidOf(replica: Replica, village: string, match: Match): Explanation | undefined {
  return replica.scope(`village/${village}`).record('explanation', match.id) as unknown as Explanation | undefined
}

/** What villagers ask about the entry: only of squares that this account reads. */
export function askedAbout(replica: Replica, village: string, entry: string): readonly RecordView[] {
  return replica
    .scope(`square/${village}`)
    .records('appeal')
    .filter((one) => {
      const about = one['about'] as { readonly kind: string; readonly id: string } | undefined
      return about?.kind === 'entry' && about.id === entry
    })
}

export async function settleMatch(
  replica: Replica,
  { scope, match }: Found,
  settled: string,
  finding: string,
): Promise<void> {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  const set = { settled, finding: finding.trim(), by: me.person, name: me.name ?? me.person, day: replica.today() }
  await replica.write(scope, [{ do: 'match.settle', id: match.id, set }])
}
