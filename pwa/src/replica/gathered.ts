/** Records of one scope as they are gathered for screens, some at a time; and their lists, the newest first. */
import { type Record as Merged, view } from '@shaiba/sync'
import { type RecordRow } from './db.ts'
import { type RecordView } from './types.ts'

/** The kind whose records hide parts of those that have their ids. */
export const HIDING = 'moderation'

type ByKind<T> = Map<string, Map<string, T>>

export class Gathered {
  readonly base: ByKind<Merged> = new Map()
  /** made here, as they come: all at once would be felt */
  readonly views: ByKind<RecordView> = new Map()
  readonly #byTime = new Map<string, ByTime>()
  count = 0

  /** What is here already stands over what comes. */
  add(rows: readonly RecordRow[]): void {
    for (const { record } of rows) {
      const { kind, id } = record
      const base = kindIn(this.base, kind)
      if (base.has(id)) continue
      const seen = seenOf(record)
      base.set(id, record)
      kindIn(this.views, kind).set(id, seen)
      let byTime = this.#byTime.get(kind)
      if (!byTime) this.#byTime.set(kind, (byTime = new Map<number, RecordView[]>()))
      place(byTime, seen)
      this.count++
    }
  }

  /** Leave the views out that a record hides parts of. Returns the lists of the kinds in which there are none. */
  lists(): Map<string, readonly RecordView[]> {
    for (const id of this.base.get(HIDING)?.keys() ?? []) for (const made of this.views.values()) made.delete(id)
    const whole = [...this.#byTime].filter(([kind]) => this.views.get(kind)?.size === this.base.get(kind)?.size)
    return new Map(whole.map(([kind, byTime]) => [kind, flat(byTime)]))
  }
}

/** A record as screens read it. */
export function seenOf(record: Merged): RecordView {
  return Object.assign(view(record), { at: atOf(record) }) // its own object: `view` has just made it
}

/** Those of one time as they came. */
export function newestFirst(list: readonly RecordView[]): readonly RecordView[] {
  const byTime: ByTime = new Map()
  for (const one of list) place(byTime, one)
  return flat(byTime)
}

/** A list in which some records have changed, have come, or are there no more (`viewOf`). */
export function renewed(
  list: readonly RecordView[],
  changed: ReadonlySet<string>,
  viewOf: (id: string) => RecordView | undefined,
): readonly RecordView[] {
  const left = new Set(changed)
  const stay = list.flatMap((one) => {
    if (!left.delete(one.id)) return one
    return viewOf(one.id) ?? []
  })
  return newestFirst([...stay, ...[...left].flatMap((id) => viewOf(id) ?? [])])
}

export function kindIn<T>(map: ByKind<T>, kind: string): Map<string, T> {
  let inner = map.get(kind)
  if (!inner) map.set(kind, (inner = new Map<string, T>()))
  return inner
}

type ByTime = Map<number, RecordView[]>

function place(byTime: ByTime, one: RecordView): void {
  const same = byTime.get(one.at)
  if (same) same.push(one)
  else byTime.set(one.at, [one])
}

/** Ten thousand compared with one another would be felt on a slow phone: only their times are, as numbers. */
function flat(byTime: ByTime): readonly RecordView[] {
  const times = Float64Array.from(byTime.keys()).sort().reverse()
  return Array.from(times, (at) => byTime.get(at) ?? []).flat()
}

/** When a record was first said, ms since 1970. */
function atOf(record: Merged): number {
  const tag = record.tag ?? firstTag(record)
  return tag === undefined ? 0 : Number.parseInt(tag.slice(0, 12), 16)
}

function firstTag({ sets, lists }: Merged): string | undefined {
  const inSets = Object.values(sets ?? {}).flatMap((set) => Object.values(set).flat())
  const inLists = Object.values(lists ?? {}).flatMap((list) => list.map(([tag]) => tag))
  return [...inSets, ...inLists].reduce<string | undefined>((a, b) => (a !== undefined && a < b ? a : b), undefined)
}
