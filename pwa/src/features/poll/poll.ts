/** Polls as screens read them, and what people say of them: the only door of this feature to the replica. */
import {
  answerId,
  b64uDecode,
  b64uEncode,
  ballotDigest,
  ballotHead,
  blindToken,
  drawInverse,
  type Bytes,
  castBallot,
  concat,
  countChoices,
  covers,
  finishBallot,
  issuerModulus,
  MODULUS_BYTES,
  MOST_MARK,
  parentCode,
  pollState,
  type PollFault,
  type PollState,
  readBallotsFile,
  recount,
  SPKI_BYTES,
  type ToldPoll,
  unblindToken,
  wordsCommitment,
} from '@shaiba/sync'
import { getPublicKeyAsync, signAsync } from '@noble/ed25519'
import type { Answered, Box, Poll, Suggestion, Ticket, Vote } from '../../generated/kinds.ts'
import { changeBallot, keepBallot, type OwnBallot, readBallot } from '../../device/ballots.ts'
import type { Mark, Replica } from '../../replica/types.ts'
import { t } from './text.ts'

export const ASKERS = ['committee', 'cadre', 'department', 'inspector', 'admin', 'discipline'] as const

/** A poll, where it stands, and how it stands now. */
export interface Polled {
  readonly poll: Poll
  readonly scope: string
  readonly state: PollState
  readonly mark: Mark
}

/** The logs in which polls for a village stand: its own, and those of the regions above it. */
export function scopesOf(village: string): readonly string[] {
  const above: string[] = []
  for (let code = parentCode(village); code; code = parentCode(code)) above.push(`region/${code}`)
  return [`village/${village}`, ...above]
}

export function polls(replica: Replica, village: string, now = replica.now()): readonly Polled[] {
  const rank = (state: PollState): number => ({ open: 0, late: 1, waiting: 2, closing: 3, counted: 4, void: 5 })[state]
  return scopesOf(village)
    .flatMap((name) => {
      const scope = replica.scope(name)
      const all = scope.records('poll') as unknown as readonly Poll[]
      return all
        .filter((one) => (one.opens as unknown) !== undefined)
        .map((poll): Polled => ({ poll, scope: name, state: pollState(poll, now), mark: scope.mark('poll', poll.id) }))
    })
    .sort((a, b) => rank(a.state) - rank(b.state) || (a.poll.closes < b.poll.closes ? 1 : -1))
}

/** How a poll stands, in words; of a vote on paper nobody waits for a count here. */
export function stateText({ poll, state }: Polled): string {
  return poll.secrecy === undefined && state === 'closing' ? t().held : (t().states[state] ?? '')
}

/** Whose answer this phone's person gives to a poll: his own, or his household's; null where no roll has him. */
export function whoOf(replica: Replica, village: string, poll: Poll): string | null {
  const account = replica.account.current
  if (!account?.scopes.includes(`square/${village}`)) return null
  const me = replica.scope(`square/${village}`).record('member', account.person)
  if (me === undefined) return null
  return poll.unit === 'person' ? account.person : ((me['household'] as string | undefined) ?? null)
}

/** Ask for a ballot: its key is made here and never leaves the phone. */
export async function askToken(replica: Replica, village: string, poll: Poll, who: string): Promise<OwnBallot> {
  const account = replica.account.current
  const issuers = poll.issuers ?? []
  if (account === null || issuers.length === 0) throw new Error('no_key')
  const random = (size: number): Bytes => crypto.getRandomValues(new Uint8Array(size))
  const [seed, rand] = [random(32), random(32)]
  const keys = issuers.map((spki) => {
    const modulus = modulusOf(spki)
    return { modulus, inverse: drawInverse(modulus, random) } // each its own: one for two would link
  })
  const prepared = concat(rand, await getPublicKeyAsync(seed))
  const blinded = await Promise.all(
    keys.map(({ modulus, inverse }) => blindToken(modulus, prepared, random(48), inverse)),
  )
  const own: OwnBallot = {
    poll: poll.id,
    village,
    who,
    seed,
    rand,
    inverse: concat(...keys.map(({ inverse }) => inverse)),
    tsig: null,
    choice: null,
    words: '',
    n: 0,
    line: null,
    cast: null,
    sent: 0,
    due: null,
    refused: null,
  }
  await keepBallot(own) // before it is asked for: a ticket whose key is lost is lost
  const set = { poll: poll.id, who, by: account.person, blinded: blinded.map(b64uEncode) }
  await replica.write(`square/${village}`, [{ do: 'token.ask', id: answerId(poll.id, who), set }])
  return own
}

/** Whether somebody of the household asked already, on whatever phone. */
export function isAsked(replica: Replica, village: string, poll: Poll, who: string): boolean {
  return replica.scope(`square/${village}`).record('token', answerId(poll.id, who)) !== undefined
}

/** The ballot as this phone has it, with the ticket taken in where it came. */
export async function ownBallot(replica: Replica, village: string, poll: Poll): Promise<OwnBallot | null> {
  const issuers = poll.issuers ?? []
  const found = await changeBallot(village, poll.id, async (own) => {
    const signed = ticketOf(replica, village, poll, own.who)
    if (own.tsig !== null || signed?.length !== issuers.length || own.inverse.length !== issuers.length * MODULUS_BYTES)
      return own
    const prepared = concat(own.rand, await getPublicKeyAsync(own.seed))
    const tsig = await Promise.all(
      partsOf(own.inverse).map((inverse, i) =>
        unblindToken(modulusOf(issuers[i] ?? ''), prepared, signed[i] ?? prepared, inverse),
      ),
    )
    return written({ ...own, tsig: concat(...tsig) })
  })
  return found ?? null
}

/** The ticket where it came into the household's scope: what each issuer signed. */
export function ticketOf(replica: Replica, village: string, poll: Poll, who: string): readonly Bytes[] | null {
  const household = householdOf(replica, village)
  if (household === null) return null
  const home = replica.scope(`home/${village}-${household}`)
  const found = home.record('ticket', answerId(poll.id, who)) as unknown as Ticket | undefined
  return found?.signed.map((one) => b64uDecode(one, MODULUS_BYTES)) ?? null
}

function householdOf(replica: Replica, village: string): string | null {
  const person = replica.account.current?.person ?? ''
  const me = replica.scope(`square/${village}`).record('member', person)
  return (me?.['household'] as string | undefined) ?? null
}

/** Answer, or answer anew: it waits on the phone, with no network too. */
export async function choose({ village, poll }: OwnBallot, choice: readonly number[], words: string): Promise<void> {
  await changeBallot(village, poll, (own) => written({ ...own, choice, words, n: own.n + 1, due: null, refused: null }))
}

/** The ballot written, where there is a ticket and an answer. */
async function written(own: OwnBallot): Promise<OwnBallot> {
  if (own.tsig === null || own.choice === null) return own
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const commitment = own.words === '' ? '' : wordsCommitment(salt, own.words)
  const token = await getPublicKeyAsync(own.seed)
  const head = ballotHead(own.poll, token, own.rand, partsOf(own.tsig), own.n, own.choice, commitment)
  const line = finishBallot(head, await signAsync(ballotDigest(head), own.seed))
  return { ...own, line, cast: castBallot(line, own.village, salt, own.words) }
}

/** Where answers to a poll that is not secret are given: before the village, or, where the office that asks alone reads
 * who said what, at home. */
export function voteScope(replica: Replica, village: string, poll: Poll): string {
  return poll.secrecy === 'named' ? `home/${village}-${householdOf(replica, village) ?? ''}` : `square/${village}`
}

/** What this person or household said to it. */
export function ownVote(replica: Replica, village: string, poll: Poll, who: string): Vote | undefined {
  const scope = replica.scope(voteScope(replica, village, poll))
  return scope.record('vote', answerId(poll.id, who)) as unknown as Vote | undefined
}

export async function giveVote(
  replica: Replica,
  village: string,
  poll: Poll,
  who: string,
  choice: readonly number[],
  words: string,
): Promise<void> {
  const by = replica.account.current?.person ?? ''
  const said = { by, choice, ...(words === '' ? {} : { words }) }
  await replica.write(voteScope(replica, village, poll), [
    { do: 'vote.give', id: answerId(poll.id, who), set: { poll: poll.id, who, said } },
  ])
}

/** A box, and where it stands. */
export interface Boxed {
  readonly box: Box
  readonly at: string
}

/** The box in which a village's answers are counted, and where it stands. */
export function boxOf(replica: Replica, village: string, poll: Poll): Boxed | null {
  for (const at of scopesOf(village)) {
    const box = replica.scope(at).record('box', poll.id) as unknown as Box | undefined
    if (box?.villages.includes(village)) return { box, at }
  }
  return null
}

/** What this phone finds when it counts its box again; and the words in it. */
export interface Recounted {
  readonly faults: readonly (PollFault | 'no_file')[]
  readonly words: readonly string[]
  /** whether one's own is in it */
  readonly isIn: boolean
}

/**
 * How many have asked for a ballot, where that can be held against a box: it is this village's alone, and this phone's copy
 * of the square is from after its close. Else null: a phone that is behind, or a guest's, accuses nobody.
 */
export function askedOf(replica: Replica, village: string, poll: Poll, { box, at }: Boxed): number | null {
  const isAlone = box.villages.length === 1 && box.villages[0] === village
  if (!isAlone || replica.account.current?.scopes.includes(`square/${village}`) !== true) return null
  const square = replica.scope(`square/${village}`)
  const closed = replica.scope(at).record('box', poll.id)?.at ?? Infinity
  if ((square.status.asOf ?? 0) < closed) return null
  return square.records('token').filter((one) => one['poll'] === poll.id).length
}

/** `asked`: as `askedOf` says. */
export async function recountBox(
  replica: Replica,
  village: string,
  poll: Poll,
  box: Box,
  asked: number | null,
): Promise<Recounted> {
  const file = box.blob === undefined ? null : await replica.blob(box.blob)
  if (file === null || box.blob === undefined || box.root === undefined)
    return { faults: ['no_file'], words: [], isIn: false }
  const data = new Uint8Array(await file.arrayBuffer())
  const own = (await readBallot(village, poll.id)) ?? null
  const mine = own !== null && own.sent > 0 && own.sent === own.n ? own.line : null
  const told = poll as unknown as ToldPoll
  const faults = await recount(told, { ...box, blob: box.blob, root: box.root }, data, asked, mine)
  const words = faults.includes('form') ? [] : readBallotsFile(data).words
  return { faults, words, isIn: mine !== null && !faults.includes('dropped') && !faults.includes('changed') }
}

/** What became of what people added. */
export function suggestions(replica: Replica, scope: string, poll: Poll): readonly Suggestion[] {
  const all = replica.scope(scope).records('suggestion') as unknown as readonly Suggestion[]
  return all.filter((one) => one.poll === poll.id)
}

/** The logs in which this person may ask, of those that a village reads. */
export function asksIn(replica: Replica, village: string): readonly string[] {
  return scopesOf(village).filter((scope) => mayAsk(replica, scope))
}

/** Ask everybody. */
export async function openPoll(replica: Replica, scope: string, id: string, set: object): Promise<void> {
  const by = replica.account.current?.person ?? ''
  await replica.write(scope, [{ do: 'poll.open', id, set: { ...set, by } }])
}

export async function voidPoll(replica: Replica, scope: string, id: string, why: string): Promise<void> {
  await replica.write(scope, [{ do: 'poll.void', id, set: { voided: why } }])
}

/** Answer what was suggested in these words, all alike. */
export async function answerSuggestion(
  replica: Replica,
  scope: string,
  id: string,
  poll: string,
  said: { readonly of: readonly string[]; readonly outcome: string; readonly text: string; readonly to: string },
): Promise<void> {
  const { to, ...rest } = said
  const by = replica.account.current?.person ?? ''
  await replica.write(scope, [
    { do: 'suggestion.answer', id, set: { poll, ...rest, by, ...(to === '' ? {} : { to }) } },
  ])
}

/** The hash by which words are answered. */
export async function hashOf(words: string): Promise<string> {
  return b64uEncode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(words))))
}

/** Whether this answers the question, as far as a person sees it. */
export function isComplete(poll: Poll, choice: readonly number[], words: string): boolean {
  if (poll.answer === 'words') return words.trim() !== ''
  return choice.some((one) => poll.answer !== 'scale' || one > 0)
}

/** One option's sum, in words, and how long its bar is. */
export interface ResultRow {
  readonly option: string
  readonly count: number
  readonly share: number
  readonly words: string
}

export function resultRows(poll: Poll): readonly ResultRow[] {
  const counts = poll.counts
  if (counts === undefined) return []
  return (poll.options ?? []).map((option, i): ResultRow => {
    if (poll.answer !== 'scale') {
      const count = counts[i] ?? 0
      return { option, count, share: count, words: poll.answer === 'ranking' ? t().points(count) : t().votes(count) }
    }
    const marks = counts.slice(i * MOST_MARK, (i + 1) * MOST_MARK)
    const count = marks.reduce((sum, one) => sum + one, 0)
    const average = marks.reduce((sum, one, at) => sum + one * (at + 1), 0) / Math.max(1, count)
    return { option, count, share: average, words: t().average(average.toFixed(1), count) }
  })
}

/** The answers to a named poll, where this phone's person sits in the office that asked; else null. */
export function answered(replica: Replica, at: string, poll: Poll): readonly Answered[] | null {
  if (poll.office === undefined) return null
  const office = `office/${at.slice(at.indexOf('/') + 1)}/${poll.office}`
  if (replica.account.current?.scopes.includes(office) !== true) return null
  const all = replica.scope(office).records('answered') as unknown as readonly Answered[]
  return all
    .filter((one) => one.poll === poll.id)
    .sort((a, b) => `${a.village}${a.who}`.localeCompare(`${b.village}${b.who}`))
}

/** Whether these answers are as many, and add up to what was told. */
export function addsUp(poll: Poll, all: readonly Answered[]): boolean {
  if (all.length !== poll.ballots) return false
  const sums = countChoices(
    poll as unknown as ToldPoll,
    all.map((one) => one.said.choice),
  )
  return poll.counts === undefined || sums.join() === poll.counts.join()
}

/** Whose answer it is: the name where this phone has the village's roll, the household's number else. */
export function whoWords(replica: Replica, { village, who, said }: Answered): string {
  const name = replica.scope(`square/${village}`).record('member', said.by)?.['name']
  const whose = who === said.by ? '' : who
  return [typeof name === 'string' ? name : whose === '' ? said.by : '', whose].filter((one) => one !== '').join(' · ')
}

/** What was chosen, in words. */
export function choiceWords(poll: Poll, choice: readonly number[]): string {
  const options = poll.options ?? []
  if (poll.answer === 'scale') return options.map((option, i) => `${option} ${String(choice[i] ?? 0)}`).join('，')
  return choice.map((one) => options[one] ?? '').join(poll.answer === 'ranking' ? ' > ' : '，')
}

/** The offices of this person that may ask by name in that log. */
export function officesFor(replica: Replica, scope: string): readonly string[] {
  const code = scope.slice(scope.indexOf('/') + 1)
  const grants = replica.account.current?.grants ?? []
  return [...new Set(grants.flatMap(({ region, office }) => (office && covers(region, code) ? [office] : [])))]
}

/** Whether this person may ask, and answer suggestions, in that log. */
export function mayAsk(replica: Replica, scope: string): boolean {
  const code = scope.slice(scope.indexOf('/') + 1)
  const grants = replica.account.current?.grants ?? []
  return grants.some(({ role, region }) => (ASKERS as readonly string[]).includes(role) && covers(region, code))
}

function modulusOf(spki: string): Bytes {
  return issuerModulus(b64uDecode(spki, SPKI_BYTES))
}

/** What belongs to each issuer, of what is kept in one piece; they share its bytes. */
function partsOf(bytes: Bytes): Bytes[] {
  const count = bytes.length / MODULUS_BYTES
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * MODULUS_BYTES, (i + 1) * MODULUS_BYTES))
}
