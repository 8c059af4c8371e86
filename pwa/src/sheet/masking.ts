/** What is known, on this phone, of covering names in a village: what its county says, and who is on its roll. */
import { findNames, type MaskingPolicy, maskRow } from '@shaiba/sync'
import { policyOf } from './keep.ts'

interface Named {
  readonly [field: string]: unknown
}

/** What is asked of a replica: this account's scopes, and records by their scope. */
interface Held<One extends Named> {
  readonly account: { readonly current: { readonly scopes: readonly string[] } | null }
  scope(name: string): {
    record(kind: string, id: string): One | undefined
    records(kind: string): readonly One[]
  }
}

/** The policy of the nearest region at or above the village; its people, where this phone may read their names. */
export function maskingOf<One extends Named>(
  replica: Held<One>,
  village: string,
): { readonly policy: MaskingPolicy; readonly members: readonly One[] } {
  const square = `square/${village}`
  const mayRead = replica.account.current?.scopes.includes(square) === true
  const words = replica.scope(`village/${village}`).records('plain')
  const plain = words.flatMap((one) => (one['withdrawn'] === undefined ? [String(one['name'])] : []))
  return {
    policy: { ...policyOf(village, (code) => replica.scope(`region/${code}`).record('masking', 'policy')), plain },
    members: mayRead ? replica.scope(square).records('member') : [],
  }
}

/** Who bids, builds, rents or is owed, as everyone may read it: masked as a ledger's payee is. */
export function maskParty(replica: Held<Named>, village: string, name: string): string {
  const { policy, members } = maskingOf(replica, village)
  const known = members.map((one) => String(one['name']))
  const names = known.map((written) => findNames(written)[0] ?? written) // a roll adds things in brackets
  return String(maskRow({ payee: name }, policy, new Set(names)).public['payee'])
}
