/** To which office an appeal may be given: the county's rules propose, an officer confirms (sync/spec/appeal.md, «Data»). */
import { LEVELS, regionLevel, type AppealLife } from '@shaiba/sync'
import { upwards } from '../../replica/above.ts'
import type { Replica } from '../../replica/types.ts'
import { sortOf, type Appeal } from './appeal.ts'
import { handlingOf } from '../../replica/handling.ts'
import { keepsOut } from '../../replica/close.ts'

/** An office that an appeal may be given to. */
export interface Office {
  readonly id: string
  readonly name: string
  /** the county's rules name it for this category */
  readonly proposed: boolean
  /** everybody in it declared the person close (回避) */
  readonly close: boolean
}

/** The offices of one region. */
export function officesIn(replica: Replica, region: string, village: string): { id: string; name: string }[] {
  return replica
    .scope(region === village ? `village/${region}` : `region/${region}`)
    .records('office')
    .filter((office) => !('closed' in office))
    .map((office) => ({ id: office.id, name: String(office['name']) }))
}

/** The offices of the appeal's level and below it, those that the rules propose first; of a case none of the village. */
export function officesFor(replica: Replica, village: string, one: Appeal, life: AppealLife): Office[] {
  const levels: readonly string[] = LEVELS.slice(
    sortOf(one.scope) === 'case' ? 1 : 0,
    LEVELS.findIndex((level) => level === life.level) + 1,
  )
  const fits = handlingOf(replica, village).routes.filter(
    (it) =>
      it['category'] === (life.category ?? one.category) && [undefined, village].includes(it['village'] as string),
  )
  return upwards(village)
    .filter((code) => levels.includes(regionLevel(code)))
    .reverse()
    .flatMap((code) => {
      const place = replica.scope(code === village ? `village/${code}` : `region/${code}`)
      const people = place.records('grant').filter((grant) => !('ended' in grant))
      return place
        .records('office')
        .filter((office) => !('closed' in office) && office.id !== life.office)
        .map((office) => {
          const inside = people.filter((grant) => grant['office'] === office.id)
          const close =
            inside.length > 0 && inside.every((grant) => keepsOut(replica, village, String(grant['person']), one))
          const proposed = !close && fits.some((route) => route['office'] === office.id)
          return { id: office.id, name: String(office['name']), proposed, close }
        })
    })
    .sort((a, b) => Number(b.proposed) - Number(a.proposed) || Number(a.close) - Number(b.close))
}
