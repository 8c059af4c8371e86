/**
 * Merkle trees over logs: hashes, frontiers, proofs, checkpoints.
 *
 * Spec: sync/spec/tree.md (RFC 6962 §2.1, RFC 9162 §2.1.3 and §2.1.4, C2SP tlog-checkpoint). Vectors: sync/vectors/tree.json.
 */

import { sha256 } from '#sha256'
import { malformed, SyncError } from './errors.ts'
import { exportPublicKey, verifyBytes } from './keys.ts'
import { base64Decode, base64Encode, type Bytes, leafOf } from './op.ts'

const LEAF = new Uint8Array([0])
const node = new Uint8Array([1, ...new Uint8Array(64)])
const encoder = new TextEncoder()

// --- hashes ---------------------------------------------------------------------------------------------------------

/** The leaf of a line: SHA-256(0x00 ‖ line). */
export function leafHash(line: Uint8Array): Bytes {
  return sha256(LEAF, line)
}

/** The node over two: SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Bytes {
  node.set(left, 1) // one buffer for all calls: nothing here is asynchronous
  node.set(right, 33)
  return sha256(node)
}

/** Extend a frontier with the lines of a log, erased ones included. */
export function appendLines(frontier: Frontier, lines: readonly Bytes[]): Frontier {
  return frontier.extend(lines.map(leafOf))
}

/** Whether two hashes are equal; lengths may differ. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

// --- frontier -------------------------------------------------------------------------------------------------------

/** The roots of the perfect subtrees of a tree of `size` leaves, largest first: enough to go on and to name the root. */
export class Frontier {
  static readonly EMPTY: Frontier = new Frontier(0, [])

  readonly size: number
  readonly hashes: readonly Bytes[]

  constructor(size: number, hashes: readonly Bytes[]) {
    if (!Number.isSafeInteger(size) || size < 0 || hashes.length !== oneBits(size)) throw malformed('frontier')
    if (hashes.some((hash) => hash.length !== 32)) throw malformed('frontier')
    this.size = size
    this.hashes = hashes
  }

  /** The frontier with one leaf more. */
  append(leaf: Bytes): Frontier {
    return this.extend([leaf])
  }

  /** The frontier with these leaves more. */
  extend(leaves: Iterable<Bytes>): Frontier {
    const hashes = [...this.hashes]
    let size = this.size
    for (const leaf of leaves) {
      let hash = leaf
      for (let n = size; n % 2 === 1; n = (n - 1) / 2) hash = nodeHash(hashes.pop() as Bytes, hash)
      hashes.push(hash)
      size++
    }
    return new Frontier(size, hashes)
  }

  root(): Bytes {
    if (this.size === 0) return sha256()
    return this.hashes.reduceRight((right, left) => nodeHash(left, right))
  }

  /** 8 bytes of size, most significant first, then the hashes. */
  toBytes(): Bytes {
    const bytes = new Uint8Array(8 + 32 * this.hashes.length)
    new DataView(bytes.buffer).setBigUint64(0, BigInt(this.size))
    this.hashes.forEach((hash, i) => bytes.set(hash, 8 + 32 * i))
    return bytes
  }

  static fromBytes(bytes: Uint8Array): Frontier {
    if (bytes.length % 32 !== 8) throw malformed('frontier')
    const size = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0))
    const hashes: Bytes[] = []
    for (let at = 8; at < bytes.length; at += 32) hashes.push(bytes.slice(at, at + 32))
    return new Frontier(size, hashes)
  }
}

function oneBits(n: number): number {
  let bits = 0
  for (; n > 0; n = Math.floor(n / 2)) bits += n % 2
  return bits
}

// --- roots and proofs from leaves -----------------------------------------------------------------------------------

/** The root of a tree of these leaves. */
export function rootOf(leaves: readonly Bytes[]): Bytes {
  return Frontier.EMPTY.extend(leaves).root()
}

/** The path from leaf `index` to the root, leaf end first. */
export function inclusionProof(leaves: readonly Bytes[], index: number): Bytes[] {
  if (!(Number.isInteger(index) && index >= 0 && index < leaves.length)) throw new RangeError('index')
  if (leaves.length === 1) return []
  const k = split(leaves.length)
  const left = leaves.slice(0, k)
  const right = leaves.slice(k)
  return index < k
    ? [...inclusionProof(left, index), rootOf(right)]
    : [...inclusionProof(right, index - k), rootOf(left)]
}

/** Whether `path` proves that `leaf` is leaf `index` of the tree of `size` leaves with this root. */
export function verifyInclusion(
  leaf: Bytes,
  index: number,
  size: number,
  path: readonly Bytes[],
  root: Uint8Array,
): boolean {
  if (!(Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size)) return false
  let f = index
  let s = size - 1
  let hash = leaf
  for (const next of path) {
    if (s === 0 || next.length !== 32) return false // more hashes than the tree has levels
    if (f % 2 === 1 || f === s) {
      hash = nodeHash(next, hash)
      while (f % 2 === 0 && f !== 0) [f, s] = [half(f), half(s)]
    } else {
      hash = nodeHash(hash, next)
    }
    ;[f, s] = [half(f), half(s)]
  }
  return s === 0 && sameBytes(hash, root)
}

/** The proof that the first `m` leaves are a beginning of all. */
export function consistencyProof(leaves: readonly Bytes[], m: number): Bytes[] {
  if (!(Number.isInteger(m) && m >= 0 && m <= leaves.length)) throw new RangeError('m')
  return m === 0 ? [] : subproof(leaves, m, true)
}

function subproof(leaves: readonly Bytes[], m: number, whole: boolean): Bytes[] {
  if (m === leaves.length) return whole ? [] : [rootOf(leaves)]
  const k = split(leaves.length)
  const left = leaves.slice(0, k)
  const right = leaves.slice(k)
  return m <= k ? [...subproof(left, m, whole), rootOf(right)] : [...subproof(right, m - k, false), rootOf(left)]
}

/** Whether `path` proves that the tree of `m` leaves is a beginning of the tree of `n`. */
export function verifyConsistency(m: number, n: number, rootM: Bytes, rootN: Bytes, path: readonly Bytes[]): boolean {
  if (!(Number.isSafeInteger(m) && Number.isSafeInteger(n) && m >= 0 && m <= n)) return false
  if (m === n) return path.length === 0 && sameBytes(rootM, rootN)
  if (m === 0) return path.length === 0 && sameBytes(rootM, Frontier.EMPTY.root())
  if (path.some((hash) => hash.length !== 32)) return false
  // RFC 9162 §2.1.4.2: where m is a power of two its root is itself the first hash
  const hashes = isPowerOfTwo(m) ? [rootM, ...path] : path
  let f = m - 1
  let s = n - 1
  while (f % 2 === 1) [f, s] = [half(f), half(s)]
  const [first, ...rest] = hashes
  if (first === undefined) return false
  let hashM = first
  let hashN = first
  for (const next of rest) {
    if (s === 0) return false
    if (f % 2 === 1 || f === s) {
      hashM = nodeHash(next, hashM)
      hashN = nodeHash(next, hashN)
      while (f % 2 === 0 && f !== 0) [f, s] = [half(f), half(s)]
    } else {
      hashN = nodeHash(hashN, next)
    }
    ;[f, s] = [half(f), half(s)]
  }
  return s === 0 && sameBytes(hashM, rootM) && sameBytes(hashN, rootN)
}

/** The largest power of two below n: sizes reach 2^53, so no 32-bit shifts here. */
function split(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

function half(n: number): number {
  return Math.floor(n / 2)
}

function isPowerOfTwo(n: number): boolean {
  return oneBits(n) === 1
}

// --- checkpoints ----------------------------------------------------------------------------------------------------

/** A tree head: what the server signs. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Bytes
}

/** A verifier key: whose signature makes a note a checkpoint. */
export interface VerifierKey {
  readonly name: string
  readonly keyId: Bytes
  readonly key: Bytes
}

/** The origin of a scope's log: `<log name>/<scope>`, and from epoch 1 on `<log name>/<scope>+<epoch>`. */
export function origin(logName: string, scope: string, epoch: number): string {
  return `${logName}/${scope}${epoch > 0 ? `+${epoch}` : ''}`
}

/** The text that is signed: three lines, each ended by LF. */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const text = `${checkpoint.origin}\n${checkpoint.size}\n${base64Encode(checkpoint.root)}\n`
  parseCheckpoint(text)
  return text
}

/** Read the three lines. `malformed` (rule `note`) for anything else. */
export function parseCheckpoint(text: string): Checkpoint {
  const [, name = '', size, root = ''] = CHECKPOINT.exec(text) ?? []
  if (!Number.isSafeInteger(Number(size))) throw malformed('note')
  return { origin: name, size: Number(size), root: debase64(root) }
}

/** Sign a checkpoint with a log's key: a note with one signature. */
export async function signCheckpoint(checkpoint: Checkpoint, name: string, keys: CryptoKeyPair): Promise<string> {
  const text = formatCheckpoint(checkpoint)
  const { keyId } = parseVkey(makeVkey(name, await exportPublicKey(keys.publicKey)))
  const sig = new Uint8Array(await crypto.subtle.sign('Ed25519', keys.privateKey, encoder.encode(text)))
  return `${text}\n— ${name} ${base64Encode(concat(keyId, sig))}\n`
}

/**
 * Read a signed note. Signatures of other keys are passed over; those of this key, one at least, must be good.
 *
 * `malformed` (rule `note`) if it is no note, `bad_signature` if the log did not sign it.
 */
export async function openNote(note: string, vkey: string): Promise<Checkpoint> {
  const key = parseVkey(vkey)
  const signed = splitNote(note)
  const ours = signaturesOf(signed, key)
  if (ours.length === 0) throw new SyncError('bad_signature')
  for (const sig of ours) await verifyBytes('ed25519', key.key, sig, encoder.encode(signed.text))
  return signed.checkpoint
}

/** A note taken apart, none of it checked: the text that is signed, and what it says; name, key id and bytes of each
 * signature. */
export interface SignedNote {
  readonly text: string
  readonly checkpoint: Checkpoint
  readonly signatures: readonly { readonly name: string; readonly keyId: Bytes; readonly sig: Bytes }[]
}

/** Take a note of a checkpoint apart. `malformed` (rule `note`) if it is none. */
export function splitNote(note: string): SignedNote {
  const end = note.lastIndexOf('\n\n') + 1
  const lines = note.slice(end + 1).split('\n')
  if (end === 0 || lines.pop() !== '' || lines.length < 1 || lines.length > MAX_SIGNATURES) throw malformed('note')
  const text = note.slice(0, end)
  return { text, checkpoint: parseCheckpoint(text), signatures: lines.map(parseSignature) }
}

/** The signatures that say they are this key's. */
export function signaturesOf(note: SignedNote, key: VerifierKey): Bytes[] {
  return note.signatures.filter((sig) => sig.name === key.name && sameBytes(sig.keyId, key.keyId)).map(({ sig }) => sig)
}

/** A log's verifier key as C2SP writes it. */
export function makeVkey(name: string, key: Uint8Array): string {
  return writeVkey(ED25519, name, key)
}

/** Read a log's verifier key; its id must be that of its name and key. */
export function parseVkey(vkey: string): VerifierKey {
  if (lastRead?.vkey !== vkey) lastRead = { vkey, key: readVkey(ED25519, vkey) }
  return lastRead.key
}

/** A phone has one log, and opens a note of it for each act that it hears of. */
let lastRead: { readonly vkey: string; readonly key: VerifierKey } | undefined

/** A verifier key of this sort of signature, one byte. */
export function writeVkey(sort: number, name: string, key: Uint8Array): string {
  const vkey = `${name}+${hex(keyIdOf(sort, name, key))}+${base64Encode(concat([sort], key))}`
  readVkey(sort, vkey)
  return vkey
}

/** Read a verifier key of this sort. */
export function readVkey(sort: number, vkey: string): VerifierKey {
  const [, name = '', id, coded = ''] = VKEY.exec(vkey) ?? []
  const bytes = debase64(coded)
  const key = bytes.slice(1)
  const keyId = keyIdOf(sort, name, key)
  if (bytes.length !== 33 || bytes[0] !== sort || hex(keyId) !== id) throw malformed('note')
  return { name, keyId, key }
}

export const MAX_SIGNATURES = 16
const ED25519 = 1 // C2SP signed-note: signature type of Ed25519
/** no character that a decoder passes over, no bits that it drops */
const CANONICAL = /^[0-9A-Za-z+/]*(?:[AEIMQUYcgkosw048]=|[AQgw]==)?$/
const CHECKPOINT = /^([!-~]{1,300})\n(0|[1-9][0-9]{0,15})\n([0-9A-Za-z+/]{43}=)\n$/
const SIGNATURE = /^— ([!-*,-~]{1,200}) ([0-9A-Za-z+/=]{8,4096})$/ // printable ASCII but "+"
const VKEY = /^([!-*,-~]{1,200})\+([0-9a-f]{8})\+([0-9A-Za-z+/]{44})$/

function parseSignature(line: string): { name: string; keyId: Bytes; sig: Bytes } {
  const [, name = '', coded = ''] = SIGNATURE.exec(line) ?? []
  const bytes = debase64(coded)
  if (bytes.length < 5) throw malformed('note')
  return { name, keyId: bytes.subarray(0, 4), sig: bytes.slice(4) }
}

function keyIdOf(sort: number, name: string, key: Uint8Array): Bytes {
  return sha256(concat(encoder.encode(name), [0x0a, sort], key)).slice(0, 4)
}

/** Bytes one after the other. */
export function concat(...parts: ArrayLike<number>[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Read padded base64, canonically. */
export function debase64(text: string): Bytes {
  if (text.length % 4 > 0 || !CANONICAL.test(text)) throw malformed('note')
  return base64Decode(text)
}
