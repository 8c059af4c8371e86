/** For whom somebody speaks (sync/spec/family.md). What is told here is what a screen offers; the server decides. */
import { covers } from '@shaiba/sync'
import type { Replica } from './types.ts'

/** Those in whose names this phone's person may speak today. Who is in office there speaks for nobody. */
export function actsFor(replica: Replica, village: string): readonly string[] {
  const me = replica.account.current
  const square = replica.scope(`square/${village}`)
  const today = replica.today()
  const isOnRoll = (person: string): boolean => {
    const member = square.record('member', person)
    return member !== undefined && member['left'] === undefined
  }
  /** a child with a phone of its own speaks for itself (family.md 12) */
  const hasPhone = (child: string): boolean =>
    replica
      .scope(`village/${village}`)
      .records('grant')
      .some((one) => one['person'] === child && one['ended'] === undefined && String(one['until']) >= today)
  if (me === null || !isOnRoll(me.person)) return []
  if (me.grants.some((grant) => grant.role !== 'villager' && grant.until >= today && covers(grant.region, village)))
    return []
  const given = square
    .records('delegation')
    .filter((one) => one['to'] === me.person && one['may'] === 'act')
    .filter((one) => one['ended'] === undefined && String(one['until']) >= today)
    .filter((one) => one['by'] === undefined || !hasPhone(String(one['person'])))
    .map((one) => String(one['person']))
  return [...new Set(given)].filter(isOnRoll)
}
