/** Whose an appeal is, in words. */
import type { Replica } from '../../replica/types.ts'
import type { Appeal } from './appeal.ts'
import { t } from './text.ts'

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
