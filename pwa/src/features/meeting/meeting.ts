/** Meetings as screens read them, and what people say of them: the only door of this feature to the replica. */
import {
  attendId,
  b64uDecode,
  b64uEncode,
  covers,
  doorMessage,
  type MeetingLife,
  meetingLife,
  type PromiseLife,
  type VoteLife,
} from '@shaiba/sync'
import { getPublicKeyAsync, signAsync } from '@noble/ed25519'
import { keepDraft, readDraft } from '../../device/drafts.ts'
import { freshId } from '../../device/fresh.ts'
import type { TakenPhoto } from '../../device/photo.ts'
import type {
  Ask,
  AskSort,
  Attend,
  Meeting,
  MeetingMinute,
  MeetingPromise,
  MeetingVote,
  Project,
  Stream,
  Suggestion,
} from '../../generated/kinds.ts'
import type { Attachment, Mark, RecordView, Replica } from '../../replica/types.ts'

export const CALLERS = ['committee', 'branch', 'supervisor', 'station', 'cadre'] as const
/** Who answers what was asked, as of suggestions to polls. */
export const ANSWERERS = ['committee', 'cadre', 'department', 'inspector', 'admin', 'discipline'] as const
export const MOST_ASK = 500
export const MOST_MINUTE = 8000
const SEED_BYTES = 32
/** So many days after a meeting one may still ask about it. */
const ASK_DAYS = 30

/** A meeting, and how it stands today. */
export interface Met {
  readonly meeting: Meeting
  readonly life: MeetingLife
  readonly mark: Mark
}

/** Every meeting of a village: what is to come first, the nearest on top; then what was, the newest on top. */
export function meetings(replica: Replica, village: string): readonly Met[] {
  const scope = replica.scope(`village/${village}`)
  const all = scope.records('meeting').flatMap((one) => met(replica, village, one) ?? [])
  const isAhead = ({ life }: Met): boolean => life.day >= replica.today()
  return all.sort((a, b) =>
    isAhead(a) !== isAhead(b)
      ? Number(isAhead(b)) - Number(isAhead(a))
      : (a.life.day < b.life.day ? -1 : 1) * (isAhead(a) ? 1 : -1),
  )
}

/** One of them; null where this phone has not (yet) got it. */
export function meetingOf(replica: Replica, village: string, id: string): Met | null {
  const record = replica.scope(`village/${village}`).record('meeting', id)
  return record === undefined ? null : met(replica, village, record)
}

function met(replica: Replica, village: string, record: RecordView): Met | null {
  const meeting = record as unknown as Meeting
  if ((meeting.agenda as unknown) === undefined) return null // its beginning was erased
  const life = meetingLife(meeting, replica.today())
  return { meeting, life, mark: replica.scope(`village/${village}`).mark('meeting', record.id) }
}

/** What of an item was said, voted and promised. */
export interface Item {
  readonly key: string
  readonly title: string
  readonly minute: MeetingMinute | null
  /** how many others confirmed it */
  readonly hands: number
  readonly versions: readonly MeetingMinute[]
  readonly votes: readonly Voted[]
}
export interface Voted {
  readonly vote: MeetingVote
  readonly life: VoteLife
}
export interface Promised {
  readonly promise: MeetingPromise
  readonly life: PromiseLife
}

export function itemsOf({ meeting, life }: Met): readonly Item[] {
  const votes = (meeting.votes ?? []).map((vote, i): Voted => ({ vote, life: life.votes[i] as VoteLife }))
  return meeting.agenda.map(({ key, title }, i): Item => {
    const written = life.minutes[i]
    const place = written?.place ?? null
    return {
      key,
      title,
      minute: place === null ? null : (meeting.minutes?.[place] ?? null),
      hands: written?.hands ?? 0,
      versions: (meeting.minutes ?? []).filter(({ item }) => item === key),
      votes: votes.filter(({ vote }) => vote.item === key),
    }
  })
}

export function promisesOf({ meeting, life }: Met): readonly Promised[] {
  return (meeting.promises ?? []).map((promise, i) => ({ promise, life: life.promises[i] as PromiseLife }))
}

/** What somebody brought to a meeting, and what came of it. */
export interface Asked {
  readonly ask: Ask
  readonly name: string
  readonly isMine: boolean
  readonly voices: number
  readonly isSeconded: boolean
  /** the last mark, if any */
  readonly marked: string
  readonly answers: readonly Suggestion[]
  readonly project: Project | null
  readonly mark: Mark
}

/** All that was brought to it, what most want to know first; who wants to speak stands in the order of asking. */
export function asksOf(replica: Replica, village: string, id: string): readonly Asked[] {
  if (!readsSquare(replica, village)) return []
  const square = replica.scope(`square/${village}`)
  const me = replica.account.current?.person ?? ''
  const answers = answersOf(replica, village, id)
  const projects = projectsOf(replica, village, id)
  return (square.records('ask') as unknown as readonly (Ask & RecordView)[])
    .filter((ask) => ask.meeting === id)
    .map((ask): Asked => {
      const seconders = ask.seconders ?? []
      return {
        ask,
        name: (square.record('member', ask.person)?.['name'] as string | undefined) ?? '',
        isMine: ask.person === me,
        voices: seconders.length,
        isSeconded: seconders.includes(me),
        marked: ask.marks?.at(-1)?.mark ?? '',
        answers: answers.filter(({ of }) => of.includes(ask.id)),
        project: projects.find(({ proposal }) => proposal === ask.id) ?? null,
        mark: square.mark('ask', ask.id),
      }
    })
    .sort((a, b) => b.voices - a.voices)
}

/** Every answer that was given to what was brought to it. */
export function answersOf(replica: Replica, village: string, id: string): readonly Suggestion[] {
  const all = replica.scope(`village/${village}`).records('suggestion') as unknown as readonly Suggestion[]
  return all.filter(({ meeting }) => meeting === id)
}

/** The projects that came of it. */
export function projectsOf(replica: Replica, village: string, id: string): readonly Project[] {
  const all = replica.scope(`village/${village}`).records('project') as unknown as readonly Project[]
  return all.filter(({ meeting }) => meeting === id)
}

/** The streams of it that there are: records of live media (sync/spec/live.md). */
export function streamsOf(replica: Replica, village: string, id: string): readonly RecordView[] {
  const isAbout = (one: RecordView): boolean => {
    const about = one['about'] as { readonly kind?: string; readonly id?: string } | undefined
    return about?.kind === 'meeting' && about.id === id
  }
  return replica.scope(`village/${village}`).records('stream').filter(isAbout)
}

/** A place in a recording at which an item begins. */
export interface Place {
  readonly stream: string
  /** ms from its beginning */
  readonly at: number
}

/** Where an item is in the recordings of the meeting, as often as it was come to. */
export function placesOf(replica: Replica, village: string, meeting: Meeting, item: string): readonly Place[] {
  const streams = streamsOf(replica, village, meeting.id) as unknown as readonly Stream[]
  return (meeting.turns ?? [])
    .filter((turn) => turn.item === item)
    .flatMap(({ at }) => {
      const found = streams.find(({ opened, ended }) => opened <= at && at <= (ended ?? Infinity))
      return found === undefined ? [] : [{ stream: found.id, at: at - found.opened }]
    })
}

/** Say that an item of the agenda begins now. */
export async function turnTo(replica: Replica, village: string, id: string, item: string): Promise<void> {
  const turns = { item, at: replica.now(), ...word(replica) }
  await replica.write(`village/${village}`, [{ do: 'meeting.turn', id, append: { turns } }])
}

/** Whether one may still ask about it, or say that he comes. */
export function isAskable(replica: Replica, { life }: Met): boolean {
  return life.state !== 'cancelled' && replica.dayIn(-ASK_DAYS) <= life.day
}

export function readsSquare(replica: Replica, village: string): boolean {
  return replica.account.current?.scopes.includes(`square/${village}`) === true
}

/** Whether the roll has this phone's person. */
export function isOnRoll(replica: Replica, village: string): boolean {
  const account = replica.account.current
  if (account === null || !readsSquare(replica, village)) return false
  return replica.scope(`square/${village}`).record('member', account.person)?.['name'] !== undefined
}

export function may(replica: Replica, village: string, roles: readonly string[]): boolean {
  const grants = replica.account.current?.grants ?? []
  return grants.some(({ role, region }) => roles.includes(role) && covers(region, village))
}

// --- who comes

export function attendsOf(replica: Replica, village: string, id: string): readonly Attend[] {
  if (!readsSquare(replica, village)) return []
  const all = replica.scope(`square/${village}`).records('attend') as unknown as readonly Attend[]
  return all.filter(({ meeting }) => meeting === id)
}

/** Who of this household is on the roll besides this phone's person. */
export function housemates(
  replica: Replica,
  village: string,
): readonly { readonly id: string; readonly name: string }[] {
  const me = replica.account.current?.person ?? ''
  const members = replica.scope(`square/${village}`).records('member')
  const household = members.find(({ id }) => id === me)?.['household']
  if (household === undefined) return []
  const isOfIt = (one: RecordView): boolean => one['household'] === household && one.id !== me && !('left' in one)
  return members.filter(isOfIt).map((one) => ({ id: one.id, name: (one['name'] as string | undefined) ?? one.id }))
}

/** Come: at the door with the seed of its code, from afar, or for somebody of the household. */
export async function come(
  replica: Replica,
  village: string,
  meeting: string,
  { way, who, seed }: { readonly way: 'door' | 'remote' | 'proxy'; readonly who?: string; readonly seed?: Uint8Array },
): Promise<void> {
  const { by } = author(replica)
  const of = who ?? by
  const door = seed === undefined ? {} : { door: b64uEncode(await signAsync(doorMessage(meeting, of), seed)) }
  const set = { meeting, who: of, way, by, day: replica.today(), ...door }
  await replica.write(`square/${village}`, [{ do: 'attend.say', id: attendId(meeting, of), set }])
}

/** The seed behind the code at the door, as an address carries it after `#`; null where there is none. */
export function seedIn(hash: string): Uint8Array | null {
  const found = new URLSearchParams(hash.slice(1)).get('door')
  try {
    return found === null ? null : b64uDecode(found, SEED_BYTES)
  } catch {
    return null
  }
}

/** The seed that this phone keeps for the door of a meeting, made and hung up where it has none. */
export async function openDoor(replica: Replica, village: string, meeting: string): Promise<string> {
  const name = `meeting-door-${meeting}`
  const kept = await readDraft<string>(name)
  if (kept !== undefined) return kept
  const seed = crypto.getRandomValues(new Uint8Array(SEED_BYTES))
  const key = b64uEncode(await getPublicKeyAsync(seed))
  const text = b64uEncode(seed)
  await keepDraft(name, text) // before it is said: a door whose seed is lost opens to nobody
  const { by } = author(replica)
  await replica.write(`village/${village}`, [{ do: 'meeting.door', id: meeting, append: { doors: { key, by } } }])
  return text
}

// --- what is asked

export async function ask(
  replica: Replica,
  village: string,
  meeting: string,
  said: { readonly sort: AskSort; readonly text: string; readonly item: string },
): Promise<void> {
  const { item, ...rest } = said
  const set = { meeting, ...rest, person: author(replica).by, ...(item === '' ? {} : { item }) }
  await replica.write(`square/${village}`, [{ do: 'ask.say', id: freshId(), set }])
}

export async function second(replica: Replica, village: string, id: string): Promise<void> {
  const add = { seconders: [author(replica).by] }
  await replica.write(`square/${village}`, [{ do: 'ask.second', id, add }])
}

export async function markAsk(replica: Replica, village: string, id: string, mark: string): Promise<void> {
  const append = { marks: { mark, ...word(replica) } }
  await replica.write(`square/${village}`, [{ do: 'ask.mark', id, append }])
}

export async function answer(
  replica: Replica,
  village: string,
  meeting: string,
  said: { readonly of: string; readonly outcome: string; readonly text: string; readonly to: string },
): Promise<void> {
  const { of, to, ...rest } = said
  const set = { meeting, of: [of], ...rest, by: author(replica).by, ...(to === '' ? {} : { to }) }
  await replica.write(`village/${village}`, [{ do: 'suggestion.answer', id: freshId(), set }])
}

// --- what offices say

export async function call(replica: Replica, village: string, id: string, set: object): Promise<void> {
  const said = { rule: 1, told: replica.today(), ...set, ...author(replica) }
  await replica.write(`village/${village}`, [{ do: 'meeting.call', id, set: said }])
}

export async function cancel(replica: Replica, village: string, id: string, cancelled: string): Promise<void> {
  await replica.write(`village/${village}`, [{ do: 'meeting.cancel', id, set: { cancelled } }])
}

export async function move(replica: Replica, village: string, id: string, said: object): Promise<void> {
  const moves = { ...said, told: replica.today(), ...author(replica) }
  await replica.write(`village/${village}`, [{ do: 'meeting.move', id, append: { moves } }])
}

const LISTS = { count: 'counts', minute: 'minutes', vote: 'votes', promise: 'promises' } as const
/** What is written down with a key of its own. */
export type Written = keyof typeof LISTS

export async function write(replica: Replica, village: string, id: string, verb: Written, said: object): Promise<void> {
  const whole = { key: freshId(), ...said, ...word(replica) }
  await replica.write(`village/${village}`, [{ do: `meeting.${verb}`, id, append: { [LISTS[verb]]: whole } }])
}

export async function confirm(replica: Replica, village: string, id: string, of: string): Promise<void> {
  const confirms = { of, ...word(replica) }
  await replica.write(`village/${village}`, [{ do: 'meeting.confirm', id, append: { confirms } }])
}

export async function follow(
  replica: Replica,
  village: string,
  id: string,
  said: { readonly of: string; readonly state: 'going' | 'done'; readonly text: string },
): Promise<void> {
  const follows = { ...said, ...word(replica) }
  await replica.write(`village/${village}`, [{ do: 'meeting.follow', id, append: { follows } }])
}

/** Put pictures of papers with it: one act. */
export async function attach(
  replica: Replica,
  village: string,
  id: string,
  name: string,
  photos: readonly TakenPhoto[],
): Promise<void> {
  const changes = photos.map(({ hash: blob, type, w, h }) => ({
    do: 'meeting.attach',
    id,
    append: { papers: { name, day: replica.today(), blob, type, w, h } },
  }))
  const files: Attachment[] = photos.map(({ hash, type, bytes }) => ({ hash, type, bytes }))
  await replica.write(`village/${village}`, changes, files)
}

/** Whether this phone's person may confirm what somebody wrote: an office, not the writer, not twice. */
export function mayConfirm(
  replica: Replica,
  village: string,
  meeting: Meeting,
  wrote: { readonly key: string; readonly by: string },
): boolean {
  const me = replica.account.current?.person ?? ''
  const did = (meeting.confirms ?? []).some(({ of, by }) => of === wrote.key && by === me)
  return wrote.by !== me && !did && may(replica, village, CALLERS)
}

function author(replica: Replica): { readonly by: string; readonly name: string } {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  return { by: me.person, name: me.name ?? me.person }
}

function word(replica: Replica): { readonly day: string; readonly by: string; readonly name: string } {
  return { day: replica.today(), ...author(replica) }
}
