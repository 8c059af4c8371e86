/** What is known, on this phone, of covering names in a village: what its county says, and who is on its roll. */
import type { MaskingPolicy } from '@shaiba/sync'
import type { RecordView, Replica } from '../../replica/types.ts'
import { policyOf } from '../../sheet/keep.ts'

/** The policy of the nearest region at or above the village; its people, where this phone may read their names. */
export function maskingOf(
  replica: Replica,
  village: string,
): { readonly policy: MaskingPolicy; readonly members: readonly RecordView[] } {
  const square = `square/${village}`
  const mayRead = replica.account.current?.scopes.includes(square) === true
  const words = replica.scope(`village/${village}`).records('plain')
  const plain = words.flatMap((one) => (one['withdrawn'] === undefined ? [String(one['name'])] : []))
  return {
    policy: { ...policyOf(village, (code) => replica.scope(`region/${code}`).record('masking', 'policy')), plain },
    members: mayRead ? replica.scope(square).records('member') : [],
  }
}
