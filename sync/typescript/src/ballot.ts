/**
 * A ballot: its line, who stands behind it without being known, how it is sent, and the file of a box.
 *
 * Tokens are signed blind (blind.ts); how answers are counted, says poll.ts. Spec: sync/spec/poll.md. Vectors:
 * sync/vectors/poll.json.
 */

import { sha256 } from '#sha256'
import { hex, isTokenSigned, issuerModulus, MODULUS_BYTES } from './blind.ts'
import { malformed, SyncError } from './errors.ts'
import { verifyBytes } from './keys.ts'
import { b64uDecode, b64uEncode, type Bytes } from './op.ts'
import { covers } from './scope.ts'
import { parseCompact } from './strict.ts'
import { concat, leafHash, rootOf, sameBytes } from './tree.ts'

/** Of every ballot as it is sent. */
export const BALLOT_BYTES = 2560
export const MOST_OPTIONS = 12
/** So often one token answers anew. */
export const MOST_TIMES = 99
/** Characters that may be added to an answer. */
export const MOST_WORDS = 300
export const RAND_BYTES = 32
export const WORDS_SALT_BYTES = 16

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** One answer as it is listed: its own line, and what the line says. */
export interface Ballot {
  readonly line: Bytes
  readonly poll: string
  readonly token: Bytes
  readonly rand: Bytes
  readonly tsig: readonly Bytes[]
  readonly n: number
  readonly choice: readonly number[]
  /** the commitment to its words, or nothing */
  readonly words: string
}

/** What is sent: a ballot, the village that it is counted in, and what is listed apart from it. */
export interface Cast {
  readonly ballot: Ballot
  readonly box: string
  readonly salt: Bytes
  readonly words: string
}

// --- one ballot ---------------------------------------------------------------------------------------------------------

/** What a ballot says before its signature. `words` is the commitment, or nothing. */
export function ballotHead(
  poll: string,
  token: Uint8Array,
  rand: Uint8Array,
  tsig: readonly Uint8Array[],
  n: number,
  choice: readonly number[],
  words: string,
): Bytes {
  const said = { v: 1, poll, token: b64uEncode(token), rand: b64uEncode(rand), tsig: tsig.map(b64uEncode) }
  return encoder.encode(JSON.stringify({ ...said, n, choice, words }).slice(0, -1))
}

/** What the token's key signs. */
export function ballotDigest(head: Uint8Array): Bytes {
  return sha256(encoder.encode('shaiba-ballot-v1\n'), head)
}

/** The ballot's line. */
export function finishBallot(head: Uint8Array, sig: Uint8Array): Bytes {
  return concat(head, encoder.encode(`,"sig":"${b64uEncode(sig)}"}`))
}

/** What stands in a ballot for its words, which only who has the salt can tie to it. */
export function wordsCommitment(salt: Uint8Array, words: string): string {
  return b64uEncode(sha256(encoder.encode('shaiba-words-v1\n'), salt, encoder.encode(words)))
}

/** What is sent: of one size for all. `too_large` where it does not fit. */
export function castBallot(line: Uint8Array, box: string, salt: Uint8Array, words: string): Bytes {
  const said = concat(line, encoder.encode(`\n${box}\n${words && b64uEncode(salt) + words}`))
  if (said.length > BALLOT_BYTES) throw new SyncError('too_large', { max: BALLOT_BYTES })
  const data = concat(said, new Uint8Array(BALLOT_BYTES - said.length))
  readCast(data)
  return data
}

/** Read what was sent, strictly: else `malformed` (rule `poll`). */
export function readCast(data: Bytes): Cast {
  const end = data.findLastIndex((byte) => byte !== 0) + 1
  const [first, second] = [data.indexOf(10), data.indexOf(10, data.indexOf(10) + 1)]
  const isThree = first >= 0 && second > first && data.subarray(second + 1).indexOf(10) < 0
  if (data.length !== BALLOT_BYTES || !isThree) throw malformed('poll')
  const ballot = readBallot(data.slice(0, first))
  const [box, rest] = [
    text(data.subarray(first + 1, second)),
    text(data.subarray(second + 1, Math.max(end, second + 1))),
  ]
  if (!covers(box, box)) throw malformed('poll')
  if (!ballot.words) {
    if (rest) throw malformed('poll')
    return { ballot, box, salt: new Uint8Array(0), words: '' }
  }
  const [salt, words] = [b64uDecode(rest.slice(0, 22), WORDS_SALT_BYTES, 'poll'), rest.slice(22)]
  if (wordsCommitment(salt, words) !== ballot.words || !isWords(words)) throw malformed('poll')
  return { ballot, box, salt, words }
}

/** Read a ballot's line, strictly: else `malformed` (rule `poll`). Whether it is signed, `checkBallot` says. */
export function readBallot(line: Bytes): Ballot {
  const said = parseCompact(line, 'poll')
  const { v, poll, n, choice, words, tsig } = said
  if (Object.keys(said).join() !== MEMBERS || v !== 1) throw malformed('poll')
  if (!isId(poll) || !isBelow(n, MOST_TIMES) || n < 1 || typeof words !== 'string') throw malformed('poll')
  const isList = Array.isArray(choice) && choice.length <= MOST_OPTIONS
  if (!isList || !choice.every((one) => isBelow(one, MOST_OPTIONS))) throw malformed('poll')
  if (!Array.isArray(tsig) || tsig.length < 1 || tsig.length > 2) throw malformed('poll')
  if (words) coded(words, 32)
  coded(said['sig'], 64)
  const [token, rand] = [coded(said['token'], 32), coded(said['rand'], RAND_BYTES)]
  return { line, poll, token, rand, tsig: tsig.map((one) => coded(one, MODULUS_BYTES)), n, choice, words }
}

/**
 * Throws `bad_token` where not each of the poll's issuers (SPKI) signed its token, `bad_signature` where the token did
 * not sign the ballot.
 */
export async function checkBallot(ballot: Ballot, issuers: readonly Bytes[]): Promise<void> {
  const prepared = concat(ballot.rand, ballot.token)
  if (issuers.length !== ballot.tsig.length) throw new SyncError('bad_token')
  for (const [i, spki] of issuers.entries())
    if (!(await isTokenSigned(issuerModulus(spki), prepared, ballot.tsig[i] ?? prepared)))
      throw new SyncError('bad_token')
  const end = ballot.line.length - SIG_BYTES
  const sig = b64uDecode(text(ballot.line.subarray(end + 8, -2)), 64)
  await verifyBytes('ed25519', ballot.token, sig, ballotDigest(ballot.line.subarray(0, end)))
}

// --- those of a box -----------------------------------------------------------------------------------------------------

/** Of each token the ballot that counts, in the order of the tokens. */
export function newestBallots(ballots: Iterable<Ballot>): Ballot[] {
  const found = new Map<string, Ballot>()
  for (const ballot of ballots) {
    const token = hex(ballot.token)
    if ((found.get(token)?.n ?? 0) < ballot.n) found.set(token, ballot)
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ballot]) => ballot)
}

/** The root over a box's ballots. */
export function ballotsRoot(lines: readonly Bytes[]): Bytes {
  return rootOf(lines.map(leafHash))
}

/**
 * The file of a box: its ballots, a line each; an empty line; what was said in words, a string of JSON each, in the order
 * of their hashes: so that none stands beside its ballot.
 */
export function ballotsFile(lines: readonly Uint8Array[], words: readonly string[]): Bytes {
  const hashed = words.map((one) => [hex(sha256(encoder.encode(one))), one] as const)
  const said = hashed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, one]) => JSON.stringify(one))
  return concat(
    ...[...lines, '', ...said].flatMap((one) => [typeof one === 'string' ? encoder.encode(one) : one, [10]]),
  )
}

/** The ballots' lines, and the words. `malformed` (rule `poll`) where it is no such file. */
export function readBallotsFile(data: Bytes): { readonly lines: Bytes[]; readonly words: string[] } {
  const all: Bytes[] = []
  for (let at = 0; at < data.length;) {
    const end = data.indexOf(10, at)
    if (end < 0) throw malformed('poll')
    all.push(data.slice(at, end))
    at = end + 1
  }
  const gap = all.findIndex((line) => line.length === 0)
  if (gap < 0) throw malformed('poll')
  const lines = all.slice(0, gap)
  const words = all.slice(gap + 1).map((line) => readString(text(line)))
  if (!sameBytes(ballotsFile(lines, words), data)) throw malformed('poll')
  return { lines, words }
}

function readString(json: string): string {
  try {
    const said: unknown = JSON.parse(json)
    if (typeof said === 'string' && !/\p{Surrogate}/u.test(said)) return said
  } catch {
    // refused as what it is not
  }
  throw malformed('poll')
}

const MEMBERS = 'v,poll,token,rand,tsig,n,choice,words,sig'
const SIG_BYTES = ',"sig":""}'.length + 86

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9A-Za-z_-]{1,43}$/.test(value)
}

function isBelow(value: unknown, most: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most
}

function isWords(words: string): boolean {
  const size = Array.from(words).length
  return size >= 1 && size <= MOST_WORDS && !CONTROL.test(words)
}

function coded(value: unknown, size: number): Bytes {
  if (typeof value !== 'string') throw malformed('poll')
  return b64uDecode(value, size, 'poll')
}

function text(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw malformed('poll')
  }
}
