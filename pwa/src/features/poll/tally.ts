/** What counters of a vote on paper saw: each for himself, with pictures of the sheets (sync/spec/poll.md, 2). */
import { answerId, covers } from '@shaiba/sync'
import type { TakenPhoto } from '../../device/photo.ts'
import type { Poll, Tally } from '../../generated/kinds.ts'
import type { Replica } from '../../replica/types.ts'

export const COUNTERS = ['committee', 'branch', 'supervisor', 'cadre', 'station', 'discipline'] as const
/** So many offices count, each with one person. */
export const OFFICES = 3
export const MOST_SHEETS = 12
const MOST_BALLOTS = 10_000_000

/** What of a count its counter types. */
export interface Typed {
  readonly counts: readonly string[]
  readonly spoiled: string
}

/** All that was recorded of a vote, in the order of the offices. */
export function tallies(replica: Replica, scope: string, poll: Poll): readonly Tally[] {
  const rank = ({ role }: Tally): number => (COUNTERS as readonly string[]).indexOf(role)
  const all = replica.scope(scope).records('tally') as unknown as readonly Tally[]
  return all.filter((one) => one.poll === poll.id).sort((a, b) => rank(a) - rank(b))
}

/** How the counts stand: too few offices yet, not the same, or the same. */
export function standing(all: readonly Tally[]): 'few' | 'differ' | 'same' {
  const said = new Set(all.map(({ counts, spoiled }) => JSON.stringify([counts, spoiled])))
  if (said.size > 1) return 'differ'
  return new Set(all.map(({ role }) => role)).size < OFFICES ? 'few' : 'same'
}

/** The offices in which this person may count there. */
export function countsAs(replica: Replica, scope: string): readonly string[] {
  const code = scope.slice(scope.indexOf('/') + 1)
  const grants = replica.account.current?.grants ?? []
  const held = new Set(grants.filter(({ region }) => covers(region, code)).map(({ role }) => role))
  return COUNTERS.filter((role) => held.has(role))
}

/** A number of ballots as somebody types it; null where it is none. */
export function ballotsOf(typed: string): number | null {
  const plain = typed.normalize('NFKC').trim()
  return /^\d{1,8}$/.test(plain) && Number(plain) < MOST_BALLOTS ? Number(plain) : null
}

/** Record what was counted; again, where it was mistyped. */
export async function recordTally(
  replica: Replica,
  scope: string,
  poll: Poll,
  said: { readonly counts: readonly number[]; readonly spoiled: number; readonly role: string },
  photos: readonly TakenPhoto[],
): Promise<void> {
  const by = replica.account.current?.person ?? ''
  const sheets = photos.map(({ hash: blob, type, w, h }) => ({ blob, type, w, h }))
  const set = { poll: poll.id, ...said, sheets, day: replica.today(), by }
  const files = photos.map(({ hash, type, bytes }) => ({ hash, type, bytes }))
  await replica.write(scope, [{ do: 'tally.record', id: answerId(poll.id, by), set }], files)
}
