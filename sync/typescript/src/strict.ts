/**
 * JSON as ops may hold it: compact, integers only, names of one form, not deep.
 *
 * Spec: sync/spec/op.md, 9 to 12.
 */

import { malformed, type Rule, type SyncError } from './errors.ts'

/** Changes in one op. */
export const MAX_CHANGES = 4096

/** Nesting, counted from the change. */
const MAX_DEPTH = 8

/** What every name of an object matches. */
const NAME = /^[a-z][a-z0-9_]{0,39}$/

const SURROGATE = /\p{Surrogate}/u
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** An object of JSON. */
export interface Json {
  readonly [name: string]: unknown
}

/** Read the value of `do`. */
export function parseChanges(text: string): Json[] {
  let changes: unknown
  try {
    changes = JSON.parse(text)
  } catch {
    throw fault(text)
  }
  if (
    isChanges(changes) &&
    changes.every((change) => isPlain(change, MAX_DEPTH)) &&
    JSON.stringify(changes) === text &&
    // the text was UTF-8, so half a pair can only stand as an escape, and that is rare
    (!text.includes('\\ud') || isGood(changes))
  ) {
    return changes
  }
  throw fault(text)
}

/** Read an object that must be its own compact encoding, and is refused by this rule otherwise. */
export function parseCompact(line: Uint8Array, rule: Rule): Json {
  const members = parseLoosely(line, rule)
  if (JSON.stringify(members) !== decoder.decode(line)) throw malformed(rule)
  return members
}

/** Read a line as `JSON.parse` does; then refuse surrogates alone and numbers beyond doubles. */
export function parseLoosely(line: Uint8Array, rule: Rule): Json {
  let members: unknown
  try {
    members = JSON.parse(decoder.decode(line), wellFormed)
  } catch {
    throw malformed(rule)
  }
  if (!isObject(members)) throw malformed(rule)
  return members
}

/** Passes on what it is given, but for a surrogate alone and a number beyond doubles: not every language can read them. */
function wellFormed(name: string, value: unknown): unknown {
  const texts = typeof value === 'string' ? [name, value] : [name]
  if (texts.some((one) => SURROGATE.test(one)) || value === Infinity || value === -Infinity) throw new TypeError()
  return value
}

/** Whether a value is an object of JSON. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isChanges(value: unknown): value is Json[] {
  return Array.isArray(value) && value.length >= 1 && value.length <= MAX_CHANGES && value.every(isObject)
}

function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true
  if (typeof value === 'number') return Number.isSafeInteger(value)
  if (depth === 0) return false
  if (Array.isArray(value)) return value.every((item) => isPlain(item, depth - 1))
  if (!isObject(value)) return false
  for (const name in value) if (!NAME.test(name) || !isPlain(value[name], depth - 1)) return false
  return true
}

/** Which rule failed, in the spec's order: depth, do, value, name, compact. */
function fault(text: string): SyncError {
  if (isDeep(text)) return malformed('depth')
  let changes: unknown
  try {
    changes = JSON.parse(text)
  } catch {
    return malformed('do')
  }
  if (!isChanges(changes)) return malformed('do')
  if (!isGood(changes)) return malformed('value')
  return malformed(areNamesGood(changes) ? 'compact' : 'name')
}

/** Whether brackets outside strings nest deeper than allowed, whatever else is wrong with the text. */
function isDeep(text: string): boolean {
  let depth = 0
  for (const [token] of text.matchAll(/[[\]{}]|"(?:[^"\\]|\\.)*"?/gs)) {
    if (token === '[' || token === '{') depth++
    else if (token === ']' || token === '}') depth--
    if (depth > MAX_DEPTH + 1) return true // the array of changes is not counted
  }
  return false
}

function isGood(value: unknown): boolean {
  if (typeof value === 'string') return !/\p{Surrogate}/u.test(value)
  if (typeof value === 'number') return Number.isSafeInteger(value)
  return typeof value !== 'object' || value === null || Object.values(value).every(isGood)
}

function areNamesGood(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(areNamesGood)
  return !isObject(value) || Object.entries(value).every(([name, item]) => NAME.test(name) && areNamesGood(item))
}
