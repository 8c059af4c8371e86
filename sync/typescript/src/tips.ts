/**
 * Sealed tips: who may read one, what goes through the daily slot, when it goes, and what must be proven of it.
 *
 * Nothing here seals or opens: age and Argon2id are the phone's (pwa/src/device/seal.ts, receipt.ts). Spec:
 * sync/spec/tips.md. Vectors: sync/vectors/tips.json.
 */

import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 as sha256Of } from '@noble/hashes/sha2.js'
import { sha256 } from '#sha256'
import { queryCode } from './appeal.ts'
import { malformed, SyncError } from './errors.ts'
import { b64uDecode, type Bytes } from './op.ts'
import { covers, parentCode, regionLevel } from './scope.ts'
import { parseCompact } from './strict.ts'
import { concat, leafHash, rootOf, verifyInclusion } from './tree.ts'

/** An age file, and what fits into it beside a header with five X25519 stanzas. */
export const SLOT_BYTES = 8192
export const SLOT_PLAIN = 7600
export const REPLY_BYTES = 4096
export const REPLY_PLAIN = 3504

export const QUEUE_SLOTS = 8
export const MAX_PARTS = 8
export const STANZAS = 5
export const KEPT_ROUNDS = 30
export const SLOTS_IN_BUNDLE = 64
const DRAW_BITS = 24
const PROOF_HASHES = 24

/** What a slot or a reply says of itself. */
export type Said = Readonly<Record<string, unknown>>

/** A key that holds, as its region's log has it. */
export interface TipKey {
  readonly id: string
  readonly person: string
  readonly region: string
  /** its id in that region; null where the grant names none */
  readonly office: string | null
  readonly recipient: string
  readonly since: string
}

/** What a receipt leads to: where replies lie, and the X25519 secret that opens them. */
export interface ReceiptKeys {
  readonly mailbox: Bytes
  readonly secret: Bytes
}

/** What an opened slot or reply says of itself, and the bytes that it carries. */
export interface TipText {
  readonly said: Said
  readonly bytes: Bytes
}

/** The moment of a round at which a phone sends. */
export interface Turn {
  readonly round: number
  readonly at_ms: number
}

/** The way of a slot to what the clerk said of its round. */
export interface SlotProof {
  readonly round: number
  readonly index: number
  readonly count: number
  readonly path: readonly Bytes[]
}

export type SlotReply = readonly [mailbox: Bytes, reply: Bytes]
export type RepliesOfRound = readonly [round: number, replies: readonly SlotReply[]]

/** The answer to a slot: the proof of the last one, and rounds of replies. */
export interface SlotAnswer {
  readonly proof: SlotProof | null
  readonly rounds: readonly RepliesOfRound[]
}

// --- who gets it ----------------------------------------------------------------------------------------------------

/** The ids of the keys to which a tip is sealed, of those that hold. `office`: `<code>/<id>`. Refuses `no_recipients` where they are too few. */
export function tipRecipients(
  about: string,
  office: string | null,
  keys: readonly TipKey[],
  concerned: ReadonlySet<string>,
  tip: string,
): string[] {
  const mine = ofEachPerson(
    keys.filter(
      (key) =>
        covers(key.region, about) &&
        key.region !== about &&
        !concerned.has(key.person) &&
        (office === null || `${key.region}/${key.office ?? ''}` !== office),
    ),
  )
  const rank = new Map(mine.map(({ id }) => [id, hex(sha256(encoder.encode(tip + id)))]))
  const byRank = (a: TipKey, b: TipKey): number => compare(rank.get(a.id) ?? '', rank.get(b.id) ?? '')
  const near = [...new Set(mine.map(nearness))].sort((a, b) => a - b)
  const levels = near.map((level) => mine.filter((key) => nearness(key) === level).sort(byRank))
  const taken: TipKey[] = []
  for (const level of levels) if (taken.length < 2) taken.push(...level)
  if (taken.length < 2) throw new SyncError('invalid', { field: 'about', why: 'no_recipients' })
  if (taken.length <= STANZAS) return taken.map(({ id }) => id)
  const sure = [...(levels[0] ?? []).slice(0, 2), ...(levels[1] ?? []).slice(0, 1)]
  const others = taken.filter((key) => !sure.includes(key)).sort(byRank)
  const kept = new Set([...sure, ...others].slice(0, STANZAS))
  return levels
    .flat()
    .filter((key) => kept.has(key))
    .map(({ id }) => id)
}

/** One key of each person: two of one's own are one reader. */
function ofEachPerson(keys: readonly TipKey[]): TipKey[] {
  const found = new Map<string, TipKey>()
  for (const key of [...keys].sort((a, b) => compare(a.id, b.id))) {
    const past = found.get(key.person)
    const by = past ? nearness(key) - nearness(past) || compare(past.since, key.since) : -1
    if (by < 0) found.set(key.person, key)
  }
  return [...found.values()]
}

/** Less is nearer: every key here stands above the same region. */
function nearness({ region }: TipKey): number {
  return ['town', 'county', 'city', 'province'].indexOf(regionLevel(region))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Whether it is an age recipient of X25519, in its one form. */
export function isRecipient(text: string): boolean {
  if (text.length !== 62 || !text.startsWith('age1')) return false
  const values = Array.from(text.slice(4), (character) => BECH32.indexOf(character))
  if (values.includes(-1) || polymod([3, 3, 3, 0, 1, 7, 5, ...values]) !== 1) return false
  return ((values[51] ?? 0) & 15) === 0 // 32 bytes are 51 characters and a bit: what is left over says nothing
}

/** The checksum of BIP 173. */
function polymod(values: readonly number[]): number {
  let found = 1
  for (const value of values) {
    const top = found >>> 25
    found = ((found & 0x1ffffff) << 5) ^ value
    for (const [bit, generator] of GENERATORS.entries()) if ((top >> bit) & 1) found ^= generator
  }
  return found
}

/** Whose inspectors' address is a place's: its county, or the city where there is no county between; '' above those. */
export function tipCounty(code: string): string {
  const level = regionLevel(code)
  if (level === 'county' || level === 'city') return code
  return level === 'province' ? '' : tipCounty(parentCode(code))
}

// --- receipts -------------------------------------------------------------------------------------------------------

/** The receipt of nineteen digits drawn by chance: those and their check digit. */
export function receipt(digits: string): string {
  if (!/^[0-9]{19}$/.test(digits)) throw malformed('tip')
  return queryCode(digits)
}

/** Whether it was typed without a slip. Spaces do not count. */
export function isReceipt(text: string): boolean {
  const digits = text.replaceAll(' ', '')
  return /^[0-9]{20}$/.test(digits) && queryCode(digits.slice(0, 19)) === digits
}

/** The salt of Argon2id: a county's receipts are guessed for that county alone. */
export function receiptSalt(county: string): Bytes {
  return sha256(encoder.encode(`shaiba-receipt-v1\n${county}`)).slice(0, 16)
}

/** What the 64 bytes of Argon2id lead to. */
export function receiptKeys(seed: Bytes): ReceiptKeys {
  if (seed.length !== 64) throw malformed('tip')
  const expand = (key: Bytes, info: string): Bytes => concat(hkdf(sha256Of, key, undefined, encoder.encode(info), 32))
  return {
    mailbox: expand(seed.slice(0, 32), 'shaiba-mailbox-v1'),
    secret: expand(seed.slice(32), 'shaiba-reply-v1'),
  }
}

// --- what is sealed -------------------------------------------------------------------------------------------------

/** The plain text of a slot or a reply: of `size`, whatever it carries. */
export function tipFrame(said: Said, data: Uint8Array, size: number): Bytes {
  const head = encoder.encode(JSON.stringify({ ...said, size: data.length }))
  const used = 2 + head.length + data.length
  if (head.length >= 65_536 || used > size) throw new SyncError('too_large', { max: size - 2 - head.length })
  const plain = concat([head.length >> 8, head.length & 255], head, data, new Uint8Array(size - used))
  tipUnframe(plain)
  return plain
}

/** Read what was opened, strictly: what is not as it must be says nothing. */
export function tipUnframe(plain: Bytes): TipText {
  const members = plain.length === SLOT_PLAIN ? TIP : plain.length === REPLY_PLAIN ? REPLY : null
  if (members === null) throw malformed('tip')
  const begin = 2 + (((plain[0] ?? 0) << 8) | (plain[1] ?? 0))
  const { size, ...said } = parseCompact(plain.slice(2, begin), 'tip')
  const end = isCount(size) ? begin + size : -1
  if (end < begin || end > plain.length || plain.subarray(end).some((byte) => byte !== 0)) throw malformed('tip')
  const asked = Object.keys(members).filter((name) => name !== 'conclusion' || said['state'] === 'concluded')
  // the size stands last, as everything has its one place
  if (decoder.decode(plain.slice(2, begin)) !== JSON.stringify({ ...said, size })) throw malformed('tip')
  if (Object.keys(said).join() !== asked.join()) throw malformed('tip')
  if (!asked.every((name) => members[name]?.(said[name]))) throw malformed('tip')
  return { said, bytes: plain.slice(begin, end) }
}

type Check = (value: unknown) => boolean

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isBytes(size: number): Check {
  return (value) => {
    try {
      return typeof value === 'string' && b64uDecode(value, size).length === size
    } catch {
      return false
    }
  }
}

function isRegion(value: unknown): value is string {
  return typeof value === 'string' && covers(value, value)
}

function isCounty(value: unknown): boolean {
  return isRegion(value) && ['county', 'city'].includes(regionLevel(value))
}

function isPart(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false
  const [at, of] = value as unknown[]
  return isCount(at) && isCount(of) && at < of && of <= MAX_PARTS
}

function oneOf(...words: readonly string[]): Check {
  return (value) => typeof value === 'string' && words.includes(value)
}

const CONCLUSIONS = ['true', 'partly', 'false', 'unestablished'] as const
export type Conclusion = (typeof CONCLUSIONS)[number]

const TIP: Readonly<Record<string, Check>> = {
  v: (value) => value === 1,
  tip: isBytes(16),
  mailbox: isBytes(32),
  reply: (value) => typeof value === 'string' && isRecipient(value),
  about: isRegion,
  county: isCounty,
  part: isPart,
  kind: oneOf('text', 'photo'),
}
const REPLY: Readonly<Record<string, Check>> = {
  v: (value) => value === 1,
  tip: isBytes(16),
  at_round: isCount,
  by: (value) => typeof value === 'string' && value !== '',
  state: oneOf('read', 'asked', 'answered', 'concluded'),
  conclusion: oneOf(...CONCLUSIONS),
}

// --- when it goes ---------------------------------------------------------------------------------------------------

/** The round that runs. */
export function roundAt(nowMs: number, roundS: number): number {
  return Math.floor(nowMs / (roundS * 1000))
}

/** The turn of the round that runs: what was drawn in it before, else at a moment by `draw`, of 24 random bits. */
export function turnAt(turn: Turn | null, nowMs: number, roundS: number, draw: number): Turn {
  const [now, length] = [roundAt(nowMs, roundS), roundS * 1000]
  if (turn?.round === now) return turn
  return { round: now, at_ms: now * length + Math.floor((draw * length) / 2 ** DRAW_BITS) }
}

/** Whether the phone sends now. `sent` is the round of its last slot. */
export function isDue(turn: Turn, sent: number | null, nowMs: number): boolean {
  return (sent === null || sent < turn.round) && turn.at_ms <= nowMs
}

/** The queue with the slots of a tip in front. */
export function putTip<Slot>(queue: readonly Slot[], slots: readonly Slot[]): Slot[] {
  return [...slots, ...queue].slice(0, QUEUE_SLOTS)
}

/** The slot that goes now, and the queue that is left, as long as before. */
export function shiftQueue<Slot>(queue: readonly Slot[], dummy: Slot): readonly [now: Slot, left: Slot[]] {
  const [now = dummy, ...left] = queue
  return [now, [...left, dummy]]
}

/** What the work of a slot is a hash of; its nonce goes into the last 8 bytes. */
export function workBytes(county: string, round: number, slotHash: Bytes): Bytes {
  const number = new Uint8Array(8)
  new DataView(number.buffer).setBigUint64(0, BigInt(round))
  return concat(encoder.encode(`shaiba-slot-v1\n${county}`), number, slotHash, new Uint8Array(8))
}

/** With how many zero bits the work on a slot begins. */
export function slotWork(county: string, round: number, slotHash: Bytes, nonce: Bytes): number {
  const bytes = workBytes(county, round, slotHash)
  bytes.set(nonce, bytes.length - 8)
  return zeroBits(sha256(bytes))
}

/** A nonce that makes the work begin with so many zero bits, among so many tries from a number on; null where there is none. */
export function findWork(work: Bytes, bits: number, from: number, tries: number): Bytes | null {
  const bytes = work.slice()
  const view = new DataView(bytes.buffer)
  for (let n = from; n < from + tries; n++) {
    view.setBigUint64(bytes.length - 8, BigInt(n))
    if (zeroBits(sha256(bytes)) >= bits) return bytes.slice(-8)
  }
  return null
}

/** With how many zero bits bytes begin. */
function zeroBits(bytes: Uint8Array): number {
  const at = bytes.findIndex((byte) => byte !== 0)
  return at < 0 ? bytes.length * 8 : at * 8 + Math.clz32(bytes[at] ?? 0) - 24
}

// --- what is proven -------------------------------------------------------------------------------------------------

/** The root that the clerk says of a round's slots. */
export function slotsRoot(slotHashes: readonly Bytes[]): Bytes {
  return rootOf([...slotHashes].sort((a, b) => compare(hex(a), hex(b))).map(leafHash))
}

/** Whether a slot was among them. */
export function checkSlot(slotHash: Bytes, index: number, count: number, path: readonly Bytes[], root: Bytes): boolean {
  return verifyInclusion(leafHash(slotHash), index, count, path, root)
}

/** How long an answer is, from the number of replies in each of its rounds. */
export function answerBytes(replies: readonly number[]): number {
  return replies.reduce((sum, count) => sum + 10 + count * REPLY_ITEM, PROOF_BYTES)
}

/** Read an answer to a slot, strictly. */
export function readSlotAnswer(data: Bytes): SlotAnswer {
  const proof = readProof(data.slice(0, PROOF_BYTES))
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  const rounds: RepliesOfRound[] = []
  for (let at = PROOF_BYTES; at < data.length;) {
    if (at + 10 > data.length) throw malformed('answer')
    const [round, count, begin] = [number64(view, at), view.getUint16(at + 8), at + 10]
    at = begin + count * REPLY_ITEM
    const last = rounds.at(-1)
    if (at > data.length || (last && round <= last[0])) throw malformed('answer')
    const replies = Array.from({ length: count }, (_, i): SlotReply => {
      const from = begin + i * REPLY_ITEM
      return [data.slice(from, from + 32), data.slice(from + 32, from + REPLY_ITEM)]
    })
    const order = replies.map(([mailbox]) => hex(mailbox))
    if (order.some((mailbox, i) => i > 0 && mailbox < (order[i - 1] ?? ''))) throw malformed('answer')
    rounds.push([round, replies])
  }
  return { proof, rounds }
}

function readProof(data: Bytes): SlotProof | null {
  if (data.length !== PROOF_BYTES) throw malformed('answer')
  if (data.every((byte) => byte === 0)) return null
  const view = new DataView(data.buffer)
  const [round, index, count] = [number64(view, 0), number64(view, 8), number64(view, 16)]
  const end = 26 + view.getUint16(24) * 32
  if (index >= count || end > PROOF_BYTES || data.subarray(end).some((byte) => byte !== 0)) throw malformed('answer')
  const path = Array.from({ length: (end - 26) / 32 }, (_, i) => data.slice(26 + i * 32, 58 + i * 32))
  return { round, index, count, path }
}

function number64(view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at))
  if (!Number.isSafeInteger(value)) throw malformed('answer')
  return value
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const PROOF_BYTES = 26 + PROOF_HASHES * 32
const REPLY_ITEM = 32 + REPLY_BYTES
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
