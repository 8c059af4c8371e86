// @vitest-environment node
/** The daily slot against a server that counts: with a tip or without, what leaves the phone looks the same. */
import { b64uDecode, b64uEncode, type Bytes, checkSlot, leafHash, QUEUE_SLOTS, slotsRoot, slotWork, SLOT_BYTES, SLOT_PLAIN } from '@shaiba/sync' // prettier-ignore
import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { makeIdentity, openWith, sealToFive } from '../../src/device/seal.ts'
import { Bus } from '../../src/replica/bus.ts'
import { Store } from '../../src/replica/db.ts'
import { keptReplies, queueTip, sendNow, slotsRow, takeTurn } from '../../src/replica/slot.ts'
import { type Env } from '../../src/replica/wire.ts'

const [HOME, COUNTY] = ['510705103201', '510705000000']
const DAY = 86_400_000
const BITS = 6

interface Told {
  readonly round: number
  readonly since: number
  readonly slot: Bytes
  readonly was: Bytes
  readonly request: string
}

/** What a county's server does with slots, as far as a phone sees it. */
class Slots {
  readonly told: Told[] = []
  /** a slot that it takes and does not count */
  loses: (told: Told) => boolean = () => false
  isUp = true

  readonly fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    if (!this.isUp) throw new TypeError('no network')
    const path = input as string
    if (path.startsWith('/slot/rules')) return Response.json({ round_s: DAY / 1000, bits: BITS, now: 0 })
    const body = JSON.parse(init.body as string) as Record<string, string> & { round: number; since: number }
    const [slot, was] = [b64uDecode(body['slot'] ?? '', SLOT_BYTES), b64uDecode(body['was'] ?? '', 32)]
    const hash = await sha256(slot)
    const work = slotWork(body['county'] ?? '', body.round, hash, b64uDecode(body['nonce'] ?? '', 8))
    expect(work).toBeGreaterThanOrEqual(BITS)
    expect([init.credentials, init.cache]).toEqual(['omit', 'no-store'])
    const length = (init.body as string).length - String(body.since).length
    this.told.push({ round: body.round, since: body.since, slot, was, request: `${path} ${String(length)}` })
    return new Response(await this.answer(body.round, body.since, was))
  }

  async answer(round: number, since: number, was: Bytes): Promise<Bytes> {
    const proof = new Uint8Array(794)
    for (const one of this.told.filter((told) => !this.loses(told)))
      if (same(await sha256(one.slot), was)) {
        const view = new DataView(proof.buffer)
        view.setBigUint64(0, BigInt(one.round))
        view.setBigUint64(16, 1n) // the only one of its round: no path
      }
    const replies = new Uint8Array(round - 1 > since ? 10 + 4128 : 0)
    if (replies.length > 0) {
      const view = new DataView(replies.buffer)
      view.setBigUint64(0, BigInt(round - 1))
      view.setUint16(8, 1)
      replies[10] = round & 255
    }
    return new Uint8Array([...proof, ...replies])
  }

  /** The clerk counts a round, and the phone's copy of the county's log has it. */
  async count(env: Env, round: number): Promise<void> {
    const slots = this.told.filter((one) => one.round === round && !this.loses(one))
    const root = slotsRoot(await Promise.all(slots.map(({ slot }) => sha256(slot))))
    const fields = { round, count: slots.length, root: b64uEncode(root) }
    const record = { kind: 'slots', id: String(round), tag: '', fields }
    await env.store.write(['records'], 'strict', (tx) =>
      tx.objectStore('records').put({ record, seqs: [] }, [`region/${COUNTY}`, 'slots', String(round)]),
    )
  }
}

const same = (a: Bytes, b: Bytes): boolean => b64uEncode(a) === b64uEncode(b)
const sha256 = async (bytes: Bytes): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))

let phones = 0

function phone(slots: Slots): { env: Env; at: (round: number) => void } {
  let now = 20_000 * DAY
  const name = `slots-${String(++phones)}`
  const env: Env = { store: new Store(name), bus: new Bus(name), base: '', fetch: slots.fetch, now: () => now }
  return { env, at: (round) => (now = (20_000 + round) * DAY + DAY - 1) } // late in the day: its moment is past
}

test('one slot a round, whatever is asked; a tip changes nothing that can be seen', async () => {
  const { identity, recipient } = await makeIdentity()
  const tip = await sealToFive([recipient], new Uint8Array(SLOT_PLAIN).fill(1))
  const requests: string[][] = []
  for (const hasTip of [false, true]) {
    const slots = new Slots()
    const { env, at } = phone(slots)
    for (const round of [0, 1, 2]) {
      at(round)
      if (hasTip && round === 1) await queueTip(env, COUNTY, [tip])
      for (let again = 0; again < 2; again++) await takeTurn(env, HOME)
      expect((await slotsRow(env))?.queue.length).toBe(QUEUE_SLOTS)
    }
    expect(slots.told.map(({ round }) => round - 20_000)).toEqual([0, 1, 2])
    requests.push(slots.told.map(({ request }) => request))
    const opened = await Promise.all(slots.told.map(({ slot }) => openWith([identity], slot)))
    expect(opened.map((plain) => plain !== null)).toEqual([false, hasTip, false])
    expect((await keptReplies(env)).length).toBe(3)
  }
  expect(requests[0]).toEqual(requests[1])
})

test('a tip that was queued before the first day, with no network, goes with the first slot', async () => {
  const { identity, recipient } = await makeIdentity()
  const slots = new Slots()
  slots.isUp = false
  const { env, at } = phone(slots)
  at(0)
  const parts = [await sealToFive([recipient], new Uint8Array(SLOT_PLAIN)), await sealToFive([recipient], new Uint8Array(SLOT_PLAIN))] // prettier-ignore
  await queueTip(env, COUNTY, parts)
  await expect(takeTurn(env, HOME)).rejects.toThrow()
  slots.isUp = true
  await takeTurn(env, HOME)
  expect(await openWith([identity], slots.told[0]?.slot ?? new Uint8Array())).not.toBeNull()
  expect(await sendNow(env, 1)).toBe(1)
  expect(await openWith([identity], slots.told[1]?.slot ?? new Uint8Array())).not.toBeNull()
})

test('what was cut while it was sent goes again as it was, and nothing else in its place', async () => {
  const slots = new Slots()
  const { env, at } = phone(slots)
  at(0)
  const fetch = slots.fetch
  let cuts = 1
  const cut: Env = {
    ...env,
    fetch: async (...asked) => {
      const answer = await fetch(...asked)
      if (asked[0] === '/slot' && cuts-- > 0) throw new TypeError('cut on the way back')
      return answer
    },
  }
  await expect(takeTurn(cut, HOME)).rejects.toThrow()
  await queueTip(env, COUNTY, [await sealToFive([], new Uint8Array(SLOT_PLAIN))])
  await takeTurn(cut, HOME)
  expect(slots.told.length).toBe(2)
  expect(same(slots.told[0]?.slot ?? new Uint8Array(), slots.told[1]?.slot ?? new Uint8Array(1))).toBe(true)
})

test('a slot that was taken and not counted goes again; one that was proven is forgotten', async () => {
  const slots = new Slots()
  const { env, at } = phone(slots)
  slots.loses = ({ round }) => round === 20_001
  for (const round of [0, 1, 2]) {
    at(round)
    await takeTurn(env, HOME)
    await slots.count(env, 20_000 + round)
  }
  // the answer of round 2 had no proof for the slot of round 1
  const row = await slotsRow(env)
  expect(row?.missed).toBe(1)
  expect(same(row?.queue[0] ?? new Uint8Array(), slots.told[1]?.slot ?? new Uint8Array(1))).toBe(true)
  at(3)
  await takeTurn(env, HOME)
  expect(same(slots.told[3]?.slot ?? new Uint8Array(), slots.told[1]?.slot ?? new Uint8Array(1))).toBe(true)
  expect((await slotsRow(env))?.sent.map(({ round }) => round - 20_000)).toEqual([3])
  // held against the definition: alone in a tree, a leaf is its root
  const slot = await sha256(slots.told[0]?.slot ?? new Uint8Array())
  expect(checkSlot(slot, 0, 1, [], leafHash(slot))).toBe(true)
})

test('what was counted and whose answer was cut is proven by the round that counted it, and is not missing', async () => {
  const slots = new Slots()
  const { env, at } = phone(slots)
  let cuts = 1
  const cut: Env = {
    ...env,
    fetch: async (...asked) => {
      const answer = await slots.fetch(...asked)
      if (asked[0] === '/slot' && cuts-- > 0) throw new TypeError('cut on the way back')
      return answer
    },
  }
  at(0)
  await expect(takeTurn(cut, HOME)).rejects.toThrow()
  slots.loses = ({ round, slot }) => round > 20_000 && same(slot, slots.told[0]?.slot ?? new Uint8Array())
  for (const round of [1, 2]) {
    at(round)
    await takeTurn(cut, HOME)
    await slots.count(env, 20_000 + round - 1)
  }
  at(3)
  await takeTurn(cut, HOME)
  expect(slots.told.map(({ round }) => round - 20_000)).toEqual([0, 1, 2, 3])
  const row = await slotsRow(env)
  expect([row?.missed, row?.sent.map(({ round }) => round - 20_000)]).toEqual([0, [2, 3]])
})

test('a guest sends nothing, nor a phone without a village', async () => {
  const slots = new Slots()
  const { env, at } = phone(slots)
  at(0)
  const guest: Env = { ...env, store: new Store('shaiba-guest-1') }
  await takeTurn(guest, HOME)
  await takeTurn(env, '510000000000')
  expect(slots.told).toEqual([])
})
