/**
 * Meetings: whether one was called in time, whether enough were there, what was decided and promised, and what lacks.
 *
 * Nothing of it is refused for being wrong: what is wrong is worked out from the record by everyone alike, and stays.
 * Spec: sync/spec/meeting.md. Vectors: sync/vectors/meeting.json.
 */
import { sha256 } from '#sha256'
import { b64uEncode, type Bytes } from './op.ts'
import { isEnough } from './procedure.ts'

export const MEETING_SORTS = [
  'open',
  'committees',
  'party',
  'representatives',
  'assembly',
  'joint',
  'supervision',
] as const
export type MeetingState = 'coming' | 'today' | 'held' | 'cancelled'
export const MEETING_FAULTS = ['notice', 'quorum', 'uncounted', 'unconfirmed', 'minutes'] as const
export type MeetingFault = (typeof MEETING_FAULTS)[number]
export const VOTE_FAULTS = ['quorum', 'sum', 'unconfirmed'] as const
export type VoteFault = (typeof VOTE_FAULTS)[number]

/** Within so many days after a meeting its minutes are confirmed. */
export const MINUTES_DAYS = 7
/** So many others confirm minutes; of a count or a vote, one. */
export const MINUTES_HANDS = 2

/**
 * Days of notice; the share of those called that is present; that of those present (or called: `of`) that agrees. What is
 * null is not asked.
 */
export interface MeetingRule {
  readonly notice: number
  readonly present: string | null
  readonly agree: string | null
  readonly of: 'present' | 'called'
}

const rule = (
  notice: number,
  present: string | null = null,
  agree: string | null = null,
  of: MeetingRule['of'] = 'present',
): MeetingRule => ({ notice, present, agree, of })

/** By the number of the rule and the sort of meeting. A number once used never changes. */
export const MEETING_RULES: ReadonlyMap<number, ReadonlyMap<string, MeetingRule>> = new Map([
  [
    1,
    new Map([
      ['open', rule(3)],
      ['committees', rule(1, '>1/2', '>1/2')],
      ['party', rule(3, '>=2/3', '>1/2', 'called')],
      ['representatives', rule(3, '>=2/3', '>1/2')],
      ['assembly', rule(10, '>1/2', '>1/2')],
      ['joint', rule(3, '>1/2', '>1/2')],
      ['supervision', rule(5)],
    ]),
  ],
])

/** When and where, as it was said on the day `told`. */
export interface ToldWhen {
  readonly day: string
  readonly hour: string
  readonly place: string
  readonly told: string
}

/** What of a meeting is worked out from. */
export interface ToldMeeting extends ToldWhen {
  readonly sort: string
  readonly rule: number
  readonly agenda: readonly { readonly key: string }[]
  readonly called?: number
  readonly cancelled?: string
  readonly moves?: readonly ToldWhen[]
  readonly counts?: readonly { readonly key: string; readonly by: string; readonly present: number }[]
  readonly minutes?: readonly { readonly key: string; readonly by: string; readonly item: string }[]
  readonly votes?: readonly ToldVote[]
  readonly confirms?: readonly { readonly of: string; readonly by: string }[]
  readonly promises?: readonly { readonly key: string; readonly due: string }[]
  readonly follows?: readonly ToldFollow[]
}

interface ToldVote {
  readonly key: string
  readonly by: string
  readonly agree: number
  readonly against: number
  readonly abstain: number
}

interface ToldFollow {
  readonly of: string
  readonly state: string
  readonly day: string
}

/** What stands of an agenda item: the place in the list of its newest version (null: there is none), and how many others
 * confirmed that. */
export interface MinutesLife {
  readonly item: string
  readonly place: number | null
  readonly hands: number
}

/** How a vote went, and what is wrong with it. */
export interface VoteLife {
  readonly key: string
  readonly outcome: 'carried' | 'lost'
  readonly faults: readonly VoteFault[]
}

/** Whether a promise was kept; `done` is the day on which it was. */
export interface PromiseLife {
  readonly key: string
  readonly state: 'open' | 'overdue' | 'done' | 'late'
  readonly done: string | null
}

/** How a meeting stands. `present` is what was counted, `needed` whether the rule asks for a number. */
export interface MeetingLife {
  readonly state: MeetingState
  readonly day: string
  readonly hour: string
  readonly place: string
  readonly present: number | null
  readonly needed: boolean
  readonly faults: readonly MeetingFault[]
  readonly minutes: readonly MinutesLife[]
  readonly votes: readonly VoteLife[]
  readonly promises: readonly PromiseLife[]
}

/** The id under which somebody comes to a meeting: so he comes once. */
export function attendId(meeting: string, who: string): string {
  return b64uEncode(sha256(encoder.encode('shaiba/meeting/attend/v1\0'), sized(meeting), sized(who)))
}

/** What is signed with the key that hangs at the door. */
export function doorMessage(meeting: string, who: string): Bytes {
  const parts = [encoder.encode('shaiba/meeting/door/v1\0'), sized(meeting), sized(who)]
  return new Uint8Array(parts.flatMap((part) => [...part]))
}

/** What holds of a sort of meeting; where this program does not know the rule, nothing is asked. */
export function meetingRule(number: number, sort: string): MeetingRule {
  return MEETING_RULES.get(number)?.get(sort) ?? rule(0)
}

/** How a meeting stands on that day, from its record alone. */
export function meetingLife(said: ToldMeeting, today: string): MeetingLife {
  const asked = meetingRule(said.rule, said.sort)
  const { day, hour, place } = said.moves?.at(-1) ?? said
  const state = day < today ? 'held' : day === today ? 'today' : 'coming'
  const hands = handsOf(said)
  const count = countOf(said, hands)
  const present = count?.present ?? null
  const isShort = asked.present !== null && !isEnough(asked.present, present, said.called)
  const minutes = minutesOf(said, hands)
  const faults: Readonly<Record<MeetingFault, boolean>> = {
    notice: daysOf(toldOf(said, day), day) < asked.notice,
    quorum: count !== undefined && isShort,
    uncounted: count === undefined && state === 'held' && asked.present !== null,
    unconfirmed: count !== undefined && !hands.has(count.key),
    minutes: daysOf(day, today) > MINUTES_DAYS && minutes.some((one) => one.hands < MINUTES_HANDS),
  }
  const isCancelled = said.cancelled !== undefined
  return {
    state: isCancelled ? 'cancelled' : state,
    day,
    hour,
    place,
    present,
    needed: asked.present !== null,
    faults: isCancelled ? [] : MEETING_FAULTS.filter((name) => faults[name]),
    minutes,
    votes: (said.votes ?? []).map((one) => voteOf(one, asked, said.called, present, hands, isShort)),
    promises: (said.promises ?? []).map((one) => promiseOf(one, said.follows ?? [], today)),
  }
}

/**
 * The day on which it was first said that it would be on that day: one who called it off and on again has not told earlier
 * by that; a new hour on the day that was told is told in time.
 */
function toldOf(said: ToldMeeting, day: string): string {
  let told = ''
  for (const one of [said, ...(said.moves ?? [])]) {
    if (one.day !== day) told = ''
    else if (told === '') told = one.told
  }
  return told
}

/** How many confirmed each key, its writer not among them. */
function handsOf(said: ToldMeeting): ReadonlyMap<string, number> {
  const written = [...(said.counts ?? []), ...(said.minutes ?? []), ...(said.votes ?? [])]
  const wrote = new Map(written.map(({ key, by }) => [key, by]))
  const found = new Map<string, Set<string>>()
  for (const { of, by } of said.confirms ?? []) {
    if ((wrote.get(of) ?? by) !== by) found.set(of, (found.get(of) ?? new Set()).add(by))
  }
  return new Map([...found].map(([key, people]) => [key, people.size]))
}

function countOf(said: ToldMeeting, hands: ReadonlyMap<string, number>) {
  return said.counts?.findLast(({ key }) => hands.has(key)) ?? said.counts?.at(-1)
}

function minutesOf(said: ToldMeeting, hands: ReadonlyMap<string, number>): readonly MinutesLife[] {
  const written = said.minutes ?? []
  return said.agenda.map(({ key }) => {
    const place = written.findLastIndex(({ item }) => item === key) // the newest of each item
    const stands = written[place]
    return { item: key, place: stands ? place : null, hands: stands ? (hands.get(stands.key) ?? 0) : 0 }
  })
}

function voteOf(
  one: ToldVote,
  asked: MeetingRule,
  called: number | undefined,
  present: number | null,
  hands: ReadonlyMap<string, number>,
  isShort: boolean,
): VoteLife {
  const voted = one.agree + one.against + one.abstain
  const whole = asked.of === 'called' ? (called ?? null) : present
  const share = whole === null ? null : asked.agree
  const isCarried = isEnough(share ?? '>1/2', one.agree, share === null ? voted : whole)
  const faults: Readonly<Record<VoteFault, boolean>> = {
    quorum: isShort,
    sum: present !== null && voted > present,
    unconfirmed: !hands.has(one.key),
  }
  return { key: one.key, outcome: isCarried ? 'carried' : 'lost', faults: VOTE_FAULTS.filter((name) => faults[name]) }
}

function promiseOf(
  one: { readonly key: string; readonly due: string },
  follows: readonly ToldFollow[],
  today: string,
): PromiseLife {
  const done = follows.find(({ of, state }) => of === one.key && state === 'done')?.day ?? null
  if (done !== null) return { key: one.key, state: done > one.due ? 'late' : 'done', done }
  return { key: one.key, state: today > one.due ? 'overdue' : 'open', done }
}

function daysOf(since: string, until: string): number {
  return (Date.parse(until) - Date.parse(since)) / 86_400_000
}

const encoder = new TextEncoder()

function sized(text: string): Bytes {
  const data = encoder.encode(text)
  const all = new Uint8Array(4 + data.length)
  new DataView(all.buffer).setUint32(0, data.length)
  all.set(data, 4)
  return all
}
