/**
 * What is left of a record of which parts are hidden: the one place where they are taken out, for lists, search, prints,
 * proofs and all that reads a record (sync/spec/moderation.md 6).
 */
import {
  type Change,
  isHidden,
  kindOf,
  makeTag,
  type Record as Merged,
  type ModerationAct,
  moderationLife,
} from '@shaiba/sync'

const NO_TABLES = new Map() // by when an objection is due does not matter here
const WORDS = ['text', 'place', 'voice']
const FILES = ['text', 'blob']

/** The parts that are hidden: `words`, or tags of what was appended. */
function hiddenIn(moderation: Merged): ReadonlySet<string> {
  const acts = (moderation.lists?.['acts'] ?? []).map(([, act]) => act as ModerationAct)
  return new Set(
    moderationLife(acts, NO_TABLES)
      .parts.filter(isHidden)
      .map((one) => one.part),
  )
}

/** The record without its hidden words and files; where they were stands `hidden: true`. */
export function cover(record: Merged, moderation: Merged): Merged {
  const hidden = hiddenIn(moderation)
  if (hidden.size === 0) return record
  const lists = Object.entries(record.lists ?? {}).map(([name, list]) => [
    name,
    list.map(([tag, value]) => [tag, hidden.has(tag) ? without(value, FILES) : value]),
  ])
  const fields = hidden.has('words') ? { ...without(record.fields, WORDS), title: '' } : record.fields
  return { ...record, fields, lists: Object.fromEntries(lists) as NonNullable<Merged['lists']> } as Merged
}

/** The changes of an op, without what is hidden in this record; null where nothing of it is. */
export function coverChanges(
  { at, by, id: op, do: changes }: { at: string; by: string; id: string; do: readonly Change[] },
  id: string,
  moderation: Merged,
): readonly Change[] | null {
  const hidden = hiddenIn(moderation)
  const left = changes.map((change, index) => {
    if (change.id !== id || kindOf(change) === 'moderation') return change
    const words = hidden.has('words') && change.set !== undefined
    const one = change.append !== undefined && hidden.has(makeTag(at, by, op, index))
    if (!words && !one) return change
    const append = Object.entries(change.append ?? {}).map(([name, value]) => [name, without(value, FILES)])
    const set = words ? { set: { ...without(change.set, WORDS), title: '' } } : {}
    return {
      ...change,
      ...set,
      ...(one ? { append: Object.fromEntries(append) as NonNullable<Change['append']> } : {}),
    }
  })
  return left.some((change, index) => change !== changes[index]) ? left : null
}

function without(value: unknown, names: readonly string[]): Record<string, unknown> {
  const left = Object.entries(value as object).filter(([name]) => !names.includes(name))
  return { ...Object.fromEntries(left), hidden: true }
}
