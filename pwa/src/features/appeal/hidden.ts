/** Parts of an appeal that may be hidden, and the log of all that ever was in a village (sync/spec/moderation.md). */
import { type HiddenPart, type ModerationAct, moderationLife } from '@shaiba/sync'
import type { LateAnswer } from '../../generated/kinds.ts'
import { handlingOf } from '../../replica/handling.ts'
import { actsIn, missedOf } from '../../replica/hiding.ts'
import type { Replica } from '../../replica/types.ts'
import type { Appeal } from './appeal.ts'

/** A part that villagers said: what sort it is, and what it says. */
export interface SaidPart {
  readonly part: string
  readonly sort: 'words' | 'photos' | 'notes' | 'calls' | 'steps'
  readonly text: string
  readonly blob: string
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

/** A line of the village's log: a part that was ever hidden. */
export interface Logged {
  readonly key: string
  readonly id: string
  readonly sort: string
  /** what it was said of, where that is no appeal */
  readonly of: string
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
        of: ofWhat(replica, village, record.id),
        part,
        acts: part.acts.flatMap((place) => acts[place] ?? []),
        missed: missedOf(record, part.part),
      }))
    })
    .sort((a, b) => (a.part.day < b.part.day ? 1 : -1))
}

/** Of which sort the part is. A remark, or what was brought to a meeting, is one part. */
function sortIn(replica: Replica, village: string, id: string, part: string): string {
  const square = replica.scope(`square/${village}`)
  for (const kind of ['remark', 'ask'] as const) if (square.merged(kind, id) !== undefined) return kind
  const lists = square.merged('appeal', id)?.lists ?? {}
  return Object.keys(lists).find((name) => lists[name]?.some(([tag]) => tag === part)) ?? 'words'
}

/** The stream that a remark is of, the meeting that something was brought to; empty of an appeal. */
function ofWhat(replica: Replica, village: string, id: string): string {
  const square = replica.scope(`square/${village}`)
  const of = square.record('remark', id)?.['stream'] ?? square.record('ask', id)?.['meeting']
  return (of as string | undefined) ?? ''
}
