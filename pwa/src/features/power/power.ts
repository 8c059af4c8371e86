/** Power lists as screens read them: the only door of this feature to the replica. */
import type { PowerItem, Powers, Procedure } from '../../generated/kinds.ts'
import { recordsAbove } from '../../replica/above.ts'
import { type Listed, listOf, versionOf } from '../../replica/powers.ts'
import type { RecordView, Replica } from '../../replica/types.ts'
import { fits, type Readings, wordsOf } from '../../text/sought.ts'
import { t as common } from '../../text/common.ts'

export { listOf }

export interface Change {
  readonly key: string
  readonly name: string
  readonly what: 'added' | 'gone' | 'changed'
  readonly differences: readonly Difference[]
}

/** A field that is other than it was; empty where nothing is said. */
export interface Difference {
  readonly field: string
  readonly before: string
  readonly after: string
}

/** What is said of an item, besides its key. */
export const FIELDS = [
  'group',
  'name',
  'law',
  'body',
  'decide',
  'procedure',
  'steps',
  'days',
  'papers',
  'watch',
  'open',
] as const

/** What is other in a version than in the one before. */
export function changesOf({ now, before }: Listed): readonly Change[] {
  if (before === null) return []
  const [then, later] = [byKey(before), byKey(now)]
  const gone = before.items.filter((one) => !later.has(one.key))
  const changed = now.items.flatMap((one): Change[] => {
    const was = then.get(one.key)
    if (was === undefined) return [{ key: one.key, name: one.name, what: 'added', differences: [] }]
    const differences = FIELDS.map((field) => ({
      field,
      before: spoken(was[field]),
      after: spoken(one[field]),
    })).filter(({ before: then, after }) => then !== after)
    return differences.length === 0 ? [] : [{ key: one.key, name: one.name, what: 'changed', differences }]
  })
  return [...changed, ...gone.map((one): Change => ({ key: one.key, name: one.name, what: 'gone', differences: [] }))]
}

function spoken(value: string | readonly string[] | undefined): string {
  return [value ?? []].flat().join(common().semicolon)
}

function byKey(list: Powers): ReadonlyMap<string, PowerItem> {
  return new Map(list.items.map((one) => [one.key, one]))
}

/** Those that hold all words, anywhere in what is said of them, or as their names are read. */
export function find(items: readonly PowerItem[], query: string, readings: Readings): readonly PowerItem[] {
  const words = wordsOf(query)
  return items.filter((one) => fits(words, [one.name, one.group], readings, Object.values(one).flat()))
}

/** The procedure by which an item is used: its newest version in force. */
export function procedureOf(replica: Replica, village: string, item: PowerItem): Procedure | null {
  if (item.procedure === undefined) return null
  const today = replica.today()
  const found = (recordsAbove(replica, village, 'procedure') as unknown as readonly Procedure[])
    .filter((one) => one.id.startsWith(`${item.procedure ?? ''}-`) && one.since <= today && today < (one.ended ?? '~'))
    .sort((a, b) => versionOf(b.id) - versionOf(a.id))
  return found[0] ?? null
}

/** The runs in the village that are exercises of an item, or go by its procedure. */
export function runsOf(replica: Replica, village: string, item: PowerItem): readonly RecordView[] {
  return replica
    .scope(`village/${village}`)
    .records('run')
    .filter((run) => run['power'] === item.key || String(run['procedure']).startsWith(`${item.procedure ?? '\0'}-`))
}
