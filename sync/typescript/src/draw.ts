/**
 * Draws: an order of a list that nobody chose, and that anyone works out again from what is public.
 *
 * The list and what phones contributed are fixed before a result is known that nobody in the village can move; all three
 * together are the seed. Spec: sync/spec/draw.md. Vectors: sync/vectors/draw.json.
 */

import { sha256 } from '#sha256'
import { malformed, SyncError } from './errors.ts'
import { b64uDecode, b64uEncode, type Bytes } from './op.ts'
import { sized } from './sized.ts'
import { leafHash, rootOf } from './tree.ts'

export const DRAW_FAULTS = ['list', 'contributions', 'early', 'results', 'seed', 'order'] as const
export type DrawFault = (typeof DRAW_FAULTS)[number]
export type DrawState = 'open' | 'closed' | 'entering' | 'drawn' | 'void'
export type Agreement = 'waiting' | 'differ' | 'agreed'

/** Of an entrant's salt, and of what a phone contributes. */
export const SALT_BYTES = 16
/** So many phones contribute to a draw: what the line that closes it can hold. */
export const MOST_VALUES = 2_000
/** Of a ten-sided die: 66 bits. */
export const DICE_THROWS = 20
/** So many throws stand together, each row a result: no twenty digits that may look like somebody's card. */
export const DICE_ROW = 5
/** So many office holders enter a published result. */
export const RESULT_PEOPLE = 2
/** Who enters the throws of dice: three people, one as each. */
export const DICE_ROLES = ['committee', 'supervisor', 'villager'] as const

const RESULT = /^[0-9]{1,2}( [0-9]{1,2}){0,19}$/
const encoder = new TextEncoder()

/** One of the list, as it is shown. */
export interface ToldEntrant {
  readonly id: string
  readonly name: string
  readonly note?: string
}

/** What one person entered. */
export interface ToldEntry {
  readonly day: string
  readonly by: string
  readonly role: string
  readonly results: readonly string[]
}

/** What of a draw is worked out from. */
export interface ToldDraw {
  readonly entrants: readonly ToldEntrant[]
  readonly root: string
  readonly winners: number
  readonly source: string
  readonly contributions_until: string
  readonly day: string
  readonly values?: readonly string[]
  readonly values_root?: string
  readonly entries?: readonly ToldEntry[]
  readonly results?: readonly string[]
  readonly seed?: string
  readonly order?: readonly string[]
  readonly declined?: readonly { readonly id: string }[]
  readonly voided?: string
}

/** How far those who enter the result agree, and the result once they do. */
export interface Entered {
  readonly state: Agreement
  readonly results: readonly string[]
}

/** Who has which place (`holders`, empty where nobody is left), and who waits, the next first. */
export interface Placed {
  readonly holders: readonly string[]
  readonly waiting: readonly string[]
}

/**
 * The id under which somebody stands in the public list: 22 characters that only who knows the salt can tie to a name,
 * and that nobody can tie to another.
 */
export function entrantId(draw: string, salt: Uint8Array, name: string): string {
  const said = [encoder.encode('shaiba/draw/entrant/v1\0'), sized(draw), sized(salt), sized(name)]
  return b64uEncode(sha256(...said).slice(0, SALT_BYTES))
}

/** The id of what one phone contributes to one draw: so it is one. */
export function contributionId(draw: string, device: string): string {
  return b64uEncode(sha256(encoder.encode('shaiba/draw/contribution/v1\0'), sized(draw), sized(device)))
}

/** The root over the list as it is shown, by the bytes of the ids. `malformed` (rule `draw`) where two are alike. */
export function listRoot(entrants: readonly ToldEntrant[]): Bytes {
  const ids = [...entrants].sort((a, b) => compare(encoder.encode(a.id), encoder.encode(b.id)))
  checkRising(ids.map((one) => encoder.encode(one.id)))
  return rootOf(ids.map(({ id, name, note = '' }) => leafHash(joined([sized(id), sized(name), sized(note)]))))
}

/** The root over what phones contributed, in rising order (else `malformed`, rule `draw`). */
export function contributionsRoot(values: readonly Uint8Array[]): Bytes {
  if (values.some((value) => value.length !== SALT_BYTES)) throw malformed('draw')
  checkRising(values)
  return rootOf(values.map(leafHash))
}

/**
 * The seed: both roots, and the results as they were published. None, or one that is no row of numbers with single spaces
 * between them, is `malformed` (rule `draw`).
 */
export function drawSeed(entrants: Uint8Array, contributions: Uint8Array, results: readonly string[]): Bytes {
  const good = entrants.length === 32 && contributions.length === 32 && results.length > 0
  if (!good || !results.every((one) => RESULT.test(one))) throw malformed('draw')
  return sha256(encoder.encode('shaiba/draw/v1\0'), entrants, contributions, ...results.map(sized))
}

/** All of the list in the order drawn: Knuth's Algorithm P (TAOCP 2, 3.4.2) over the ids by their bytes. */
export function drawOrder(ids: readonly string[], seed: Uint8Array): string[] {
  const order = [...ids].sort((a, b) => compare(encoder.encode(a), encoder.encode(b)))
  const below = numbers(seed)
  for (let last = order.length - 1; last > 0; last--) {
    const other = below(last + 1)
    const moved = order[last] ?? ''
    order[last] = order[other] ?? ''
    order[other] = moved
  }
  return order
}

/** How far a draw is on this day. */
export function drawState(draw: ToldDraw, today: string): DrawState {
  if (draw.voided !== undefined) return 'void'
  if (draw.order !== undefined) return 'drawn'
  if (today <= draw.contributions_until) return 'open'
  return draw.values !== undefined && today >= draw.day ? 'entering' : 'closed'
}

/** What was entered: the newest of each person counts, all must be equal, and there must be those who are asked. */
export function enteredResults(draw: ToldDraw): Entered {
  const newest = [...new Map((draw.entries ?? []).map((one) => [one.by, one])).values()]
  const told = new Map(newest.map((one) => [JSON.stringify(one.results), one.results]))
  if (told.size > 1) return { state: 'differ', results: [] }
  const enough =
    draw.source === 'dice'
      ? DICE_ROLES.every((role) => newest.some((one) => one.role === role))
      : newest.length >= RESULT_PEOPLE
  const [results] = told.values()
  return enough && results !== undefined ? { state: 'agreed', results } : { state: 'waiting', results: [] }
}

/** Who has which place: the first of the order; who declined makes room for the next who waits. */
export function drawPlaces(draw: ToldDraw): Placed {
  const order = draw.order ?? []
  const gone = new Set((draw.declined ?? []).map((one) => one.id))
  const waiting = order.slice(draw.winners).filter((one) => !gone.has(one))
  const holders = order.slice(0, draw.winners).map((one) => (gone.has(one) ? (waiting.shift() ?? '') : one))
  return { holders, waiting }
}

/** What of a draw is not as it must be, worked out from its record alone; nothing: all is right so far. */
export function checkDraw(draw: ToldDraw): DrawFault[] {
  const found: { [fault in DrawFault]?: boolean } = {}
  const roots = [root(() => listRoot(draw.entrants)), root(() => contributionsRoot(readValues(draw)))] as const
  found.list = b64uEncode(roots[0]) !== draw.root
  if (draw.values !== undefined) found.contributions = b64uEncode(roots[1]) !== draw.values_root
  found.early = (draw.entries ?? []).some((one) => one.day < draw.day)
  if (draw.order !== undefined) {
    found.contributions ??= true
    const entered = enteredResults(draw)
    const results = draw.results ?? []
    found.results = entered.state !== 'agreed' || JSON.stringify(entered.results) !== JSON.stringify(results)
    const seed = root(() => drawSeed(...roots, results))
    found.seed = b64uEncode(seed) !== draw.seed
    const order = drawOrder(draw.entrants.map((one) => one.id), seed) // prettier-ignore
    found.order = JSON.stringify(order) !== JSON.stringify(draw.order)
  }
  return DRAW_FAULTS.filter((fault) => found[fault])
}

/** What phones contributed, as bytes. `malformed` where one is not 16 bytes, canonically. */
export function readValues(draw: Pick<ToldDraw, 'values'>): Bytes[] {
  return (draw.values ?? []).map((value) => b64uDecode(value, SALT_BYTES))
}

/**
 * Numbers from a seed, below a bound, each as likely as the others: the first 8 bytes of SHA-256(seed ‖ counter), the big
 * end first; what would favour the small ones is thrown away.
 */
function numbers(seed: Uint8Array): (bound: number) => number {
  const counter = new Uint8Array(8)
  const places = new DataView(counter.buffer)
  let next = 0n
  return (bound) => {
    const limit = 2n ** 64n - (2n ** 64n % BigInt(bound))
    for (;;) {
      places.setBigUint64(0, next++)
      const block = sha256(seed, counter)
      const number = new DataView(block.buffer, block.byteOffset, 8).getBigUint64(0)
      if (number < limit) return Number(number % BigInt(bound))
    }
  }
}

function joined(parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function compare(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i])
  return at === -1 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1)
}

function checkRising(values: readonly Uint8Array[]): void {
  const isRising = values.every((value, i) => i === 0 || compare(values[i - 1] ?? value, value) < 0)
  if (!isRising) throw malformed('draw')
}

/** What is made, or nothing where it cannot be: that equals no root. */
function root(make: () => Bytes): Bytes {
  try {
    return make()
  } catch (error) {
    if (error instanceof SyncError && error.code === 'malformed') return new Uint8Array()
    throw error
  }
}
