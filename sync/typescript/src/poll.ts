/**
 * Polls: what a ballot is, who stands behind it without being known, how answers are counted, and what a recount finds.
 *
 * Tokens are signed blind (blind.ts). Spec: sync/spec/poll.md. Vectors: sync/vectors/poll.json.
 */

import { sha256 } from '#sha256'
import { hex, isTokenSigned, issuerModulus, MODULUS_BYTES, SPKI_BYTES } from './blind.ts'
import { CHINA_MS } from './clock.ts'
import { malformed, SyncError } from './errors.ts'
import { verifyBytes } from './keys.ts'
import { b64uDecode, b64uEncode, type Bytes } from './op.ts'
import { covers, parentCode } from './scope.ts'
import { parseCompact } from './strict.ts'
import { sized } from './sized.ts'
import { concat, leafHash, rootOf, sameBytes } from './tree.ts'

/** Of every ballot as it is sent. */
export const BALLOT_BYTES = 2560
/** Of fewer no sum is said. */
export const FEWEST_BALLOTS = 10
export const MOST_OPTIONS = 12
export const MOST_MARK = 5
/** So often one token answers anew. */
export const MOST_TIMES = 99
/** Characters that may be added to an answer. */
export const MOST_WORDS = 300
export const RAND_BYTES = 32
export const WORDS_SALT_BYTES = 16

export type PollSort = 'single' | 'multiple' | 'ranking' | 'scale' | 'words'
export const POLL_FAULTS = [
  'file',
  'root',
  'form',
  'double',
  'issuer',
  'changed',
  'dropped',
  'too_many',
  'issued',
  'sums',
] as const
export type PollFault = (typeof POLL_FAULTS)[number]

export type PollState = 'waiting' | 'open' | 'late' | 'closing' | 'counted' | 'void'

/** What of a poll says when it is what. */
export interface ToldTimes {
  readonly opens: string
  readonly closes: string
  readonly late_h?: number
  readonly voided?: string
  readonly ballots?: number
}

/** What of a poll its answers depend on. */
export interface ToldPoll {
  readonly id: string
  readonly answer: PollSort
  readonly options?: readonly string[]
  readonly most?: number
  readonly issuers: readonly string[]
  /** of two issuers: the office that is the second, the key that it said itself, and how many it signed in each village */
  readonly second?: string
  readonly issuer?: string
  readonly issued?: readonly { readonly village: string; readonly count: number }[]
}

/** What the clerk says of a box. */
export interface ToldBox {
  readonly villages: readonly string[]
  readonly asked: number
  readonly ballots: number
  readonly counts?: readonly number[]
  readonly blob: string
  readonly root: string
}

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

const HOUR_MS = 3_600_000
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

// --- when -----------------------------------------------------------------------------------------------------------

/**
 * The milliseconds from which and before which answers are taken: `opens` to the end of `closes` in China, and so many
 * hours for phones that come back late.
 */
export function pollWindow(poll: ToldTimes): readonly [from: number, until: number] {
  const [opens, closes] = [dayMs(poll.opens), dayMs(poll.closes)]
  return [opens, closes + 24 * HOUR_MS + (poll.late_h ?? 0) * HOUR_MS]
}

/** How far a poll is. `late` is open still, for phones that come back; `closing` waits for the clerk's count. */
export function pollState(poll: ToldTimes, nowMs: number): PollState {
  if (poll.voided !== undefined) return 'void'
  if (poll.ballots !== undefined) return 'counted'
  const [opens, until] = pollWindow(poll)
  if (nowMs < opens) return 'waiting'
  if (nowMs >= until) return 'closing'
  return nowMs >= until - (poll.late_h ?? 0) * HOUR_MS ? 'late' : 'open'
}

function dayMs(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - CHINA_MS
}

// --- who answers ----------------------------------------------------------------------------------------------------

/** The id of what one person or household says to one poll: so it is one. */
export function answerId(poll: string, who: string): string {
  return b64uEncode(sha256(encoder.encode('shaiba/poll/answer/v1\0'), sized(poll), sized(who)))
}

// --- ballots --------------------------------------------------------------------------------------------------------

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

// --- counting -------------------------------------------------------------------------------------------------------

/**
 * Throws `invalid` (`choice`) where it answers no such question. `single` is one option; `multiple` options in rising
 * order, at most `most`; `ranking` options, the best first, not necessarily all; `scale` a mark of 1 to 5 for each, 0
 * where nothing is said; `words` nothing.
 */
export function checkChoice(poll: Omit<ToldPoll, 'id' | 'issuers'>, choice: readonly number[]): void {
  const options = poll.options?.length ?? 0
  let good: boolean
  if (poll.answer === 'scale') {
    const areMarks = choice.every((mark) => mark >= 0 && mark <= MOST_MARK)
    good = choice.length === options && areMarks && choice.some((mark) => mark > 0)
  } else {
    good = new Set(choice).size === choice.length && choice.every((one) => one >= 0 && one < options)
    if (poll.answer === 'words') good = choice.length === 0
    else if (poll.answer === 'ranking') good &&= choice.length >= 1
    else {
      const most = poll.answer === 'multiple' ? (poll.most ?? 0) : 1
      const isRising = choice.every((one, i) => i === 0 || (choice[i - 1] ?? 0) < one)
      good &&= choice.length >= 1 && choice.length <= most && isRising
    }
  }
  if (!good) throw new SyncError('invalid', { field: 'choice', why: 'not_one_of' })
}

/**
 * The sums, such that those of boxes add up. For each option how many chose it; of a `ranking` its points: as many as
 * there are options for the first place, one less for each further place, none where it has none (Borda); of a `scale`
 * five numbers for each: how many gave 1, 2, … 5; of `words` nothing.
 */
export function countChoices(poll: Omit<ToldPoll, 'id' | 'issuers'>, choices: Iterable<readonly number[]>): number[] {
  const options = poll.options?.length ?? 0
  const size = poll.answer === 'words' ? 0 : options * (poll.answer === 'scale' ? MOST_MARK : 1)
  const counts = Array.from({ length: size }, () => 0)
  const add = (at: number, points: number): void => {
    counts[at] = (counts[at] ?? 0) + points
  }
  for (const choice of choices)
    for (const [place, one] of choice.entries()) {
      if (poll.answer === 'ranking') add(one, options - place)
      else if (poll.answer !== 'scale') add(one, 1)
      else if (one) add(place * MOST_MARK + one - 1, 1)
    }
  return counts
}

/**
 * Which box takes which villages' ballots: box (a region) to villages, both in rising order. A village of fewer than ten
 * goes to its town, a town's fewer than ten to its county, and so on up to `top`; where fewer than ten are left there,
 * the smallest box joins them: or else the sum of all would tell theirs.
 */
export function pollBoxes(ballots: Readonly<Record<string, number>>, top: string): Record<string, string[]> {
  const boxes = new Map<string, string[]>()
  for (const village of Object.keys(ballots).sort()) if (ballots[village]) boxes.set(village, [village])
  const size = (box: string) => (boxes.get(box) ?? []).reduce((sum, village) => sum + (ballots[village] ?? 0), 0)
  const move = (box: string, to: string): void => {
    const moved = [...(boxes.get(to) ?? []), ...(boxes.get(box) ?? [])].sort()
    boxes.delete(box)
    boxes.set(to, moved)
  }
  for (;;) {
    const few = [...boxes.keys()].filter((box) => box !== top && size(box) < FEWEST_BALLOTS)
    const lowest = few.sort((a, b) => depth(b) - depth(a))[0]
    if (lowest === undefined) break
    move(lowest, parentCode(lowest))
  }
  if (boxes.has(top) && size(top) < FEWEST_BALLOTS && boxes.size > 1) {
    const others = [...boxes.keys()].filter((box) => box !== top).sort()
    const smallest = others.reduce((least, box) => (size(box) < size(least) ? box : least))
    move(smallest, top)
  }
  return Object.fromEntries([...boxes].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function depth(code: string): number {
  return code ? 1 + depth(parentCode(code)) : 0
}

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

/**
 * What of a box is not as it must be; nothing: all is right. `asked`: how many the square's log has asked, where the box
 * is that village's; `own`: one's own ballot, where it is in this box.
 */
export async function recount(
  poll: ToldPoll,
  close: ToldBox,
  data: Bytes,
  asked: number | null = null,
  own: Bytes | null = null,
): Promise<PollFault[]> {
  const found = new Set<PollFault>()
  const told = () => POLL_FAULTS.filter((fault) => found.has(fault))
  if (hex(sha256(data)) !== close.blob) found.add('file')
  let lines: Bytes[]
  try {
    lines = readBallotsFile(data).lines
  } catch {
    found.add('form')
    return told()
  }
  if (b64uEncode(ballotsRoot(lines)) !== close.root) found.add('root')
  const [, second, ...more] = poll.issuers
  if (poll.second !== undefined && (second === undefined || second !== poll.issuer || more.length > 0))
    found.add('issuer')
  const ballots: Ballot[] = []
  for (const line of lines) {
    try {
      ballots.push(await counted(poll, line))
    } catch (error) {
      if (!(error instanceof SyncError)) throw error
      found.add(error.code === 'bad_token' ? 'issuer' : error.code === 'bad_signature' ? 'changed' : 'form')
    }
  }
  const tokens = ballots.map((ballot) => hex(ballot.token))
  if (new Set(tokens).size < tokens.length) found.add('double')
  else if (tokens.some((token, i) => i > 0 && token < (tokens[i - 1] ?? ''))) found.add('form')
  if (own && !lines.some((line) => sameBytes(line, own)))
    found.add(tokens.includes(hex(readBallot(own).token)) ? 'changed' : 'dropped')
  if (lines.length > close.asked || (asked !== null && close.asked > asked)) found.add('too_many')
  if (poll.issued) {
    const issued = poll.issued.reduce((sum, one) => sum + (close.villages.includes(one.village) ? one.count : 0), 0)
    if (issued < lines.length || issued > close.asked) found.add('issued')
  }
  const counts = countChoices(
    poll,
    ballots.map((ballot) => ballot.choice),
  )
  if (close.ballots !== lines.length || (close.counts && close.counts.join() !== counts.join())) found.add('sums')
  return told()
}

async function counted(poll: ToldPoll, line: Bytes): Promise<Ballot> {
  const ballot = readBallot(line)
  if (ballot.poll !== poll.id) throw malformed('poll')
  await checkBallot(
    ballot,
    poll.issuers.map((spki) => b64uDecode(spki, SPKI_BYTES)),
  )
  checkChoice(poll, ballot.choice)
  return ballot
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
