/**
 * One round trip for many scopes: the header that asks, the lines that answer.
 *
 * Spec: sync/spec/scope.md, "POST /sync". Vectors: sync/vectors/scope.json.
 */

import { malformed, type Rule, SyncError } from './errors.ts'
import { b64uDecode, type Bytes } from './op.ts'
import { parseScope } from './scope.ts'
import { isObject, type Json, parseCompact, parseLoosely } from './strict.ts'

/** Bytes in a header. */
export const MAX_HEADER = 131_072

/** Scopes in a header. */
export const MAX_SCOPES = 1024

/** Places named in one answer about a damaged log. */
export const MAX_DAMAGED = 256

/** How many lines of which log a replica has, and the root of its tree of these (b64u) where it has proven them. */
export type Cursor = readonly [epoch: number, size: number, root?: string]

/** What a phone asks for. */
export interface SyncHeader {
  readonly have: Readonly<Record<string, Cursor>>
  readonly mine: boolean
}

/** What became of an op that was taken, now or before: where it is. */
export interface Verdict {
  readonly verdict: 'stored' | 'seen'
  readonly id: string
  readonly scope: string
  readonly seq: number
}

/** What became of an op that was not taken. */
export interface Refused {
  readonly verdict: 'refused'
  readonly id: string
  readonly error: string
  readonly retry: string
  readonly detail: Json
}

/** `count` lines of a log follow: those of [from, to) that the phone did not send. */
export interface Lines {
  readonly scope: string
  readonly epoch: number
  readonly from: number
  readonly to: number
  readonly checkpoint: string
  readonly count: number
  readonly more?: true
}

/** So many lines are better fetched as static files first. */
export interface Bundles {
  readonly scope: string
  readonly epoch: number
  readonly bundles: number
  readonly checkpoint: string
}

/**
 * The server's log is shorter than the phone's; or, with the entry that began its epoch, it has so many lines in common
 * with the phone's, which was given up.
 */
export interface Behind {
  readonly scope: string
  readonly epoch: number
  readonly behind: number
  readonly checkpoint: string
  readonly entry?: string
}

/** The cursor's root is not the server's at that size: the note is of that size. */
export interface Fork {
  readonly scope: string
  readonly epoch: number
  readonly fork: number
  readonly checkpoint: string
}

/** The bytes stored of these lines are not those that the head was signed for; none where it is not known which. */
export interface Damaged {
  readonly scope: string
  readonly epoch: number
  readonly damaged: readonly number[]
  readonly checkpoint: string
}

/** The answer is whole. Milliseconds of the server's clock; `restored` if it goes on from a copy. */
export interface End {
  readonly end: true
  readonly now: number
  readonly restored?: true
}

/** A line of a log, and its place. */
export interface LogLine {
  readonly scope: string
  readonly seq: number
  readonly line: Bytes
}

export type Answer = Verdict | Refused | Lines | Bundles | Behind | Fork | Damaged | End

/** What is given back to a log: its lines from `begin` up to the size of the checkpoint. */
export interface RefillHeader {
  readonly epoch: number
  readonly begin: number
  readonly checkpoint: string
}

/** `Lines` with the lines themselves: a whole run. The phone fills the seqs that are missing with the ops it sent. */
export interface Run extends Lines {
  readonly lines: readonly LogLine[]
}

export type AnswerEvent = Verdict | Refused | Run | Bundles | Behind | Fork | Damaged | End

/** The body of a request: the header and the ops, oldest first, each line ended by LF. */
export function requestBody(header: SyncHeader, lines: readonly Uint8Array[]): Bytes {
  return bodyOf(formatHeader(header), lines)
}

/** The body of a refill: the header and the lines that are given back. */
export function refillBody(header: RefillHeader, lines: readonly Uint8Array[]): Bytes {
  return bodyOf(formatRefill(header), lines)
}

function bodyOf(header: string, lines: readonly Uint8Array[]): Bytes {
  const all = [encoder.encode(header), ...lines]
  const body = new Uint8Array(all.reduce((sum, line) => sum + line.length + 1, 0))
  let at = 0
  for (const line of all) {
    body.set(line, at)
    at += line.length
    body[at++] = LF
  }
  return body
}

/** Write the first line of a request, without LF. */
export function formatHeader(header: SyncHeader): string {
  return JSON.stringify({ v: 1, have: header.have, ...(header.mine && { mine: true }) })
}

/** Read the first line of a request, strictly: compact, these members, this order. */
export function parseHeader(line: Uint8Array): SyncHeader {
  const members = parseFirst(line)
  const { have, mine = false } = members
  const names = Object.keys(members).join()
  if (!isObject(have) || typeof mine !== 'boolean') throw malformed('header')
  if (names !== 'v,have' && names !== 'v,have,mine') throw malformed('header')
  const cursors = Object.entries(have)
  if (cursors.length > MAX_SCOPES) throw malformed('header')
  return {
    have: Object.fromEntries(cursors.map(([name, cursor]) => [scopeOf(name, 'header'), cursorOf(cursor)])),
    mine,
  }
}

/** Read the first line of a refill, as strictly. */
export function parseRefill(line: Uint8Array): RefillHeader {
  const members = parseFirst(line)
  const { epoch, from: begin, checkpoint } = members
  if (Object.keys(members).join() !== 'v,epoch,from,checkpoint') throw malformed('header')
  if (!isCount(epoch) || !isCount(begin) || typeof checkpoint !== 'string') throw malformed('header')
  return { epoch, begin, checkpoint }
}

/** Write the first line of a refill, without LF. */
export function formatRefill({ epoch, begin, checkpoint }: RefillHeader): string {
  return JSON.stringify({ v: 1, epoch, from: begin, checkpoint })
}

/** Read one line of an answer. Members that this version does not know are passed over. */
export function parseAnswer(line: Uint8Array): Answer {
  const members = parseLoosely(line, 'answer')
  const { verdict } = members
  if ('verdict' in members) {
    const id = text(members, 'id')
    b64uDecode(id, 32, 'answer')
    if (verdict === 'refused') {
      const { detail } = members
      if (!isObject(detail)) throw malformed('answer')
      return { verdict, id, error: text(members, 'error'), retry: text(members, 'retry'), detail }
    }
    if (verdict !== 'stored' && verdict !== 'seen') throw malformed('answer')
    return { verdict, id, scope: scopeOf(text(members, 'scope'), 'answer'), seq: integer(members, 'seq') }
  }
  if ('end' in members)
    return { end: true, now: integer(members, 'now'), ...(members['restored'] === true && { restored: true }) }
  const scope = scopeOf(text(members, 'scope'), 'answer')
  const epoch = integer(members, 'epoch')
  const checkpoint = text(members, 'checkpoint')
  if ('bundles' in members) return { scope, epoch, bundles: integer(members, 'bundles'), checkpoint }
  if ('behind' in members)
    return { scope, epoch, behind: integer(members, 'behind'), checkpoint, ...('entry' in members && { entry: text(members, 'entry') }) } // prettier-ignore
  if ('fork' in members) return { scope, epoch, fork: integer(members, 'fork'), checkpoint }
  if ('damaged' in members) return { scope, epoch, damaged: places(members, 'damaged'), checkpoint }
  const [from, to, count] = [integer(members, 'from'), integer(members, 'to'), integer(members, 'count')]
  if (from >= to || count > to - from) throw malformed('answer')
  return { scope, epoch, from, to, checkpoint, count, ...(members.more === true && { more: true }) }
}

/** Write one line of an answer, members in the spec's order, without LF. */
export function formatAnswer(item: Answer): string {
  return JSON.stringify(
    Object.fromEntries(ORDER.filter((name) => name in item).map((name) => [name, item[name as keyof Answer]])),
  )
}

/**
 * Reads an answer line by line, and knows the place of each line of a log: those that the phone sent are left out.
 *
 * `sent` are the ids of the ops of the request, in order.
 */
export class AnswerReader {
  readonly #sent: readonly string[]
  readonly #own = new Set<string>()
  #verdicts = 0
  #run: Lines | undefined
  #seq = 0
  #left = 0
  ended = false

  constructor(sent: readonly string[] = []) {
    this.#sent = sent
  }

  /** Take the next line, without its LF. What came before a refusal or a cut holds. */
  feed(line: Bytes): Answer | LogLine {
    if (this.#left > 0 && this.#run) return this.#place(this.#run.scope, line)
    if (this.ended) throw malformed('answer')
    const item = parseAnswer(line)
    if ('verdict' in item) this.#takeVerdict(item)
    else if (this.#verdicts < this.#sent.length) throw malformed('answer')
    else if ('count' in item) this.#begin(item)
    else if ('end' in item) this.ended = true
    return item
  }

  #takeVerdict(item: Verdict | Refused): void {
    const sent = this.#sent[this.#verdicts++]
    if (sent === undefined) throw malformed('answer')
    if (item.id === sent) {
      if (item.verdict !== 'refused') this.#own.add(`${item.scope} ${item.seq}`)
    } else if (item.verdict !== 'seen') {
      throw malformed('answer') // another id when seen: the log holds this act with another signature, and sends it
    }
  }

  #begin(run: Lines): void {
    let own = 0
    for (const place of this.#own) {
      const [scope, seq] = place.split(' ')
      if (scope === run.scope && Number(seq) >= run.from && Number(seq) < run.to) own++
    }
    if (run.count !== run.to - run.from - own) throw malformed('answer')
    this.#run = run
    this.#seq = run.from
    this.#left = run.count
  }

  #place(scope: string, line: Bytes): LogLine {
    while (this.#own.size > 0 && this.#own.has(`${scope} ${this.#seq}`)) this.#seq++
    this.#left--
    return { scope, seq: this.#seq++, line }
  }
}

/** Reads an answer as its bytes come: whole verdicts, whole runs. `ended` is false after the last byte if it was cut. */
export class AnswerStream {
  readonly #reader: AnswerReader
  #rest: Bytes = EMPTY
  #run: Lines | undefined
  #lines: LogLine[] = []

  /** `sent` are the ids of the ops of the request, in order. */
  constructor(sent: readonly string[] = []) {
    this.#reader = new AnswerReader(sent)
  }

  get ended(): boolean {
    return this.#reader.ended
  }

  /** What these bytes complete. `malformed` (rule `answer`) if they are no answer; what came before it holds. */
  *feed(chunk: Uint8Array): Generator<AnswerEvent> {
    let begin = 0
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, begin)) {
      const event = this.#take(join(this.#rest, chunk.subarray(begin, end)))
      this.#rest = EMPTY
      begin = end + 1
      if (event) yield event
    }
    this.#rest = join(this.#rest, chunk.subarray(begin))
    if (this.#rest.length > MAX_HEADER) throw malformed('answer')
  }

  #take(line: Bytes): AnswerEvent | undefined {
    const item = this.#reader.feed(line)
    if ('line' in item) this.#lines.push(item)
    else if ('count' in item) [this.#run, this.#lines] = [item, []]
    else return item
    if (this.#run?.count !== this.#lines.length) return undefined
    return { ...this.#run, lines: this.#lines }
  }
}

const LF = 0x0a
const EMPTY: Bytes = new Uint8Array(0)
const VERSION = /^\{"v":(0|-?[1-9][0-9]*)[,}]/
const ORDER =
  'verdict id scope epoch seq error retry detail from to bundles behind fork damaged checkpoint entry count more end now restored'.split(
    ' ',
  )
const encoder = new TextEncoder()
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

/** Always a copy: a view would keep the whole chunk alive, and be stored with all of it. */
function join(a: Uint8Array, b: Uint8Array): Bytes {
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}

/** The members of a first line of this version, compact. Which they are, and in which order, is the caller's. */
export function parseFirst(line: Uint8Array): Json {
  if (line.length > MAX_HEADER) throw new SyncError('too_large', { max: MAX_HEADER })
  const version = VERSION.exec(lenient.decode(line))
  if (version && version[1] !== '1') throw new SyncError('version_unsupported')
  const members = parseCompact(line, 'header')
  if (members['v'] !== 1) throw malformed('header')
  return members
}

function text(members: Json, name: string): string {
  const value = members[name]
  if (typeof value !== 'string') throw malformed('answer')
  return value
}

function integer(members: Json, name: string): number {
  const value = members[name]
  if (!isCount(value)) throw malformed('answer')
  return value
}

function places(members: Json, name: string): readonly number[] {
  const value = members[name]
  if (!Array.isArray(value) || value.length > MAX_DAMAGED || !value.every(isCount)) throw malformed('answer')
  return value
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function scopeOf(name: string, rule: Rule): string {
  try {
    return parseScope(name).name
  } catch {
    throw malformed(rule)
  }
}

function cursorOf(value: unknown): Cursor {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3) throw malformed('header')
  const [epoch, size, root] = value as unknown[]
  if (!isCount(epoch) || !isCount(size)) throw malformed('header')
  if (value.length === 2) return [epoch, size]
  if (typeof root !== 'string') throw malformed('header')
  b64uDecode(root, 32, 'header')
  return [epoch, size, root]
}
