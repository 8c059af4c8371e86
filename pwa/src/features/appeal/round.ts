/** The daily round (网巡): every appeal that an officer may read, what is new in each, and the order to read them in. */
import { type AppealLife, dayOf, isOverdue } from '@shaiba/sync'
import type { Seen } from '../../device/seen.svelte.ts'
import type { Replica } from '../../replica/types.ts'
import { appealsIn, mayAnswer, type Appeal } from './appeal.ts'
import { handlingOf, isOpen, lifeOf, stepsFor, type Handling } from './life.ts'

export interface RoundItem {
  readonly key: string
  readonly village: string
  readonly one: Appeal
  readonly life: AppealLife
  readonly handling: Handling
  /** so many things were said in it by others, the appeal itself included */
  readonly events: number
  readonly unread: boolean
  /** raised since yesterday, or somebody did something */
  readonly recent: boolean
  readonly late: boolean
  /** this account may take a step */
  readonly turn: boolean
}

export type Group = 'unread' | 'recent' | 'late' | 'turn' | 'open'
export const GROUPS: readonly Group[] = ['unread', 'late', 'turn', 'recent', 'open']

/** Whether an item is in the group. */
export function isIn(group: Group, item: RoundItem): boolean {
  return group === 'open' ? isOpen(item.life) : item[group]
}

/** All that this account may answer, in the order to read: what is overdue longest first, then what is due next. */
export function roundOf(replica: Replica, seen: Pick<Seen, 'has'>): RoundItem[] {
  const today = replica.today()
  const yesterday = replica.dayIn(-1)
  const handlings = new Map<string, Handling>()
  return roundScopes(replica)
    .flatMap((scope) => {
      const village = villageOf(scope)
      const handling = handlings.get(village) ?? handlingOf(replica, village)
      handlings.set(village, handling)
      return appealsIn(replica, scope).map((one) => item(replica, village, one, handling, seen, today, yesterday))
    })
    .sort((a, b) => Number(b.late) - Number(a.late) || dueOf(a).localeCompare(dueOf(b)) || b.one.at - a.one.at)
}

function roundScopes(replica: Replica): string[] {
  return (replica.account.current?.scopes ?? []).filter(
    (scope) => /^(square|case)\//.test(scope) && mayAnswer(replica, villageOf(scope), scope),
  )
}

function villageOf(scope: string): string {
  return scope.slice(scope.indexOf('/') + 1).slice(0, 12)
}

function dueOf({ life }: RoundItem): string {
  return life.due ?? '~' // whose clock stands comes last
}

function item(
  replica: Replica,
  village: string,
  one: Appeal,
  handling: Handling,
  seen: Pick<Seen, 'has'>,
  today: string,
  yesterday: string,
): RoundItem {
  const key = `${one.scope} ${one.id}`
  const me = replica.account.current?.person
  const life = lifeOf(one, handling)
  const said = [...one.steps, ...one.calls]
  const events = 1 + one.notes.length + one.answers.length + said.filter((it) => it.by !== me).length
  const recent = dayOf(one.at) >= yesterday || said.some((it) => it.day >= yesterday && it.by !== me)
  const open = isOpen(life)
  const late = isOverdue(life, today)
  const turn = (open || life.state === 'satisfied') && stepsFor(replica, village, one, life).length > 0
  return { key, village, one, life, handling, events, unread: seen.has(key) < events, recent, late, turn }
}
