/** Who speaks, and for whom (sync/spec/family.md). What is told here is what a screen offers; the server decides. */
import type { Replica } from '../../replica/types.ts'
import { isoDay } from '../../text/format.ts'
import { covers, type Appeal } from './appeal.ts'
import { t } from './text.ts'

/** Those in whose names this phone's person may speak today. Who is in office there speaks for nobody. */
export function actsFor(replica: Replica, village: string): readonly string[] {
  const me = replica.account.current
  const square = replica.scope(`square/${village}`)
  const today = isoDay(Date.now())
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

/** How a person of the village is called on this phone. */
export function nameOf(replica: Replica, village: string, person: string): string {
  if (replica.account.current?.person === person) return t().me
  return (replica.scope(`square/${village}`).record('member', person)?.['name'] as string | undefined) ?? t().someone
}

/** Whose it is: a name, or «X for Y»; or by which officer it was heard. */
export function authorOf(replica: Replica, village: string, one: Appeal): string {
  if (one.channel !== '') {
    const heard = t().heard(one.heardBy, t().channels[one.channel] ?? one.channel)
    return one.person === '' ? heard : `${nameOf(replica, village, one.person)} · ${heard}`
  }
  const person = nameOf(replica, village, one.person)
  return one.by === '' ? person : t().actsFor(nameOf(replica, village, one.by), person)
}
