/** A desk hides what somebody said before the village (sync/spec/moderation.md): apart from what shows that, which all need. */
import type { ModerationLife } from '@shaiba/sync'
import { hiddenPart, hidingOf, levelFor, moderate, type OnePart, type Words } from './hiding.ts'
import type { Replica } from './types.ts'

/** Of these parts, those that are shown and that this account may hide. */
export function hideable<Part extends { readonly part: string }>(
  replica: Replica,
  village: string,
  one: Words,
  life: ModerationLife,
  parts: readonly Part[],
): Part[] {
  return parts.filter(
    ({ part }) => !hiddenPart(life, part) && levelFor(replica, village, one, life, 'hide', part) !== null,
  )
}

/** Hide a part, at the lowest level at which this account may. */
export async function hide(
  replica: Replica,
  village: string,
  one: Words,
  life: ModerationLife,
  said: { readonly part: string; readonly reason: string; readonly text?: string },
): Promise<void> {
  const level = levelFor(replica, village, one, life, 'hide', said.part)
  if (level === null) throw new Error('forbidden')
  await moderate(replica, one, life, { act: 'hide', level, ...said })
}

/** How this account hides such a record (ui/Hide.svelte); null where it may not, or it is hidden. */
export function hideWay(replica: Replica, village: string, kind: OnePart, one: Words, text: string) {
  const life = hidingOf(replica, village, one.id)
  const parts = hideable(replica, village, one, life, [{ part: 'words', sort: kind, text }])
  const onhide = (said: Parameters<typeof hide>[4]): Promise<void> => hide(replica, village, one, life, said)
  return parts.length === 0 ? null : { parts, record: { scope: one.scope, kind, id: one.id }, onhide }
}
