/**
 * Personal numbers in running text: found, masked, and kept out of what everyone may read.
 *
 * Works on a folded text: one symbol for each character, so that a place in one is that place in the other. A number
 * begins and ends where a run of digits does: what stands inside a longer run is part of another number.
 * Spec: sync/spec/personal.md. Vectors: sync/vectors/personal.json.
 */

import { SyncError } from './errors.ts'
import type { Change } from './merge.ts'
import { isObject } from './strict.ts'

export type PersonalSort = 'identity' | 'card' | 'mobile' | 'landline'

/** A number that was found: characters (code points) `start` to `end` (not included) of the text. */
export interface Personal {
  readonly sort: PersonalSort
  readonly start: number
  readonly end: number
}

/** Every personal number of the text, in order; none overlaps another. */
export function findPersonal(text: string): Personal[] {
  if (text.length < FEWEST || !MAYBE.test(text)) return []
  const reader = new Reader(text)
  return SORTS.flatMap((sort) => reader.allOf(sort)).sort((a, b) => a.start - b.start)
}

/** The value as it may be shown: of numbers a few digits, of names the surname and, of three or more, the last. */
export function maskPersonal(value: string, sort: PersonalSort | 'name'): string {
  const symbols = Array.from(value).flatMap((character) => {
    const symbol = SYMBOL.get(character) ?? '.'
    if (sort === 'name') return symbol === '-' ? [] : [character]
    return KEPT.includes(symbol) ? [symbol] : []
  })
  const [first, last] = SHOWN[sort]
  const isDouble = sort === 'name' && symbols.length > 2 && DOUBLE.test(symbols.join(''))
  const head = isDouble ? 2 : first
  const tail = sort === 'name' && symbols.length <= head + 1 ? 0 : last
  const hidden = Math.max(1, symbols.length - head - tail)
  const end = symbols.slice(Math.max(head, symbols.length - tail))
  return symbols.slice(0, head).join('') + '*'.repeat(hidden) + end.join('')
}

/** The text with every personal number masked. What is left of two may look like a third: so until there is none. */
export function hidePersonal(text: string): string {
  for (;;) {
    const found = findPersonal(text)
    if (found.length === 0) return text
    const characters = Array.from(text)
    for (const { sort, start, end } of found.reverse()) {
      characters.splice(start, end - start, maskPersonal(characters.slice(start, end).join(''), sort))
    }
    text = characters.join('')
  }
}

/** Refuse a change for a public scope that carries a personal number in any text (`identifier`). `contact` names
 * fields that are there to say by which phone an office is reached. */
export function checkPublic(change: Change, contact: readonly string[] = []): void {
  for (const member of ['id', 'set', 'add', 'append'] as const) {
    for (const [path, text] of texts(change[member], member)) {
      for (const { sort } of findPersonal(text)) {
        if (sort === 'identity' || sort === 'card' || !contact.includes(path.replace(/^set\./, ''))) {
          throw new SyncError('identifier', {
            kind: change.do.slice(0, change.do.indexOf('.')),
            field: path,
            sort,
          })
        }
      }
    }
  }
}

/** One text, its runs of digits, and which of them are spoken for. */
class Reader {
  readonly text: readonly string[]
  readonly folded: string
  readonly runs: readonly (readonly [number, number])[]
  readonly taken: boolean[]
  readonly #ends = new Set<number>()

  constructor(text: string) {
    this.text = Array.from(text)
    this.folded = this.text.map((character) => SYMBOL.get(character) ?? '.').join('')
    this.runs = Array.from(this.folded.matchAll(/[0-9]+/g), ({ index, 0: run }) => [index, index + run.length])
    this.taken = this.runs.map(() => false)
  }

  allOf(sort: PersonalSort): Personal[] {
    const found: Personal[] = []
    for (let at = 0; at < this.runs.length;) {
      const place = this.taken[at] === true ? null : AT[sort](this, at)
      if (place === null) {
        at++
        continue
      }
      const [start, end, after] = place
      this.taken.fill(true, at, after)
      this.#ends.add(end)
      at = after
      found.push({ sort, start, end })
    }
    return found
  }

  /** The run, the run and the next, and so on, as far as no more than three gaps part them: digits of each. */
  *joined(at: number): Generator<readonly string[]> {
    const parts: string[] = []
    for (let index = at; index < this.runs.length; index++) {
      const [start, end] = this.run(index)
      if (parts.length > 0 && this.taken[index] === true) return
      if (parts.length > 0 && !GAPS.test(this.folded.slice(this.run(index - 1)[1], start))) return
      parts.push(this.folded.slice(start, end))
      if (parts.join('').length > MOST) return
      yield parts
    }
  }

  run(index: number): readonly [number, number] {
    return this.runs[index] ?? [0, 0]
  }

  /** Whether letters stand beside it, as in the number of a contract; but `tel` and the like may stand before. */
  isInWord(start: number, end: number): boolean {
    if (isLetter(this.folded[end])) return true
    if (this.#ends.has(start) || !isLetter(this.folded[start - 1])) return false // an X may end another number
    return !SAYS_PHONE.test(this.before(start, 6))
  }

  before(start: number, count: number): string {
    return this.text.slice(Math.max(0, start - count), start).join('')
  }
}

/** Where it starts, where it ends, the run after it. */
type Place = readonly [number, number, number]

function identity(reader: Reader, at: number): Place | null {
  let best: Place | null = null
  const [start] = reader.run(at)
  for (const parts of reader.joined(at)) {
    const after = at + parts.length
    const digits = parts.join('')
    const [, end] = reader.run(after - 1)
    if (digits.length === 18 && isIdentity(digits)) return [start, end, after]
    const x = digits.length === 17 ? X.exec(reader.folded.slice(end)) : null
    if (x !== null && isIdentity(`${digits}X`)) return [start, end + x[0].length, after]
    const isOld = ['15', '6 6 3'].includes(lengths(parts)) && isOldIdentity(digits)
    if (isOld && !reader.isInWord(start, end)) best = [start, end, after]
  }
  return best
}

function card(reader: Reader, at: number): Place | null {
  let best: Place | null = null
  for (const parts of reader.joined(at)) {
    const isWhole = parts.every((part, index) => part.length >= (index === 0 ? 4 : 3))
    if (isWhole && isCard(parts.join(''))) {
      best = [reader.run(at)[0], reader.run(at + parts.length - 1)[1], at + parts.length]
    }
  }
  return best
}

function mobile(reader: Reader, at: number): Place | null {
  for (const parts of reader.joined(at)) {
    const [first = '', ...others] = parts
    const before = PREFIX.exec(first)?.[0].length ?? 0
    const own = [first.slice(before), ...others]
    if (!MOBILE_SHAPES.includes(lengths(own)) || !MOBILE.test(own.join(''))) continue
    const start = reader.run(at)[0] + before
    const [, end] = reader.run(at + parts.length - 1)
    if (!reader.isInWord(start - before, end)) return [start, end, at + parts.length]
  }
  return null
}

function landline(reader: Reader, at: number): Place | null {
  const [start] = reader.run(at)
  const found = LANDLINE.exec(reader.folded.slice(start))?.[0]
  if (found === undefined || reader.isInWord(start, start + found.length)) return null
  if (OFFICE.test(reader.before(start, 10))) return null
  const end = start + found.length
  const after = at + reader.runs.filter((run) => start <= run[0] && run[0] < end).length
  if (reader.taken.slice(at, after).includes(true)) return null
  const opens = found.includes(')') && reader.folded[start - 1] === '('
  return [start - (opens ? 1 : 0), end, after]
}

/** In this order: a run of digits belongs to the first that claims it. */
const AT = { identity, card, mobile, landline }
const SORTS: readonly PersonalSort[] = ['identity', 'card', 'mobile', 'landline']

/** GB 11643: a province (of foreigners a 9 and the province), a day of birth, a check digit. A sheet that took it for a
 * number kept fifteen digits and wrote zeros for the rest. */
function isIdentity(number: string): boolean {
  if (!PROVINCE.test(number) || !isDay(number.slice(6, 14))) return false
  const total = WEIGHTS.reduce((sum, weight, index) => sum + Number(number[index]) * weight, 0)
  return number[17] === '10X98765432'[total % 11] || number.endsWith('000')
}

/** Fifteen digits, as given out until 1999: no check digit, so the region is looked at more closely. */
function isOldIdentity(digits: string): boolean {
  return OLD_REGION.test(digits) && isDay(`19${digits.slice(6, 12)}`)
}

/** Whether it is a day of the years 1900 to 2099. */
function isDay(text: string): boolean {
  if (!/^(?:19|20)/.test(text)) return false
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6))]
  const real = new Date(Date.UTC(year, month - 1, day))
  return month >= 1 && month <= 12 && day >= 1 && real.getUTCMonth() === month - 1
}

/** A number that a bank here gives out, and its Luhn digit; or one that lost its end to a sheet, as above. */
function isCard(digits: string): boolean {
  if (digits.length < 16 || !(CARD.test(digits) || (digits.length === 16 && CARD_ABROAD.test(digits)))) return false
  const total = Array.from(digits)
    .reverse()
    .map((digit, index) => Number(digit) * (1 + (index % 2)))
    .reduce((sum, value) => sum + (value > 9 ? value - 9 : value), 0)
  return total % 10 === 0 || (digits.length > 16 && /^0+$/.test(digits.slice(15)))
}

/** Every text inside a value and where it stands. The hash of a file is no text. */
function* texts(value: unknown, path: string): Generator<readonly [string, string]> {
  if (typeof value === 'string') {
    if (!HASH.test(value)) yield [path, value]
  } else if (Array.isArray(value)) {
    for (const [index, member] of value.entries()) yield* texts(member, `${path}.${index}`)
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) yield* texts(member, `${path}.${name}`)
  }
}

function lengths(parts: readonly string[]): string {
  return parts.map((part) => part.length).join(' ')
}

function isLetter(symbol: string | undefined): boolean {
  return symbol === 'a' || symbol === 'X'
}

/** From an ASCII character to its full-width form. */
const WIDE = 0xfee0
/** One symbol for each character: a digit, `X`, `-` for what may part digits, `(`, `)`, `a` for letters, else `.` */
const SYMBOL: ReadonlyMap<string, string> = new Map([
  ...forms('abcdefghijklmnopqrstuvwyzABCDEFGHIJKLMNOPQRSTUVWYZ_', 'a'),
  ...Array.from('0123456789').flatMap((digit) => forms(digit + String.fromCharCode(digit.charCodeAt(0) + WIDE), digit)),
  ...forms('xX×ｘＸ', 'X'),
  ...forms('(（', '('),
  ...forms(')）', ')'),
  ...forms('\t -\xa0\xad·\u2212\u2060\u3000\ufe58\ufe63\ufeff\uff0d', '-'),
  // spaces of all widths, and dashes
  ...forms(String.fromCharCode(...Array.from({ length: 0x16 }, (_, index) => 0x2000 + index)), '-'),
])
const KEPT = '0123456789X'
const D = '[0-9０-９]'
const G = `[${Array.from(SYMBOL, ([form, symbol]) => ('-)'.includes(symbol) ? `\\u{${form.codePointAt(0)?.toString(16) ?? ''}}` : '')).join('')}]{0,3}`
/** What has not even this has no number: eleven digits close together, or ten of which the first is 0. Most texts of a
 * ledger have not, and need no further look. */
const MAYBE = new RegExp(`(?:${D}${G}){10}${D}|[0０]${G}(?:${D}${G}){8}${D}`, 'u')
/** No number has fewer digits. */
const FEWEST = 10
/** None has more. */
const MOST = 19
const GAPS = /^-{1,3}$/
const X = /^-{0,3}X/
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const PROVINCE = /^9?(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/
const OLD_REGION = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])(?!00|[89])[0-9]{2}(?!00)[0-9]{2}/
const CARD = /^(?:62|60|81|955[89])/
const CARD_ABROAD = /^(?:4|5[1-5]|35|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720))/
const PREFIX = /^(?:0086|86)/
const MOBILE = /^1[3-9]/
const MOBILE_SHAPES = ['11', '3 4 4', '3 8', '7 4']
/** Not what could be a day, as in 0412-20261008. */
const LANDLINE =
  /^(?:(?:010|02[0-57-9]|0[3-9][0-9]{2})(?:-{1,3}|-?\)-?)(?!20[0-9]{6})[2-8][0-9]{6,7}|(?:010|02[0-57-9])[2-8][0-9]{7}|0[3-9][0-9]{2}[2-8][0-9]{6})(?![0-9])/
const SAYS_PHONE = /(?:tel|phone|mobile)$/i
const OFFICE = /咨询|监督|举报|投诉|服务|值班|办公|热线/
const HASH = /^[0-9a-f]{64}$/
const SHOWN = {
  identity: [3, 2],
  card: [0, 4],
  mobile: [3, 2],
  landline: [3, 2],
  name: [1, 1],
} as const
/** For a pattern. */
export const DOUBLE_SURNAMES =
  '欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|司徒|宇文|长孙|端木|轩辕|南宫|独孤|申屠|钟离'
const DOUBLE = new RegExp(`^(?:${DOUBLE_SURNAMES})`)

function forms(characters: string, symbol: string): [string, string][] {
  return Array.from(characters, (character) => [character, symbol])
}
