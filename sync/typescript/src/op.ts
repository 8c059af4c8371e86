/**
 * One act of one person on one device: one signed line. The bytes signed are the bytes stored, served and hashed.
 *
 * Spec: sync/spec/op.md. Vectors: sync/vectors/op.json.
 */

import { sha256 } from '#sha256'
import { parseStamp } from './clock.ts'
import { malformed, type Rule, SyncError } from './errors.ts'
import { type Change, checkChange } from './merge.ts'
import { parseScope } from './scope.ts'
import { parseChanges } from './strict.ts'

/** Bytes in a line, the LF after it not counted. */
export const MAX_LINE = 65_536

/** Bytes over a plain buffer: what WebCrypto and IndexedDB take. */
export type Bytes = Uint8Array<ArrayBuffer>

/** How a device signs. */
export type Alg = 'ed25519' | 'p256'

/** The last checkpoint of the scope that the author had verified: its size, and its root as b64u. */
export type Seen = readonly [size: number, root: string]

/** A line that was parsed. Members read as on the wire; `line` is the authority. */
export interface Op {
  readonly v: 1
  readonly scope: string
  readonly by: string
  readonly at: string
  readonly salt: string
  readonly seen: Seen | null
  readonly changes: readonly Change[]
  readonly sig: Bytes
  /** the line up to `,"sig":"`: what is signed */
  readonly head: Bytes
  readonly line: Bytes
  readonly id: string
  /** its leaf in the scope's tree: the id as bytes */
  readonly leaf: Bytes
}

/** What stands where a line had to go. */
export interface Gone {
  readonly gone: string
  readonly by: string
  readonly why: string
  /** the leaf of the line that went: the tree stays as it was */
  readonly leaf: Bytes
}

/** Read a line of a log, strictly. The rules are tried in the order of the spec; the first that fails is named. */
export function parseOp(line: Bytes): Op {
  const [scope, by, at, salt, seen, changes, sig] = split(textOf(line))
  const op = {
    v: 1 as const,
    scope: parseScope(string('scope', scope)).name,
    by: coded('by', string('by', by), 16),
    at: stamp(string('at', at)),
    salt: coded('salt', string('salt', salt), 16),
    seen: parseSeen(seen),
    sig: b64uDecode(string('sig', sig), 64, 'sig'),
    changes: parseChanges(changes) as unknown as Change[],
  }
  op.changes.forEach(checkChange)
  const leaf = hashOf(line)
  return { ...op, head: line.subarray(0, -SIG_BYTES), line, id: b64uEncode(leaf), leaf }
}

/** Read a line that may have been erased. */
export function parseLine(line: Bytes): Op | Gone {
  if (!isGone(line)) return parseOp(line)
  const [, gone = '', by = '', why = ''] = GONE.exec(lenient.decode(line)) ?? [] // what is no UTF-8 does not match
  const leaf = b64uDecode(gone, 32, 'gone')
  return { gone, by: coded('gone', by, 16), why, leaf }
}

/** Whether it stands for a line that had to go (or tries to). */
export function isGone(line: Uint8Array): boolean {
  return GONE_PREFIX.every((byte, i) => byte === line[i])
}

/** What stands in the place of a line that had to go. Refuses what `parseLine` would refuse. */
export function formatGone(leaf: string, by: string, why: string): Bytes {
  const line = encoder.encode(`{"gone":"${leaf}","by":"${by}","why":"${why}"}`)
  parseLine(line)
  return line
}

/** The leaf of a line of a log: its hash, or what an erased line says that it was. */
export function leafOf(line: Bytes): Bytes {
  return isGone(line) ? parseLine(line).leaf : hashOf(line)
}

/** The id of these bytes, whatever they are. */
export function opId(line: Uint8Array): string {
  return b64uEncode(hashOf(line))
}

/** Write all of a line but its signature. Refuses what `parseOp` would refuse. */
export function buildHead(
  scope: string,
  by: string,
  at: string,
  salt: string,
  seen: Seen | null,
  changes: readonly Change[],
): Bytes {
  const text = JSON.stringify({ v: 1, scope, by, at, salt, seen, do: changes })
  const head = encoder.encode(text.slice(0, -1))
  parseOp(finish(head, new Uint8Array(64)))
  return head
}

/** What is signed. */
export function digest(head: Uint8Array): Bytes {
  return sha256(OP_PREFIX, head)
}

/** The whole line. */
export function finish(head: Uint8Array, sig: Uint8Array): Bytes {
  const line = new Uint8Array(head.length + SIG_BYTES)
  line.set(head)
  line.set(encoder.encode(`,"sig":"${b64uEncode(sig)}"}`), head.length)
  return line
}

/** The id of a device: a hash of its public key. */
export function deviceId(alg: Alg, publicKey: Uint8Array): string {
  if (KEY_BYTES[alg] !== publicKey.length) throw malformed('value')
  return b64uEncode(sha256(encoder.encode(`shaiba-device-v1\n${alg}\n`), publicKey).subarray(0, 16))
}

/** base64url without padding. By hand: every line has an id, and the engine's base64 with its three repairs takes four times as long. */
export function b64uEncode(bytes: Uint8Array): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    for (bits += 8; bits >= 6;) text += ALPHABET.charAt((held >> (bits -= 6)) & 63)
  }
  return bits > 0 ? text + ALPHABET.charAt((held << (6 - bits)) & 63) : text
}

/** Read `size` bytes, canonically: no padding, no other characters, unused bits zero. */
export function b64uDecode(text: string, size: number, rule: Rule = 'value'): Bytes {
  return base64Decode(coded(rule, text, size).replaceAll('-', '+').replaceAll('_', '/'))
}

/** Base64 with padding, as the engine has it. */
export function base64Encode(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(binary)
}

/** Base64 with padding or without; what else the engine forgives is for the caller to refuse. */
export function base64Decode(text: string): Bytes {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

const SIG_BYTES = 96 // `,"sig":"`, 86 characters, `"}`
const KEY_BYTES: Readonly<Partial<Record<string, number>>> = { ed25519: 32, p256: 65 }
const MARKS = [',"by":', ',"at":', ',"salt":', ',"seen":', ',"do":'] as const
const BEGIN = '{"v":1,"scope":'
const VERSION = /^\{"v":(0|-?[1-9][0-9]*)[,}]/
const SEEN = /^\[([1-9][0-9]{0,15}),"([^"]*)"\]$/
const GONE = /^\{"gone":"([0-9A-Za-z_-]{43})","by":"([0-9A-Za-z_-]{22})","why":"([a-z_]{1,32})"\}$/
const B64U = [/^[0-9A-Za-z_-]*$/, /^[0-9A-Za-z_-]*[AQgw]$/, /^[0-9A-Za-z_-]*[AEIMQUYcgkosw048]$/] as const
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })
const LEAF_PREFIX = new Uint8Array([0])
const OP_PREFIX = encoder.encode('shaiba-op-v1\n')
const GONE_PREFIX = encoder.encode('{"gone":')

function textOf(line: Uint8Array): string {
  if (line.length > MAX_LINE) throw new SyncError('too_large', { max: MAX_LINE })
  let text: string
  try {
    text = decoder.decode(line)
  } catch {
    throw malformed('utf8')
  }
  if (text.includes('\n') || text.includes('\r')) throw malformed('line_break')
  return text
}

type Parts = [scope: string, by: string, at: string, salt: string, seen: string, changes: string, sig: string]

/** The texts of the members after `v`. Marks are looked for one after another: linear in any line. */
function split(text: string): Parts {
  if (!text.startsWith(BEGIN)) {
    const version = VERSION.exec(text)
    throw version && version[1] !== '1' ? new SyncError('version_unsupported') : malformed('members')
  }
  const parts: string[] = []
  let begin = BEGIN.length
  for (const mark of MARKS) {
    const end = text.indexOf(mark, begin)
    if (end < 0) throw malformed('members')
    parts.push(text.slice(begin, end))
    begin = end + mark.length
  }
  const end = text.lastIndexOf(',"sig":')
  if (end < begin || !text.endsWith('}')) throw malformed('members')
  return [...parts, text.slice(begin, end), text.slice(end + 7, -1)] as Parts
}

function string(rule: Rule, text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) throw malformed(rule)
  return text.slice(1, -1)
}

/** Text that is `size` bytes as canonical b64u. */
function coded(rule: Rule, text: string, size: number): string {
  const form = B64U[size % 3] as RegExp
  if (text.length !== Math.ceil((size * 8) / 6) || !form.test(text)) throw malformed(rule)
  return text
}

function stamp(text: string): string {
  try {
    parseStamp(text)
  } catch {
    throw malformed('at')
  }
  return text
}

function parseSeen(text: string): Seen | null {
  if (text === 'null') return null
  const [, size, root = ''] = SEEN.exec(text) ?? []
  if (!Number.isSafeInteger(Number(size))) throw malformed('seen')
  return [Number(size), coded('seen', root, 32)]
}

function hashOf(line: Uint8Array): Bytes {
  return sha256(LEAF_PREFIX, line)
}
