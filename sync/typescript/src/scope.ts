/**
 * Scopes: who hears what, and the codes of the regions they belong to.
 *
 * Spec: sync/spec/scope.md. Vectors: sync/vectors/scope.json.
 */

import { malformed } from './errors.ts'

export type Level = 'province' | 'city' | 'county' | 'town' | 'village'

/** All that is said in one place to one audience: a kind and a key. */
export interface Scope {
  readonly kind: string
  readonly key: string
  /** as it stands in ops: `kind/key` */
  readonly name: string
  /** the 12-digit code that the scope belongs to, or "" */
  readonly region: string
  /** whether everyone may read it, without a session, as static files */
  readonly public: boolean
}

/** Read a scope's name. */
export function parseScope(text: string): Scope {
  const slash = text.indexOf('/')
  const kind = text.slice(0, slash)
  const key = text.slice(slash + 1)
  if (slash < 0 || !KEYS.get(kind)?.(key)) throw malformed('scope')
  return { kind, key, name: text, region: regionOf(kind, key), public: kind === 'region' || kind === 'village' }
}

/** Whether region `a` is `b` or stands above it. What is no region's code covers nothing and is not covered. */
export function covers(a: string, b: string): boolean {
  return isCode(a) && isCode(b) && b.startsWith(a.slice(0, digits(a)[1]))
}

/** How high a region stands, from the padding of its code. */
export function regionLevel(code: string): Level {
  if (!isCode(code)) throw malformed('scope')
  return digits(code)[0]
}

/** The code of the region above; of a province "". (A city without counties is its towns' parent.) */
export function parentCode(code: string): string {
  if (!isCode(code)) throw malformed('scope')
  for (const [, length] of LEVELS.slice(0, -1).reverse()) {
    const above = code.slice(0, length).padEnd(12, '0')
    if (above !== code) return above
  }
  return ''
}

const CODE = /^(?!00)[0-9]{12}$/
const ID = /^[0-9A-Za-z_-]{1,43}$/
const LEVELS: readonly (readonly [Level, number])[] = [
  ['province', 2],
  ['city', 4],
  ['county', 6],
  ['town', 9],
  ['village', 12],
]

function isCode(text: string): boolean {
  return CODE.test(text)
}

function digits(code: string): readonly [Level, number] {
  const found = LEVELS.find(([, length]) => /^0*$/.test(code.slice(length)))
  return found as readonly [Level, number] // the last one takes all
}

function isRegion(key: string): boolean {
  return isCode(key) && !isVillage(key)
}

function isVillage(key: string): boolean {
  return isCode(key) && !key.endsWith('000')
}

function isOffice(key: string): boolean {
  return key[12] === '/' && isCode(key.slice(0, 12)) && isId(key.slice(13))
}

function isId(key: string): boolean {
  return ID.test(key)
}

const KEYS: ReadonlyMap<string, (key: string) => boolean> = new Map([
  ['region', isRegion],
  ['village', isVillage],
  ['square', isVillage],
  ['office', isOffice],
  ['watch', isCode],
  ['home', isId],
  ['case', isId],
  ['box', isId],
  ['poll', isId],
  ['meeting', isId],
])
const AFTER_CODE = ['case', 'home']
const KEYED_BY_CODE = ['region', 'village', 'square', 'office', 'watch']

function regionOf(kind: string, key: string): string {
  const code = key.slice(0, 12)
  if (AFTER_CODE.includes(kind)) return key[12] === '-' && isCode(code) ? code : ''
  return KEYED_BY_CODE.includes(kind) ? code : ''
}
