/** What of an appeal is hidden on this phone, by whom and why, and what may be done about it (sync/spec/moderation.md). */
import {
  canModerate,
  isHidden,
  moderationLife,
  type HiddenPart,
  type ModerationAct,
  type ModerationLife,
} from '@shaiba/sync'
import type { LateAnswer, Moderation } from '../../generated/kinds.ts'
import type { RecordView, Replica } from '../../replica/types.ts'
import { isoDay } from '../../text/format.ts'
import { sortOf, type Appeal } from './appeal.ts'
import { handlingOf, keepsOut, levelsOf } from './life.ts'
import { actsFor } from './who.ts'

export const REASONS = ['abuse', 'privacy', 'advert', 'repeat', 'unrelated'] as const

/** A part that villagers said: what sort it is, and what it says. */
export interface SaidPart {
  readonly part: string
  readonly sort: 'words' | 'photos' | 'notes' | 'calls' | 'steps'
  readonly text: string
  readonly blob: string
}

export function actsIn(record: RecordView | undefined): readonly ModerationAct[] {
  return (record?.['acts'] as readonly ModerationAct[] | undefined) ?? []
}

/** Answers to objections that did not come in time, as the clerk said them of one part. */
export function missedOf(record: RecordView | undefined, part: string): readonly LateAnswer[] {
  return ((record as Partial<Moderation> | undefined)?.overdue ?? []).filter((one) => one.part === part)
}

/** The life of what is hidden in one record. */
export function hidingOf(replica: Replica, village: string, id: string): ModerationLife {
  const { calendar, terms } = handlingOf(replica, village)
  return moderationLife(actsIn(replica.scope(`square/${village}`).record('moderation', id)), calendar, terms)
}

/** A part that is hidden now; undefined where it is shown. */
export function hiddenPart(life: ModerationLife, part: string): HiddenPart | undefined {
  return life.parts.find((one) => one.part === part && isHidden(one))
}

/** Every part of an appeal that villagers said, as it was said: for its author, and for who may hide it. */
export function partsOf(replica: Replica, one: Appeal): SaidPart[] {
  const record = replica.scope(one.scope).merged('appeal', one.id)
  if (record === undefined) return []
  const field = (name: string): string => (record.fields?.[name] as string | undefined) ?? ''
  const list = (name: string): readonly (readonly [string, Said])[] =>
    (record.lists?.[name] ?? []) as unknown as readonly (readonly [string, Said])[]
  const words = [field('title'), field('text'), field('place')].filter((text) => text !== '').join('\n')
  const said = (sort: SaidPart['sort'], keep: (it: Said) => boolean): SaidPart[] =>
    list(sort)
      .filter(([, it]) => keep(it))
      .map(([part, it]) => ({ part, sort, text: it.text ?? '', blob: it.blob ?? '' }))
  return [
    { part: 'words', sort: 'words', text: words, blob: '' },
    ...said('photos', () => true),
    ...said('notes', () => true),
    ...said('calls', (it) => it.call === 'urge' && it.text !== undefined),
    ...said('steps', (it) => it.step === 'rate' && it.text !== undefined),
  ]
}

interface Said {
  readonly text?: string
  readonly blob?: string
  readonly call?: string
  readonly step?: string
}

/** The lowest level at which this account may do that to the part; null where it may not. */
export function levelFor(
  replica: Replica,
  village: string,
  one: Appeal,
  life: ModerationLife,
  act: 'hide' | 'keep' | 'restore',
  part: string,
): string | null {
  const me = replica.account.current
  if (me === null || sortOf(one.scope) !== 'square' || keepsOut(replica, village, me.person, one)) return null
  const said = { act, part, n: life.taken.length, day: '', by: me.person }
  return levelsOf(replica, village, one).find((level) => canModerate(life, { ...said, level })) ?? null
}

/** Whether the person of this phone may say that it should not be hidden. */
export function mayObject(replica: Replica, village: string, one: Appeal, life: ModerationLife, part: string): boolean {
  const me = replica.account.current
  if (me === null || !(one.person === me.person || actsFor(replica, village).includes(one.person))) return false
  return canModerate(life, { act: 'object', part, n: life.taken.length, day: '', by: me.person })
}

/** Whether what is hidden may be looked at here: by its author, and by a desk. */
export function mayLook(replica: Replica, village: string, one: Appeal): boolean {
  const me = replica.account.current
  if (me === null) return false
  return one.person === me.person || one.by === me.person || levelsOf(replica, village, one).length > 0
}

export async function moderate(
  replica: Replica,
  one: Appeal,
  life: ModerationLife,
  said: Pick<ModerationAct, 'act' | 'part'> & Partial<ModerationAct>,
): Promise<void> {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  const named = said.act === 'object' ? {} : { name: me.name ?? me.person }
  const acts = { ...said, n: life.taken.length, by: me.person, day: isoDay(Date.now()), ...named }
  const verb = said.act === 'hide' || said.act === 'object' ? said.act : 'decide'
  await replica.write(one.scope, [{ do: `moderation.${verb}`, id: one.id, append: { acts } }])
}

/** A line of the village's log: a part that was ever hidden. */
export interface Logged {
  readonly key: string
  readonly id: string
  readonly sort: string
  readonly part: HiddenPart
  readonly acts: readonly ModerationAct[]
  readonly missed: readonly LateAnswer[]
}

/** All that was ever hidden in a village, the newest first. */
export function hiddenLog(replica: Replica, village: string): Logged[] {
  const square = replica.scope(`square/${village}`)
  const { calendar, terms } = handlingOf(replica, village)
  return square
    .records('moderation')
    .flatMap((record) => {
      const acts = actsIn(record)
      return moderationLife(acts, calendar, terms).parts.map((part) => ({
        key: `${record.id} ${part.part}`,
        id: record.id,
        sort: sortIn(replica, village, record.id, part.part),
        part,
        acts: part.acts.flatMap((place) => acts[place] ?? []),
        missed: missedOf(record, part.part),
      }))
    })
    .sort((a, b) => (a.part.day < b.part.day ? 1 : -1))
}

/** Of which sort the part is. */
function sortIn(replica: Replica, village: string, id: string, part: string): string {
  const lists = replica.scope(`square/${village}`).merged('appeal', id)?.lists ?? {}
  return Object.keys(lists).find((name) => lists[name]?.some(([tag]) => tag === part)) ?? 'words'
}
