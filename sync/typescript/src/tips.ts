/**
 * Sealed tips, as far as no key is needed: who gets one, receipts, what stands in a slot, the work for it, its answer.
 *
 * Sealing itself is age's (the phone's device/seal.ts, the server's tests). Spec: sync/spec/tips.md. Vectors:
 * sync/vectors/tips.json.
 */

import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 as hash } from '@noble/hashes/sha2.js'
import { sha256 } from '#sha256'
import { malformed, SyncError } from './errors.ts'
import { type Bytes } from './op.ts'
import { covers } from './scope.ts'
import { parseLoosely } from './strict.ts'
import { concat } from './tree.ts'

/** Bytes of a sealed slot and a sealed reply, and of what is sealed in them. */
export const SLOT_BYTES = 8192
export const REPLY_BYTES = 4096
export const SLOT_PLAIN = 7600
export const REPLY_PLAIN = 3504

/** X25519 stanzas of every slot and reply. */
export const STANZAS = 5

/** Parts that one tip may have. */
export const MAX_PARTS = 8

/** Hashes of the inclusion proof in an answer: the count is not to be told by its length. */
const PROOF_HASHES = 24
const PROOF_BYTES = 26 + PROOF_HASHES * 32

/** A tip's key as the log has it, which holds today. */
export interface TipKey {
  readonly id: string
  readonly person: string
  readonly region: string
  readonly office: string | null
  readonly recipient: string
}

// --- who gets it ----------------------------------------------------------------------------------------------------

/**
 * Ids of the keys that a tip about a region, or an office there (`<code>/<id>`), is sealed to: the nearest level's first,
 * then by hash. `concerned`: people complained about, and those close to it. Refuses `no_recipients` where they are fewer
 * than two.
 */
export function tipRecipients(
  about: string,
  office: string | null,
  keys: readonly TipKey[],
  concerned: readonly string[],
  tip: string,
): string[] {
  const able = keys.filter(
    (key) =>
      covers(key.region, about) &&
      key.region !== about &&
      !concerned.includes(key.person) &&
      (office === null || `${key.region}/${key.office ?? ''}` !== office),
  )
  const rank = new Map(able.map(({ id }) => [id, hex(sha256(encoder.encode(tip + id)))]))
  const order = (a: TipKey, b: TipKey): number => ((rank.get(a.id) ?? '') < (rank.get(b.id) ?? '') ? -1 : 1)
  const levels = [...new Set(able.map(({ region }) => region))]
    .sort((a, b) => (covers(a, b) ? 1 : -1))
    .map((region) => able.filter((key) => key.region === region).sort(order))
  const taken: TipKey[][] = []
  for (const level of levels) if (taken.flat().length < 2) taken.push(level)
  const pool = taken.flat()
  if (pool.length < 2) throw new SyncError('invalid', { rule: 'no_recipients' })
  const first = [...(taken[0] ?? []).slice(0, 2), ...(taken[1] ?? []).slice(0, 1)]
  const rest = pool.filter((key) => !first.includes(key)).sort(order)
  const chosen = new Set([...first, ...rest].slice(0, STANZAS))
  return pool.filter((key) => chosen.has(key)).map(({ id }) => id)
}

// --- receipts -------------------------------------------------------------------------------------------------------

/** A receipt of 19 random digits: they and their check digit (ISO 7064 MOD 11,10). */
export function receipt(digits: string): string {
  if (!/^\d{19}$/.test(digits)) throw malformed('tip')
  const product = Array.from(digits).reduce((sum, digit) => (((sum + Number(digit)) % 10 || 10) * 2) % 11, 10)
  return digits + String((11 - product) % 10)
}

/** Whether a text is a receipt: its 20 digits are right by themselves. Spaces do not count. */
export function isReceipt(text: string): boolean {
  const digits = text.replaceAll(' ', '')
  return /^\d{20}$/.test(digits) && receipt(digits.slice(0, 19)) === digits
}

/** Argon2id's salt for receipts of a county (64 MiB, t = 3, p = 1, 64 bytes). */
export function receiptSalt(county: string): Bytes {
  return sha256(encoder.encode(`shaiba-receipt-v1\n${county}`)).slice(0, 16)
}

/** What a receipt stands for: the mailbox that replies carry, and the X25519 secret that they are sealed to. */
export function receiptKeys(seed: Bytes): { readonly mailbox: Bytes; readonly secret: Bytes } {
  if (seed.length !== 64) throw malformed('tip')
  const derive = (part: Bytes, info: string): Bytes => concat(hkdf(hash, part, undefined, encoder.encode(info), 32))
  return {
    mailbox: derive(seed.slice(0, 32), 'shaiba-mailbox-v1'),
    secret: derive(seed.slice(32), 'shaiba-reply-v1'),
  }
}

// --- plain text -----------------------------------------------------------------------------------------------------

/** What a slot or a reply says beside its words. */
export type Said = Readonly<Record<string, unknown>>

/** The plain text of a part: u16 length of the JSON, the JSON, the part's bytes, zeros. Refuses `too_large`. */
export function tipFrame(said: Said, bytes: Uint8Array, size: number): Bytes {
  const head = encoder.encode(JSON.stringify({ ...said, size: bytes.length }))
  const used = 2 + head.length + bytes.length
  if (used > size) throw new SyncError('too_large', { max: size - 2 - head.length })
  return concat([head.length >> 8, head.length & 255], head, bytes, new Uint8Array(size - used))
}

/** What stands in a plain text. */
export function tipUnframe(plain: Uint8Array): { readonly said: Said; readonly bytes: Bytes } {
  const length = ((plain[0] ?? 0) << 8) | (plain[1] ?? 0)
  if (plain.length < 2 + length) throw malformed('tip')
  const { size, ...said } = parseLoosely(plain.slice(2, 2 + length), 'tip')
  if (!Number.isSafeInteger(size) || (size as number) < 0 || 2 + length + (size as number) > plain.length)
    throw malformed('tip')
  return { said, bytes: concat(plain.slice(2 + length, 2 + length + (size as number))) }
}

/** What a slot says, in its form (tips.md 7). */
export interface TipPart {
  readonly v: 1
  /** 16 bytes, b64u */
  readonly tip: string
  /** 32 bytes, b64u */
  readonly mailbox: string
  /** age recipient of the receipt */
  readonly reply: string
  readonly about: string
  readonly county: string
  readonly part: readonly [at: number, of: number]
  readonly kind: 'text' | 'photo'
}

/** The head of a slot, if it is one: what is missing or of another form makes it nothing. */
export function asTipPart(said: Said): TipPart | null {
  const { v, tip, mailbox, reply, about, county, part, kind } = said
  if (v !== 1 || (kind !== 'text' && kind !== 'photo') || !Array.isArray(part) || part.length !== 2) return null
  const [at, of] = part as unknown[]
  if (!Number.isInteger(at) || !Number.isInteger(of)) return null
  if ((at as number) < 0 || (at as number) >= (of as number) || (of as number) > MAX_PARTS) return null
  if (!isText(tip, /^[\w-]{22}$/) || !isText(mailbox, /^[\w-]{43}$/) || !isText(reply, /^age1[a-z0-9]{58}$/))
    return null
  if (!isText(about, /^\d{12}$/) || !isText(county, /^\d{12}$/)) return null
  return said as unknown as TipPart
}

/** What a reply says (tips.md 17). */
export interface TipReply {
  readonly v: 1
  readonly tip: string
  readonly at_round: number
  readonly by: string
  readonly state: 'read' | 'asked' | 'answered' | 'concluded'
  readonly conclusion?: Conclusion
}

export const CONCLUSIONS = ['true', 'partly', 'false', 'unestablished'] as const
export type Conclusion = (typeof CONCLUSIONS)[number]

const REPLY_STATES: readonly unknown[] = ['read', 'asked', 'answered', 'concluded']

/** The head of a reply, if it is one. */
export function asTipReply(said: Said): TipReply | null {
  const { v, tip, at_round, by, state, conclusion } = said
  if (v !== 1 || !isText(tip, /^[\w-]{22}$/) || !Number.isSafeInteger(at_round) || typeof by !== 'string') return null
  if (!REPLY_STATES.includes(state)) return null
  if ((state === 'concluded') !== (CONCLUSIONS as readonly unknown[]).includes(conclusion)) return null
  return said as unknown as TipReply
}

function isText(value: unknown, form: RegExp): value is string {
  return typeof value === 'string' && form.test(value)
}

// --- work -----------------------------------------------------------------------------------------------------------

/** The bytes whose hash is the work; the nonce is their last 8. */
export function workBytes(county: string, round: number, slotHash: Bytes): Bytes {
  return concat(encoder.encode(`shaiba-slot-v1\n${county}`), u64(round), slotHash, new Uint8Array(8))
}

/** How many zero bits a slot's work begins with. */
export function slotWork(county: string, round: number, slotHash: Bytes, nonce: Bytes): number {
  const bytes = workBytes(county, round, slotHash)
  bytes.set(nonce, bytes.length - 8)
  return zeroBits(sha256(bytes))
}

/** Zero bits that a hash begins with. */
export function zeroBits(bytes: Uint8Array): number {
  const at = bytes.findIndex((byte) => byte !== 0)
  return at < 0 ? bytes.length * 8 : at * 8 + Math.clz32(bytes[at] ?? 0) - 24
}

// --- the answer -----------------------------------------------------------------------------------------------------

export interface SlotProof {
  readonly round: number
  readonly index: number
  readonly count: number
  readonly path: readonly Bytes[]
}

export interface RoundOfReplies {
  readonly round: number
  readonly replies: readonly (readonly [mailbox: Bytes, reply: Bytes])[]
}

/** What the server answers to a slot. */
export function readSlotAnswer(bytes: Bytes): {
  readonly proof: SlotProof | null
  readonly rounds: readonly RoundOfReplies[]
} {
  if (bytes.length < PROOF_BYTES) throw malformed('answer')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const [count, hashes] = [number64(view, 16), view.getUint16(24)]
  if (hashes > PROOF_HASHES) throw malformed('answer')
  const path = Array.from({ length: hashes }, (_, i) => bytes.slice(26 + i * 32, 58 + i * 32))
  const proof = count === 0 ? null : { round: number64(view, 0), index: number64(view, 8), count, path }
  const rounds: RoundOfReplies[] = []
  const each = 32 + REPLY_BYTES
  for (let at = PROOF_BYTES; at < bytes.length;) {
    if (at + 10 > bytes.length) throw malformed('answer')
    const [round, replies] = [number64(view, at), view.getUint16(at + 8)]
    at += 10
    if (at + replies * each > bytes.length) throw malformed('answer')
    const first = at
    rounds.push({
      round,
      replies: Array.from({ length: replies }, (_, i) => {
        const from = first + i * each
        return [bytes.slice(from, from + 32), bytes.slice(from + 32, from + each)] as const
      }),
    })
    at += replies * each
  }
  return { proof, rounds }
}

const encoder = new TextEncoder()

function hex(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function u64(value: number): Bytes {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}

function number64(view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at))
  if (!Number.isSafeInteger(value)) throw malformed('answer')
  return value
}
