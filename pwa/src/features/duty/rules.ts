/** What a county says for its villages, as data: catalogue, power list, checklist, procedures; a version and the next. */
import { covers } from '@shaiba/sync'
import type { Template } from '../../generated/templates.ts'
import { versionOf } from '../../replica/powers.ts'
import type { RecordView, Replica } from '../../replica/types.ts'

export const RULES = ['catalogue', 'power', 'look', 'procedure'] as const
export type RuleSort = (typeof RULES)[number]

/** An item of a list, or a step of a procedure. */
export type Item = Readonly<Record<string, unknown>> & { readonly key: string }

/** A version as it stands, or as it is to be said. `number` is 0 where there is none. */
export interface Version {
  readonly number: number
  readonly title: string
  readonly since: string
  readonly note: string
  readonly items: readonly Item[]
}

/** What is filled in for one field of an item; `many` are several, with ； between. */
export interface FieldOf {
  readonly name: string
  readonly is: 'text' | 'number' | 'many' | 'frequency'
}

const text = (name: string): FieldOf => ({ name, is: 'text' })
const number = (name: string): FieldOf => ({ name, is: 'number' })
const many = (name: string): FieldOf => ({ name, is: 'many' })

/** What may be changed on a screen; of a step, who says that it was taken is changed in a file alone. */
export const FIELDS: Readonly<Record<RuleSort, readonly FieldOf[]>> = {
  catalogue: [
    text('name'), text('group'), { name: 'period', is: 'frequency' }, number('day'), number('month'),
    number('working'), text('form'), text('by'), text('review'), text('law'),
  ],
  power: [
    text('name'), text('group'), text('body'), text('decide'), text('law'), text('days'), many('papers'), many('watch'),
    text('open'),
  ],
  look: [text('name'), text('group'), text('body'), many('watch')],
  procedure: [
    text('title'), text('body'), number('min'), number('max'), number('shown'), text('present'), text('agree'),
    many('papers'), many('excuses'),
  ],
} // prettier-ignore

/** The regions above a village for which this account may say it, the highest first. */
export function mayRule(replica: Replica, village: string): readonly string[] {
  const regions = (replica.account.current?.grants ?? [])
    .filter(({ role, region }) => role === 'admin' && region !== village && covers(region, village))
    .map(({ region }) => region)
  return [...new Set(regions)].sort()
}

/** The newest version that a region itself has said. `key`: of which procedure. */
export function newestOf(replica: Replica, region: string, sort: RuleSort, key: string): Version {
  const prefix = prefixOf(sort, key)
  const found = replica
    .scope(`region/${region}`)
    .records(kindOf(sort))
    .filter((one) => one.id.slice(0, one.id.lastIndexOf('-')) === prefix)
    .sort((a, b) => versionOf(b.id) - versionOf(a.id))[0]
  return found === undefined ? { number: 0, title: '', since: '', note: '', items: [] } : toVersion(found)
}

function toVersion(record: RecordView): Version {
  return {
    number: versionOf(record.id),
    title: spoken(record['title']),
    since: spoken(record['since']),
    note: spoken(record['note']),
    items: (record['items'] ?? record['steps'] ?? []) as readonly Item[],
  }
}

export interface Difference {
  readonly field: string
  readonly before: string
  readonly after: string
}

export interface Changed {
  readonly key: string
  readonly name: string
  readonly what: 'added' | 'gone' | 'changed'
  readonly differences: readonly Difference[]
}

/** What is other in the new than in what stands, by key, in the new one's order. */
export function changesOf(before: readonly Item[], after: readonly Item[]): readonly Changed[] {
  const was = new Map(before.map((one) => [one.key, one]))
  const is = new Set(after.map(({ key }) => key))
  const found = after.flatMap((one): Changed[] => {
    const old = was.get(one.key)
    if (old === undefined) return [{ key: one.key, name: nameOf(one), what: 'added', differences: [] }]
    const fields = [...new Set([...Object.keys(old), ...Object.keys(one)])]
    const differences = fields
      .map((field) => ({ field, before: spoken(old[field]), after: spoken(one[field]) }))
      .filter(({ before: a, after: b }) => a !== b)
    return differences.length === 0 ? [] : [{ key: one.key, name: nameOf(one), what: 'changed', differences }]
  })
  const gone = before.filter(({ key }) => !is.has(key))
  return [...found, ...gone.map((one): Changed => ({ key: one.key, name: nameOf(one), what: 'gone', differences: [] }))]
}

export function nameOf(item: Item): string {
  return spoken(item['name'] ?? item['title'])
}

/** A value as it stands in a field. */
export function spoken(value: unknown): string {
  if (Array.isArray(value)) return value.join('；')
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** An item with one field as it was filled in; what is empty is not said. */
export function withField(item: Item, { name, is }: FieldOf, filled: string): Item {
  const rest = Object.fromEntries(Object.entries(item).filter(([field]) => field !== name)) as Item
  const words = filled.trim()
  if (words === '') return rest
  const several = words.split(/[；;]/).map((one) => one.trim()).filter(Boolean) // prettier-ignore
  return { ...rest, [name]: is === 'number' ? Number(words) : is === 'many' ? several : words }
}

/** Publish a list as the region's next version. */
export async function say(
  replica: Replica,
  region: string,
  sort: RuleSort,
  key: string,
  { number: last, title, since, note, items }: Version,
): Promise<void> {
  const kind = kindOf(sort)
  const set = {
    title,
    since,
    ...(note.trim() === '' ? {} : { note: note.trim() }),
    [sort === 'procedure' ? 'steps' : 'items']: items,
  }
  const id = `${prefixOf(sort, key)}-${String(last + 1)}`
  await replica.write(`region/${region}`, [{ do: `${kind}.say`, id, set }])
}

/** The templates of a sort. */
export async function templatesOf(sort: RuleSort): Promise<readonly Template<Item>[]> {
  const { CATALOGUES, LOOKS, POWERS, PROCEDURES } = await import('../../generated/templates.ts')
  return { catalogue: CATALOGUES, power: POWERS, look: LOOKS, procedure: PROCEDURES }[
    sort
  ] as unknown as readonly Template<Item>[]
}

function kindOf(sort: RuleSort): string {
  return sort === 'power' || sort === 'look' ? 'powers' : sort
}

function prefixOf(sort: RuleSort, key: string): string {
  return sort === 'procedure' ? key : sort
}
