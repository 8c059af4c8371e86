/**
 * Ops and villages as one file, or as a run of QR codes: carried by anybody, trusted by nobody.
 *
 * Spec: sync/spec/carry.md. Vectors: sync/vectors/carry.json.
 */

import { sha256 } from '#sha256'
import { malformed, SyncError } from './errors.ts'
import { b64uDecode, base64Decode, base64Encode, type Bytes } from './op.ts'
import { parseScope } from './scope.ts'
import { type Json, parseCompact, parseLoosely } from './strict.ts'
import { formatAnswer, parseAnswer, type Refused, type Verdict } from './wire.ts'

/** Bytes of a carried file, unpacked. */
export const MAX_CARRY = 64_000_000

/** Bytes in a QR code of a run. */
export const FRAME_BYTES = 480

/** QR codes in a run: whoever misses one waits for twelve seconds. */
export const MAX_FRAMES = 48

/** Lines of ops, oldest first of each author. Their form is for the reader to check, one by one. */
export interface CarriedOps {
  readonly ops: readonly Bytes[]
}

/** Bytes that an op names. Whether they are those of the hash is for the reader to check. */
export interface CarriedFile {
  readonly blob: string
  readonly type: string
  readonly data: Bytes
}

/** Lines of a public log from `from` on, up to the size that the note is of. */
export interface CarriedLog {
  readonly log: string
  readonly epoch: number
  readonly from: number
  readonly to: number
  readonly checkpoint: string
  readonly lines: readonly Bytes[]
}

/** What a server said of the carried op `of`, and which of its files it has: the carrier's word. */
export interface Receipt {
  readonly of: string
  readonly blobs: readonly string[]
  readonly verdict: Verdict | Refused
}

/** Verdicts on their way back. */
export interface Receipts {
  readonly verdicts: readonly Receipt[]
}

export type Section = CarriedOps | CarriedFile | CarriedLog | Receipts

/** Write a file, not yet packed: its lines, each ended by LF. */
export function formatCarry(sections: Iterable<Section>): Bytes {
  const lines: Uint8Array[] = [encoder.encode(BEGIN)]
  for (const section of sections) lines.push(...linesOf(section))
  lines.push(encoder.encode(END))
  const text = new Uint8Array(lines.reduce((sum, line) => sum + line.length + 1, 0))
  let at = 0
  for (const line of lines) {
    text.set(line, at)
    at += line.length
    text[at++] = LF
  }
  return text
}

/** Read a file, unpacked: whole sections, in their order. What came before a refusal holds. */
export function* readCarry(text: Bytes): Generator<Section> {
  const [begin, ...lines] = split(text)
  if (!is(begin as Bytes, BEGIN)) {
    const [, version] = VERSION.exec(lenient.decode(begin)) ?? []
    throw version !== undefined && version !== '1' ? new SyncError('version_unsupported') : malformed('carry')
  }
  let at = 0
  for (let line = lines[at]; line && !is(line, END); line = lines[at]) {
    const head = parseCompact(line, 'carry')
    const count = countOf(head)
    if (at + count >= lines.length - 1) throw malformed('carry') // the last line is ended too, or it may be cut
    yield sectionOf(head, lines.slice(at + 1, at + 1 + count))
    at += 1 + count
  }
  if (at !== lines.length - 2 || lines[at + 1]?.length !== 0) throw malformed('carry')
}

/** The file as it is handed over. */
export async function packCarry(text: Bytes): Promise<Bytes> {
  return through(text, new CompressionStream('gzip'), Infinity)
}

/** The lines of a file. `too_large` before more than the limit is held, `malformed` on broken gzip. */
export async function unpackCarry(data: Bytes, limit = MAX_CARRY): Promise<Bytes> {
  try {
    return await through(data, new DecompressionStream('gzip'), limit)
  } catch (error) {
    throw error instanceof SyncError ? error : malformed('carry')
  }
}

/** One QR code of a run: the `i`-th of `n`, from 1. */
export interface Frame {
  readonly id: string
  readonly i: number
  readonly n: number
  readonly part: Bytes
}

/** The texts of the QR codes that hold a packed file. `too_large` where they would be too many. */
export function toFrames(data: Bytes): string[] {
  const count = Math.ceil(data.length / FRAME_BYTES)
  if (count > MAX_FRAMES) throw new SyncError('too_large', { max: FRAME_BYTES * MAX_FRAMES })
  const run = `S1/${framesId(data)}`
  return Array.from({ length: count }, (_, i) => {
    const part = data.subarray(i * FRAME_BYTES, (i + 1) * FRAME_BYTES)
    return `${run}/${i + 1}/${count}/${base45Encode(part)}`
  })
}

/** Read a QR code of a run. */
export function parseFrame(text: string): Frame {
  const [, id = '', i, n, coded = ''] = FRAME.exec(text) ?? []
  const frame = { id, i: Number(i), n: Number(n), part: base45Decode(coded) }
  const size = frame.part.length
  if (!(1 <= frame.i && frame.i <= frame.n && frame.n <= MAX_FRAMES)) throw malformed('frame')
  if (!(1 <= size && size <= FRAME_BYTES)) throw malformed('frame')
  return frame
}

/** Collects the frames of one run, in any order; a frame of another run begins anew. */
export class FrameCollector {
  #id = ''
  #parts = new Map<number, Bytes>()
  count = 0

  /** How many frames were seen. */
  get have(): number {
    return this.#parts.size
  }

  /** Take a frame; the packed file once it is whole. Where the frames make none, all are forgotten. */
  feed(text: string): Bytes | null {
    const { id, i, n, part } = parseFrame(text)
    if (id !== this.#id || n !== this.count) [this.#id, this.count, this.#parts] = [id, n, new Map<number, Bytes>()]
    this.#parts.set(i, part)
    if (this.have < n) return null
    const data = join(Array.from({ length: n }, (_, at) => this.#parts.get(at + 1) as Bytes))
    if (framesId(data) === id) return data
    this.#parts = new Map()
    throw malformed('frame')
  }
}

/** RFC 9285: two bytes as three characters that QR codes hold in their short mode. */
export function base45Encode(data: Uint8Array): string {
  let text = ''
  for (let at = 0; at < data.length; at += 2) {
    const pair = data.subarray(at, at + 2)
    let value = pair.reduce((sum, byte) => sum * 256 + byte, 0)
    for (let i = 0; i <= pair.length; i++) {
      text += BASE45.charAt(value % 45)
      value = Math.floor(value / 45)
    }
  }
  return text
}

/** Read base45, strictly. */
export function base45Decode(text: string): Bytes {
  const data: number[] = []
  for (let at = 0; at < text.length; at += 3) {
    const digits = Array.from(text.slice(at, at + 3), (character) => BASE45.indexOf(character))
    const value = digits.reduceRight((sum, digit) => sum * 45 + digit, 0)
    const size = digits.length - 1
    if (Math.min(...digits) < 0 || size === 0 || value >= 256 ** size) throw malformed('frame')
    if (size === 2) data.push(value >> 8)
    data.push(value & 0xff)
  }
  return Uint8Array.from(data)
}

const LF = 0x0a
const BEGIN = '{"shaiba":"carry","v":1}'
const END = '{"end":true}'
const VERSION = /^\{"shaiba":"carry","v":(0|-?[1-9][0-9]*)\}$/
const HASH = /^[0-9a-f]{64}$/
const TYPE = /^[a-z]+\/[a-z0-9.+-]{1,60}$/
const FRAME = /^S1\/([0-9A-F]{8})\/([1-9][0-9]?)\/([1-9][0-9]?)\/([0-9A-Z $%*+\-./:]*)$/
const BASE45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const HEADS = ['ops', 'verdicts', 'blob,type,bytes', 'log,epoch,from,to,checkpoint,count']
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

function linesOf(section: Section): Uint8Array[] {
  if ('ops' in section) return [textLine({ ops: section.ops.length }), ...section.ops]
  if ('verdicts' in section) {
    const lines = section.verdicts.map(({ of, blobs, verdict }) =>
      encoder.encode(`${JSON.stringify({ of, blobs }).slice(0, -1)},${formatAnswer(verdict).slice(1)}`),
    )
    return [textLine({ verdicts: lines.length }), ...lines]
  }
  if ('blob' in section) {
    const { blob, type, data } = section
    return [textLine({ blob, type, bytes: data.length }), encoder.encode(base64Encode(data))]
  }
  const { log, epoch, from, to, checkpoint, lines } = section
  return [textLine({ log, epoch, from, to, checkpoint, count: to - from }), ...lines]
}

function textLine(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value))
}

/** How many lines follow a section's first one. */
function countOf(head: Json): number {
  if (!HEADS.includes(Object.keys(head).join())) throw malformed('carry')
  return 'blob' in head ? 1 : integer(head['ops'] ?? head['verdicts'] ?? head['count'], 1)
}

function sectionOf(head: Json, lines: readonly Bytes[]): Section {
  if ('ops' in head) return { ops: lines }
  if ('verdicts' in head) return { verdicts: lines.map(receipt) }
  if ('blob' in head) return file(head, lines[0] as Bytes)
  const [epoch, from, to] = [integer(head['epoch'], 0), integer(head['from'], 0), integer(head['to'], 0)]
  const { checkpoint } = head
  if (to - from !== lines.length || typeof checkpoint !== 'string') throw malformed('carry')
  return { log: publicScope(head['log']), epoch, from, to, checkpoint, lines }
}

function file({ blob, type, bytes }: Json, line: Bytes): CarriedFile {
  if (typeof blob !== 'string' || !HASH.test(blob) || typeof type !== 'string' || !TYPE.test(type))
    throw malformed('carry')
  let data: Bytes
  try {
    const text = decoder.decode(line)
    data = base64Decode(text)
    if (base64Encode(data) !== text) throw new TypeError()
  } catch {
    throw malformed('carry')
  }
  if (data.length !== integer(bytes, 1)) throw malformed('carry')
  return { blob, type, data }
}

function receipt(line: Bytes): Receipt {
  try {
    const verdict = parseAnswer(line)
    const { of, blobs } = parseLoosely(line, 'carry')
    if (!('verdict' in verdict) || typeof of !== 'string' || !Array.isArray(blobs)) throw malformed('carry')
    b64uDecode(of, 32)
    if (!blobs.every((blob): blob is string => typeof blob === 'string' && HASH.test(blob))) throw malformed('carry')
    return { of, blobs, verdict }
  } catch (error) {
    throw error instanceof SyncError ? malformed('carry') : error
  }
}

function publicScope(name: unknown): string {
  let isPublic: boolean
  try {
    isPublic = typeof name === 'string' && parseScope(name).public
  } catch {
    isPublic = false
  }
  if (!isPublic) throw malformed('carry')
  return name as string
}

function integer(value: unknown, least: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < least) throw malformed('carry')
  return value as number
}

function is(line: Uint8Array, text: string): boolean {
  return line.length === text.length && lenient.decode(line) === text
}

/** What stands between LFs; the last one is what follows the last LF. */
function split(text: Bytes): Bytes[] {
  const lines: Bytes[] = []
  let from = 0
  for (let to = text.indexOf(LF); to >= 0; to = text.indexOf(LF, from)) {
    lines.push(text.slice(from, to)) // a copy: a view would keep the whole file alive, and be stored with all of it
    from = to + 1
  }
  lines.push(text.slice(from))
  return lines
}

function framesId(data: Uint8Array): string {
  return Array.from(sha256(data).subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()
}

/** Through a stream, as long as no more than the limit comes out. */
async function through(bytes: Bytes, stream: GenericTransformStream, limit: number): Promise<Bytes> {
  const reader = (new Blob([bytes]).stream().pipeThrough(stream) as ReadableStream<Bytes>).getReader()
  const parts: Bytes[] = []
  let size = 0
  for (let next = await reader.read(); next.value; next = await reader.read()) {
    size += next.value.length
    if (size > limit) {
      await reader.cancel()
      throw new SyncError('too_large', { max: limit })
    }
    parts.push(next.value)
  }
  return join(parts)
}

function join(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
