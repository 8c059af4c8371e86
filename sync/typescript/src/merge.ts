/**
 * Merge: changes add up to records; any order, any repetition, any partition: same record.
 *
 * Spec: sync/spec/merge.md. Vectors: sync/vectors/merge.json, sync/vectors/kinds/*.json.
 */

import { malformed } from './errors.ts'
import { isObject, type Json } from './strict.ts'

/** Values by name. */
export interface Table<T> {
  readonly [name: string]: T
}

/** One thing an op does to one record. `do` is `<kind>.<verb>`; merging needs to know no kind. */
export interface Change {
  readonly do: string
  readonly id: string
  readonly set?: Table<unknown>
  readonly add?: Table<readonly string[]>
  readonly drop?: Table<readonly string[]>
  readonly append?: Table<unknown>
}

/**
 * What changes added up to, in the data form of the spec; empty members are left out.
 *
 * Plain data: it may be stored as it is (IndexedDB) and is never changed in place.
 */
export interface Record {
  readonly kind: string
  readonly id: string
  /** the smallest tag of all registers */
  readonly tag?: string
  /** registers */
  readonly fields?: Table<unknown>
  /** tags of the registers that do not have the record's */
  readonly tags?: Table<string>
  /** field → element → its tags, sorted */
  readonly sets?: Table<Table<readonly string[]>>
  /** field → dropped tags, sorted */
  readonly dropped?: Table<readonly string[]>
  /** field → [tag, value], sorted by tag */
  readonly lists?: Table<readonly (readonly [string, unknown])[]>
}

/** A record as screens and `allow` read it: registers, sets and lists by name. */
export interface View {
  readonly kind: string
  readonly id: string
  readonly [field: string]: unknown
}

/** The place of a change among all changes; tags compare as text. */
export function makeTag(at: string, by: string, opId: string, index: number): string {
  return at + by + opId.slice(0, 11) + index.toString(16).padStart(4, '0')
}

/** The kind that a change is about: what stands before the dot. */
export function kindOf(change: Change): string {
  return change.do.slice(0, change.do.indexOf('.'))
}

/** Merge a change with its tag: a new record, or the same one where the change says nothing new. */
export function merge(record: Record | null, change: Change, tag: string): Record {
  const kind = kindOf(change)
  let merged: Record = record ?? { kind, id: change.id }
  if (merged.kind !== kind || merged.id !== change.id) throw new Error('the change is of another record')
  if (change.set) merged = setRegisters(merged, change.set, tag)
  if (change.add) merged = addElements(merged, change.add, tag)
  if (change.drop) merged = dropTags(merged, change.drop)
  if (change.append) merged = appendValues(merged, change.append, tag)
  return merged
}

/** The record as screens and `allow` read it. Where names meet: kind and id, then registers, sets, lists. */
export function view(record: Record): View {
  const { kind, id, fields, sets, lists } = record
  if (!sets && !lists) return { ...fields, kind, id }
  const shown: { [field: string]: unknown } = {}
  for (const field in lists) shown[field] = lists[field]?.map(([, value]) => value)
  for (const field in sets) shown[field] = Object.keys(sets[field] ?? {}).sort(byCodePoint)
  return { ...shown, ...fields, kind, id }
}

/** Refuse what is no change. Values and names were checked when the line was read. */
export function checkChange(change: Json | Change): void {
  const { do: verb, id, ...tables } = change
  if (typeof verb !== 'string' || !KIND_VERB.test(verb)) throw malformed('change')
  if (typeof id !== 'string' || !ID.test(id)) throw malformed('change')
  for (const [member, fields] of Object.entries(tables)) {
    if (!MEMBERS.includes(member) || !isObject(fields)) throw malformed('change')
    const values = Object.values(fields)
    if (values.length === 0) throw malformed('change')
    if (member === 'add' && !values.every((value) => isListOf(value, isElement))) throw malformed('change')
    if (member === 'drop' && !values.every((value) => isListOf(value, isTag))) throw malformed('change')
  }
}

/** Write a record as text: the same text in both languages. */
export function recordToJson(record: Record): string {
  // by hand: objects put names like "1" first, and sort by nothing
  const members = [`"kind":${JSON.stringify(record.kind)}`, `"id":${JSON.stringify(record.id)}`]
  if (record.tag !== undefined) members.push(`"tag":${JSON.stringify(record.tag)}`)
  if (record.fields) members.push(`"fields":${tableToJson(record.fields, JSON.stringify)}`)
  if (record.tags) members.push(`"tags":${tableToJson(record.tags, JSON.stringify)}`)
  if (record.sets) members.push(`"sets":${tableToJson(record.sets, (set) => tableToJson(set, JSON.stringify))}`)
  if (record.dropped) members.push(`"dropped":${tableToJson(record.dropped, JSON.stringify)}`)
  if (record.lists) members.push(`"lists":${tableToJson(record.lists, JSON.stringify)}`)
  return `{${members.join(',')}}`
}

/** Read what `recordToJson` wrote, here or in Python. `malformed` (rule `record`) for anything else. */
export function recordFromJson(text: string): Record {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw malformed('record')
  }
  if (!isRecordData(data)) throw malformed('record')
  const { kind, id, tag, fields = {}, tags, ...rest } = data
  const tagOf = Object.keys(fields).map((field) => [field, own(tags, field) ?? tag ?? ''] as const)
  if (tagOf.some(([, its]) => its === '')) throw malformed('record')
  const others = Object.entries(rest).filter(([, table]) => Object.keys(table).length > 0)
  return {
    kind,
    id,
    ...(tagOf.length > 0 && { fields, ...shared(tagOf) }),
    ...(Object.fromEntries(others) as Pick<Record, 'sets' | 'dropped' | 'lists'>),
  }
}

/** Compare texts by code point, as Python does; `<` compares UTF-16 units, and differs above U+D7FF. */
export function byCodePoint(a: string, b: string): number {
  const end = Math.min(a.length, b.length)
  let i = 0
  while (i < end && a.charCodeAt(i) === b.charCodeAt(i)) i++
  if (i === end) return a.length - b.length
  const x = a.charCodeAt(i)
  const y = b.charCodeAt(i)
  const isPairX = (x & 0xf800) === 0xd800 // half of a pair stands for a code point above all single units
  return isPairX === ((y & 0xf800) === 0xd800) ? x - y : isPairX ? 1 : -1
}

const KIND_VERB = /^[a-z][a-z0-9_]{0,39}\.[a-z][a-z0-9_]{0,39}$/
const ID = /^[0-9A-Za-z_-]{1,43}$/
const TAG = /^[0-9a-f]{16}[0-9A-Za-z_-]{21}[AQgw][0-9A-Za-z_-]{11}[0-9a-f]{4}$/
const MEMBERS = ['set', 'add', 'drop', 'append']

function isListOf(value: unknown, isOne: (text: string) => boolean): value is string[] {
  return isTags(value) && value.length > 0 && value.every(isOne)
}

function isTags(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function isElement(text: string): boolean {
  return text !== '' && (text.length <= 200 || Array.from(text).length <= 200) // code points, not UTF-16 units
}

function isTag(text: string): boolean {
  return TAG.test(text)
}

function isRecordData(data: unknown): data is Record {
  if (!isObject(data)) return false
  const { kind, id, tag = '', fields = {}, tags = {}, sets = {}, dropped = {}, lists = {}, ...unknown } = data
  const isPair = (pair: unknown) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string'
  return (
    [kind, id, tag].every((text) => typeof text === 'string') &&
    isObject(fields) &&
    isTable(tags, (its) => typeof its === 'string') &&
    isTable(sets, (elements) => isTable(elements, isTags)) &&
    isTable(dropped, isTags) &&
    isTable(lists, (list) => Array.isArray(list) && list.every(isPair)) &&
    Object.keys(unknown).length === 0
  )
}

function isTable(value: unknown, isOne: (value: unknown) => boolean): boolean {
  return isObject(value) && Object.values(value).every(isOne)
}

// --- registers: the greatest tag stands -----------------------------------------------------------------------------

function setRegisters(record: Record, values: Table<unknown>, tag: string): Record {
  const { tag: oldest, fields, tags } = record
  if (!fields || oldest === undefined) return { ...record, tag, fields: values } // a first change: nothing is copied
  const taken = Object.keys(values).filter((f) => !Object.hasOwn(fields, f) || tag > (own(tags, f) ?? oldest))
  if (taken.length === 0) return record
  const newest = { ...fields }
  for (const field of taken) newest[field] = values[field]
  const tagOf = Object.keys(newest).map(
    (field) => [field, taken.includes(field) ? tag : (own(tags, field) ?? oldest)] as const,
  )
  const { tags: _, ...rest } = record
  return { ...rest, fields: newest, ...shared(tagOf) }
}

/** The smallest tag once, and the others by field. */
function shared(tagOf: readonly (readonly [field: string, tag: string])[]): { tag: string; tags?: Table<string> } {
  const tag = tagOf.map(([, its]) => its).reduce((least, its) => (its < least ? its : least))
  const others = tagOf.filter(([, its]) => its !== tag)
  return others.length === 0 ? { tag } : { tag, tags: Object.fromEntries(others) }
}

// --- sets: what was added stays until someone who saw it drops it ---------------------------------------------------

function addElements(record: Record, add: Table<readonly string[]>, tag: string): Record {
  let { sets } = record
  for (const [field, elements] of Object.entries(add)) {
    if (own(record.dropped, field)?.includes(tag)) continue
    const held = new Map(Object.entries(own(sets, field) ?? {})) // a map: "__proto__" is an element like any other
    const fresh = elements.filter((element) => !held.get(element)?.includes(tag))
    if (fresh.length === 0) continue
    for (const element of fresh) held.set(element, sorted(held.get(element) ?? [], [tag]))
    sets = { ...sets, [field]: Object.fromEntries(held) }
  }
  return sets === undefined || sets === record.sets ? record : { ...record, sets }
}

function dropTags(record: Record, drop: Table<readonly string[]>): Record {
  let { sets = {}, dropped = {} } = record
  for (const [field, tags] of Object.entries(drop)) {
    const known = own(dropped, field) ?? []
    const all = sorted(known, tags)
    if (all.length === known.length) continue
    dropped = { ...dropped, [field]: all }
    const gone = new Set(all)
    const left = Object.entries(own(sets, field) ?? {})
      .map(([element, its]) => [element, its.filter((tag) => !gone.has(tag))] as const)
      .filter(([, its]) => its.length > 0)
    const { [field]: _, ...others } = sets
    sets = left.length > 0 ? { ...others, [field]: Object.fromEntries(left) } : others
  }
  if (dropped === record.dropped || Object.keys(dropped).length === 0) return record
  const { sets: _, ...rest } = record
  return { ...rest, ...(Object.keys(sets).length > 0 && { sets }), dropped }
}

/** Tags in order, each once. */
function sorted(tags: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...tags, ...more])].sort()
}

// --- lists: read in the order of tags -------------------------------------------------------------------------------

function appendValues(record: Record, append: Table<unknown>, tag: string): Record {
  let { lists } = record
  for (const [field, value] of Object.entries(append)) {
    const list = own(lists, field) ?? []
    const last = list.findLastIndex(([its]) => its <= tag) // mostly the end
    if (list[last]?.[0] === tag) continue
    lists = { ...lists, [field]: [...list.slice(0, last + 1), [tag, value], ...list.slice(last + 1)] }
  }
  return lists === undefined || lists === record.lists ? record : { ...record, lists }
}

// --- tables: every name is its own, "constructor" and "__proto__" included ------------------------------------------

function own<T>(table: Table<T> | undefined, name: string): T | undefined {
  return table && Object.hasOwn(table, name) ? table[name] : undefined
}

function tableToJson<T>(table: Table<T>, write: (value: T) => string): string {
  const members = Object.keys(table).sort(byCodePoint)
  return `{${members.map((name) => `${JSON.stringify(name)}:${write(table[name] as T)}`).join(',')}}`
}
