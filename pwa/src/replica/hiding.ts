/** What of somebody's words in a square is hidden on this phone, by whom and why, and what may be done about it
 * (sync/spec/moderation.md). */
import {
  canModerate,
  type HiddenPart,
  isHidden,
  type ModerationAct,
  type ModerationLife,
  moderationLife,
} from '@shaiba/sync'
import type { LateAnswer, Moderation } from '../generated/kinds.ts'
import { type Concern, keepsOut } from './close.ts'
import { deskLevels, handlingOf } from './handling.ts'
import { actsFor } from './speaks.ts'
import type { RecordView, Replica } from './types.ts'

/** What somebody said before the village: an appeal, a remark, what was brought to a meeting. */
export interface Words extends Concern {
  readonly scope: string
  readonly id: string
  /** who said it for the person; empty where they did so themselves */
  readonly by?: string
}

type Act = 'hide' | 'keep' | 'restore'

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

/** The lowest level at which this account may do that to the part; null where it may not. */
export function levelFor(
  replica: Replica,
  village: string,
  one: Words,
  life: ModerationLife,
  act: Act,
  part: string,
): string | null {
  const me = replica.account.current
  if (me === null || !one.scope.startsWith('square/') || keepsOut(replica, village, me.person, one)) return null
  const said = { act, part, n: life.taken.length, day: '', by: me.person }
  return deskLevels(replica, village, one.scope).find((level) => canModerate(life, { ...said, level })) ?? null
}

/** What stands in the place of a part that is hidden, and what this account may do about it. */
export interface Placeholder {
  readonly part: HiddenPart
  /** what was said of it, in order, and what the clerk said */
  readonly acts: readonly ModerationAct[]
  readonly missed: readonly LateAnswer[]
  readonly today: string
  /** it may look at what was said: its author, and a desk */
  readonly looks: boolean
  /** object; null where this is not whose it is */
  readonly object: (() => Promise<void>) | null
  readonly keep: ((why: string) => Promise<void>) | null
  readonly restore: ((why: string) => Promise<void>) | null
}

export function placeholderOf(
  replica: Replica,
  village: string,
  one: Words,
  life: ModerationLife,
  part: HiddenPart,
): Placeholder {
  const record = replica.scope(one.scope).record('moderation', one.id)
  const all = actsIn(record)
  const me = replica.account.current?.person
  const isOwn = me !== undefined && (one.person === me || actsFor(replica, village).includes(one.person))
  const own = { act: 'object', part: part.part, n: life.taken.length, day: '', by: me ?? '' } as const
  const decide = (act: 'keep' | 'restore'): Placeholder['keep'] => {
    const level = levelFor(replica, village, one, life, act, part.part)
    return level === null ? null : (text) => moderate(replica, one, life, { act, part: part.part, level, text })
  }
  return {
    part,
    acts: part.acts.flatMap((place) => all[place] ?? []),
    missed: missedOf(record, part.part),
    today: replica.today(),
    looks:
      me !== undefined && (one.person === me || one.by === me || deskLevels(replica, village, one.scope).length > 0),
    object:
      isOwn && canModerate(life, own) ? () => moderate(replica, one, life, { act: 'object', part: part.part }) : null,
    keep: decide('keep'),
    restore: decide('restore'),
  }
}

/** Kinds of which all that somebody said is one part. */
export type OnePart = 'remark' | 'ask'

/** What stands in the place of such a record where it is hidden, and what it said; null where it is shown. */
export function covered(
  replica: Replica,
  village: string,
  kind: OnePart,
  one: Words,
): (Placeholder & { readonly said: () => string }) | null {
  const life = hidingOf(replica, village, one.id)
  const part = hiddenPart(life, 'words')
  const said = (): string =>
    (replica.scope(one.scope).merged(kind, one.id)?.fields?.['text'] as string | undefined) ?? ''
  return part === undefined ? null : { ...placeholderOf(replica, village, one, life, part), said }
}

export async function moderate(
  replica: Replica,
  one: Words,
  life: ModerationLife,
  said: Pick<ModerationAct, 'act' | 'part'> & Partial<ModerationAct>,
): Promise<void> {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  const named = said.act === 'object' ? {} : { name: me.name ?? me.person }
  const acts = { ...said, n: life.taken.length, by: me.person, day: replica.today(), ...named }
  const verb = said.act === 'hide' || said.act === 'object' ? said.act : 'decide'
  await replica.write(one.scope, [{ do: `moderation.${verb}`, id: one.id, append: { acts } }])
}
