/**
 * The daily slot: every phone sends one in each round in which it is used, a dummy unless there is a tip, and takes the
 * round's replies with the answer. What this phone queues looks the same whatever it is. Spec: sync/spec/tips.md, 3–5, 24.
 *
 * Runs in the loop (one per phone), after a round of it that the server answered. Nothing here is written to any log.
 */
import {
  b64uDecode,
  b64uEncode,
  type Bytes,
  checkSlot,
  findWork,
  isDue,
  KEPT_ROUNDS,
  parentCode,
  putTip,
  QUEUE_SLOTS,
  readSlotAnswer,
  REPLY_PLAIN,
  shiftQueue,
  SLOT_BYTES,
  SLOT_PLAIN,
  type SlotAnswer,
  SyncError,
  tipCounty,
  type Turn,
  turnAt,
  workBytes,
} from '@shaiba/sync'
import { sealToFive } from '../device/seal.ts'
import { readAccount } from './account.ts'
import { castDue } from './ballots.ts'
import { clockOffset } from './offset.ts'
import { recordsOf } from './records.ts'
import { type Env, ask, fetched, reportFault, tell } from './wire.ts'

/** A slot that was sent and is kept, whatever it is, until it was proven. */
interface SentSlot {
  readonly round: number
  readonly slot: Bytes
}

/** All that is kept of the phone's slots, in `meta`. */
export interface SlotsRow {
  readonly county: string
  /** as the server says them */
  readonly round_s: number
  readonly bits: number
  readonly queue: readonly Bytes[]
  /** out of the queue and not with the server yet: no other goes in its round */
  readonly sending: Bytes | null
  readonly turn: Turn | null
  /** round of the last slot */
  readonly last: number | null
  readonly sent: readonly SentSlot[]
  /** newest round whose replies are here */
  readonly since: number
  /** slots that the server took and did not count; they go again */
  readonly missed: number
}

const KEY = 'slots'
const REPLIES = 'replies/'
/** Tries between two looks at what else there is to do. */
const TRIES = 2_048
const MAX_TIMER_MS = 2 ** 31 - 1

/** The slots' row, or null before the first turn. */
export async function slotsRow(env: Env): Promise<SlotsRow | null> {
  return ((await env.store.run((db) => db.get('meta', KEY))) as SlotsRow | undefined) ?? null
}

/** Put a tip's sealed slots in front of the queue. Where there is none yet, this makes it. */
export async function queueTip(env: Env, county: string, slots: readonly Bytes[]): Promise<void> {
  const fresh = await newRow(env, county, false)
  await patch(env, (held) => {
    const row = held ?? fresh
    return { ...row, queue: putTip(row.queue, slots) }
  })
}

/** Whose address a phone's slots go to: of its home's county, or of the village's that is chosen; '' where there is neither. */
export async function countyHere(env: Env, chosen: string): Promise<string> {
  const home = (await readAccount(env))?.home ?? chosen
  return home === '' ? '' : tipCounty(home)
}

const timers = new WeakMap<Env, ReturnType<typeof setTimeout>>()
const asked = new WeakMap<Env, string>()

/**
 * Send this round's slot if its moment has come, else come back then. `chosen`: the village chosen, where the
 * phone is nobody's. Never for a guest, who
 * leaves nothing behind. Throws Unreachable, or the server's refusal.
 */
export async function takeTurn(env: Env, chosen: string): Promise<void> {
  const county = await countyHere(env, chosen)
  if (county === '' || env.store.name.includes('guest-')) return
  await castDue(env).catch(reportFault) // ballots of polls go by the same loop, each in its own time
  if (asked.get(env) !== county) {
    // Keys and counts stand in the logs of the county and above it.
    asked.set(env, county)
    env.bus.deliver({ say: 'watch', tab: 'slot', scopes: [county, parentCode(county)].map((code) => `region/${code}`) })
  }
  const locks = (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks
  if (!locks) return turn(env, county)
  await locks.request(`slot/${env.store.name}`, { ifAvailable: true }, (held) => (held ? turn(env, county) : undefined))
}

/** Send so many slots now, one after another, as its person was told and wished (tips.md 12). How many went. */
export async function sendNow(env: Env, count: number): Promise<number> {
  let gone = 0
  for (; gone < count; gone++) {
    const row = await slotsRow(env)
    if (!row) break
    await send(env, row)
  }
  return gone
}

/** A desk's replies that wait for their turns, in `meta`; there once a desk was opened here. */
interface DeskRow {
  /** whose tips were last read: dummies go there */
  readonly county: string
  readonly waiting: readonly DeskReply[]
  readonly turn: Turn | null
  readonly last: number | null
}

/** A reply, sealed. */
export interface DeskReply {
  readonly county: string
  /** b64u */
  readonly mailbox: string
  readonly reply: Bytes
}

const DESK = 'tip_desk'

/** A desk of this county is worked at: from now on it says something in each round, a dummy unless there is more. */
export async function openDesk(env: Env, county: string, ...replies: readonly DeskReply[]): Promise<void> {
  await env.store.write(['meta'], 'strict', async (tx) => {
    const held = (await tx.objectStore('meta').get(DESK)) as DeskRow | undefined
    const base = held ?? { waiting: [], turn: null, last: null }
    await tx.objectStore('meta').put({ ...base, county, waiting: [...base.waiting, ...replies] }, DESK)
  })
}

/** The desk's reply of this round, if its moment has come: one of its own, else a dummy. */
async function replyInTurn(env: Env, roundS: number, now: number): Promise<number> {
  const row = (await env.store.run((db) => db.get('meta', DESK))) as DeskRow | undefined
  if (!row) return Infinity
  const drawn = turnAt(row.turn, now, roundS, (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) >>> 8)
  const put = (change: (held: DeskRow) => DeskRow): Promise<unknown> =>
    env.store.write(['meta'], 'strict', async (tx) => {
      const held = (await tx.objectStore('meta').get(DESK)) as DeskRow | undefined
      if (held) await tx.objectStore('meta').put(change(held), DESK)
    })
  await put((held) => ({ ...held, turn: drawn }))
  if (!isDue(drawn, row.last, now)) return Math.max(drawn.at_ms, now)
  const [first] = row.waiting
  const mine = first ?? {
    county: row.county,
    mailbox: b64uEncode(crypto.getRandomValues(new Uint8Array(32))),
    reply: await sealToFive([], new Uint8Array(REPLY_PLAIN)),
  }
  const body = { county: mine.county, round: drawn.round, mailbox: mine.mailbox, reply: b64uEncode(mine.reply) }
  const { inSession } = await fetched(import('./sign-in.ts'))
  await inSession(env, () => tell(env, 'POST', '/reply', body))
  await put((held) => ({ ...held, last: drawn.round, waiting: first ? held.waiting.slice(1) : held.waiting }))
  return Infinity
}

async function turn(env: Env, county: string): Promise<void> {
  clearTimeout(timers.get(env))
  const held = await slotsRow(env)
  const known = held !== null && held.round_s > 0 && held.county === county ? held : await newRow(env, county, true)
  const now = env.now() + (await clockOffset(env.store))
  const draw = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  const row = await patch(env, (old) => {
    const base = old ? { ...old, county, round_s: known.round_s, bits: known.bits } : known
    return { ...base, turn: turnAt(base.turn, now, base.round_s, draw >>> 8) }
  })
  const replyAt = replyInTurn(env, row.round_s, now).catch(later) // the next turn tries again
  if (row.turn && isDue(row.turn, row.last, now)) await send(env, row)
  const next = row.turn && row.turn.at_ms > now ? row.turn.at_ms : ((row.turn?.round ?? 0) + 1) * row.round_s * 1000
  const waitMs = Math.min(Math.max(Math.min(next, await replyAt) - now, 1_000), MAX_TIMER_MS)
  timers.set(
    env,
    setTimeout(() => void takeTurn(env, county).catch(reportFault), waitMs),
  ) // else with the next round
}

function later(error: unknown): number {
  reportFault(error)
  return Infinity
}

/** A row with a queue of dummies; `ask`: and with the server's rules. */
async function newRow(env: Env, county: string, askRules: boolean): Promise<SlotsRow> {
  const held = await slotsRow(env)
  const rules = askRules ? await fetchRules(env, county) : { round_s: held?.round_s ?? 0, bits: held?.bits ?? 0 }
  if (held) return { ...held, ...rules, county, ...(held.county === county ? {} : { since: 0 }) }
  const queue = await Promise.all(Array.from({ length: QUEUE_SLOTS }, dummy))
  return { county, ...rules, queue, sending: null, turn: null, last: null, sent: [], since: 0, missed: 0 }
}

async function fetchRules(env: Env, county: string): Promise<{ round_s: number; bits: number }> {
  const answer = await ask(env, `/slot/rules?county=${county}`, { credentials: 'omit', cache: 'no-store' })
  const { round_s, bits } = (await answer.json()) as { round_s: number; bits: number }
  return { round_s, bits }
}

/** A slot for nobody, made by what makes all of them. */
async function dummy(): Promise<Bytes> {
  return sealToFive([], new Uint8Array(SLOT_PLAIN))
}

async function send(env: Env, before: SlotsRow): Promise<void> {
  const fresh = await dummy()
  const row = await patch(env, (held) => {
    const base = held ?? before
    if (base.sending) return base
    const [now, queue] = shiftQueue(base.queue, fresh)
    return { ...base, queue, sending: now }
  })
  const slot = row.sending
  if (!slot) return
  const round = Math.floor((env.now() + (await clockOffset(env.store))) / (row.round_s * 1000))
  const hash = await sha256(slot)
  const [oldest] = row.sent
  const was = oldest ? await sha256(oldest.slot) : crypto.getRandomValues(new Uint8Array(32))
  let bits = row.bits
  for (let tries = 0; ; tries++) {
    const nonce = await workOn(workBytes(row.county, round, hash), bits)
    try {
      const told = { county: row.county, round, since: row.since, nonce: b64uEncode(nonce) }
      const answer = await post(env, { ...told, slot: b64uEncode(slot), was: b64uEncode(was) })
      await keep(env, readSlotAnswer(answer), round, slot)
      return
    } catch (error) {
      const asks = error instanceof SyncError ? error.detail['bits'] : undefined
      if (typeof asks !== 'number' || tries > 1) throw error
      bits = asks // many slots came: a little more work
    }
  }
}

async function post(env: Env, body: object): Promise<Bytes> {
  const answer = await ask(env, '/slot', {
    method: 'POST',
    credentials: 'omit', // nothing of this phone: no session, no page that it came from
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  return new Uint8Array(await answer.arrayBuffer())
}

/** Keep what the answer brings, and that the slot is gone. */
async function keep(env: Env, { proof, rounds }: SlotAnswer, round: number, slot: Bytes): Promise<void> {
  const before = await slotsRow(env)
  const [oldest] = before?.sent ?? []
  // It was counted to the round in which it came: of one whose first answer was cut, that is not the round of the last.
  const told = oldest && before ? await countOf(env, before.county, proof?.round ?? oldest.round) : null
  const isProven =
    oldest !== undefined &&
    told !== null &&
    proof?.count === told.count &&
    checkSlot(await sha256(oldest.slot), proof.index, proof.count, proof.path, told.root)
  // What the clerk has counted and did not prove is missing; what it has not counted yet is asked for again.
  const isMissing = oldest !== undefined && told !== null && !isProven
  await env.store.write(['meta'], 'relaxed', async (tx) => {
    const store = tx.objectStore('meta')
    for (const [number, replies] of rounds) await store.put(replies, replyKey(before?.county ?? '', number))
    const oldKeys = IDBKeyRange.bound(REPLIES, replyKey(before?.county ?? '', round - KEPT_ROUNDS - 1))
    for (const key of await store.getAllKeys(oldKeys)) await store.delete(key)
  })
  await patch(env, (held) => {
    const base = held ?? before
    if (!base) throw new Error('a slot was sent without a row')
    const rest = isProven || isMissing ? base.sent.slice(1) : base.sent
    const old = rest.filter((one) => one.round > round - KEPT_ROUNDS)
    return {
      ...base,
      sending: null,
      last: round,
      sent: [...old, { round, slot }],
      since: Math.max(base.since, ...rounds.map(([number]) => number)),
      queue: isMissing ? putTip(base.queue, [oldest.slot]) : base.queue,
      missed: base.missed + (isMissing ? 1 : 0),
    }
  })
}

/** Replies of the last rounds, as they came: mailboxes and files. */
export async function keptReplies(env: Env): Promise<readonly (readonly [mailbox: Bytes, reply: Bytes])[]> {
  const range = IDBKeyRange.bound(REPLIES, `${REPLIES}~`)
  const rounds = (await env.store.run((db) => db.getAll('meta', range))) as (readonly [Bytes, Bytes])[][]
  return rounds.flat()
}

/** So that the order of keys is that of rounds. */
function replyKey(county: string, round: number): string {
  return `${REPLIES}${county}/${String(Math.max(0, round)).padStart(16, '0')}`
}

/** What the clerk said of a round in the county's log, as this phone has proven it. */
async function countOf(env: Env, county: string, round: number): Promise<{ count: number; root: Bytes } | null> {
  const scope = `region/${county}`
  for (const { record } of await recordsOf(env.store, scope, 'slots')) {
    const fields = record.fields ?? {}
    if (fields['round'] !== round) continue
    return { count: fields['count'] as number, root: b64uDecode(fields['root'] as string, 32) }
  }
  return null
}

/** Work for a slot, a bit at a time: the loop has other things to do. */
async function workOn(work: Bytes, bits: number): Promise<Bytes> {
  for (let from = 0; ; from += TRIES) {
    const nonce = findWork(work, bits, from, TRIES)
    if (nonce) return nonce
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
}

async function patch(env: Env, change: (held: SlotsRow | null) => SlotsRow): Promise<SlotsRow> {
  return env.store.write(['meta'], 'strict', async (tx) => {
    const store = tx.objectStore('meta')
    const row = change(((await store.get(KEY)) as SlotsRow | undefined) ?? null)
    if (row.queue.length !== QUEUE_SLOTS || row.queue.some((slot) => slot.length !== SLOT_BYTES))
      throw new Error('a queue that would tell something')
    await store.put(row, KEY)
    return row
  })
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}
