/**
 * Polls: when answers are taken, how they are counted, into which boxes, and what a recount finds.
 *
 * What a ballot is, says ballot.ts. Spec: sync/spec/poll.md. Vectors: sync/vectors/poll.json.
 */

import { sha256 } from '#sha256'
import { ballotsRoot, checkBallot, readBallot, readBallotsFile, type Ballot } from './ballot.ts'
import { hex, SPKI_BYTES } from './blind.ts'
import { CHINA_MS } from './clock.ts'
import { malformed, SyncError } from './errors.ts'
import { b64uDecode, b64uEncode, type Bytes } from './op.ts'
import { parentCode } from './scope.ts'
import { sized } from './sized.ts'
import { sameBytes } from './tree.ts'

/** Of fewer no sum is said. */
export const FEWEST_BALLOTS = 10
export const MOST_MARK = 5

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

const HOUR_MS = 3_600_000
const encoder = new TextEncoder()

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
