// @vitest-environment node
import { formatStamp } from '@shaiba/sync'
import { expect, test } from 'vitest'
import { catchUp, turnBack } from '../../src/replica/clock.ts'
import { type ReadOp, readOp } from '../../src/replica/line.ts'
import { exchange } from '../../src/replica/exchange.ts'
import { items, unsentLines } from '../../src/replica/outbox-view.ts'
import { dismiss, release } from '../../src/replica/outbox.ts'
import { type Unreachable } from '../../src/replica/wire.ts'
import { write } from '../../src/replica/write.ts'
import { Peer } from './peer.ts'
import { Phone, VILLAGE, entry } from './phone.ts'

type Refusal = NonNullable<ReturnType<Peer['refuse']>>

/** The peer refuses ops about this record. */
function refusing(id: string, refusal: Refusal): Peer['refuse'] {
  return (changes) => (changes.some((change) => change.id === id) ? refusal : null)
}

test('who has no key on this phone writes nothing, and no stamp is taken', async () => {
  const { env } = new Phone(await Peer.start())
  await expect(write(env, VILLAGE, [entry('e0')])).rejects.toThrow('signed_out')
  expect(await env.store.holds('keys')).toBe(false)
  expect(await env.store.holds('outbox')).toBe(false)
})

test('never: the op is kept with its reason, and does not hold back the next', async () => {
  const peer = await Peer.start()
  const phone = await Phone.make(peer)
  peer.refuse = refusing('bad', { error: 'closed', retry: 'never', detail: { kind: 'entry' } })
  const id = await phone.say(entry('bad'))
  await phone.say(entry('good'))
  await phone.sync()
  expect(await items(phone.env)).toMatchObject([
    { id, state: 'refused', error: { error: 'closed', retry: 'never', detail: { kind: 'entry' } } },
  ])
  const view = await phone.view()
  expect(view.mark('entry', 'good')).toBe('proven')
  expect(view.mark('entry', 'bad')).toBe('refused')
  expect(view.record('entry', 'bad')).toBeDefined() // its author must be able to read it
  await dismiss(phone.env, id)
  expect(await items(phone.env)).toEqual([])
  expect((await phone.view()).record('entry', 'bad')).toBeUndefined()
})

test('never, for a change to what is there: the record stays as the log has it', async () => {
  const peer = await Peer.start()
  const phone = await Phone.make(peer)
  await phone.say(entry('e1', { amount_fen: 500 }))
  await phone.sync()
  peer.refuse = refusing('e1', { error: 'forbidden', retry: 'never', detail: {} })
  await phone.say({ do: 'entry.correct', id: 'e1', set: { amount_fen: 1 } })
  expect((await phone.view()).record('entry', 'e1')).toMatchObject({ amount_fen: 1 })
  await phone.sync()
  const view = await phone.view()
  expect(view.record('entry', 'e1')).toMatchObject({ amount_fen: 500 })
  expect(view.mark('entry', 'e1')).toBe('refused')
})

test('after_pull: a wrong clock is put right, and the op is stamped and signed again', async () => {
  const peer = await Peer.start()
  const phone = await Phone.make(peer)
  const ahead = 86_400_000
  phone.clock = () => Date.now() + ahead
  let asked = 0
  peer.refuse = () =>
    asked++ === 0 ? { error: 'clock_drift', retry: 'after_pull', detail: { ahead_ms: ahead } } : null
  const first = await phone.say(entry('e1'))
  const [before] = await items(phone.env)
  const [line] = await unsentLines(phone.env)
  await phone.sync()
  expect(peer.log(VILLAGE)).toHaveLength(1)
  expect(readOp(peer.log(VILLAGE)[0]!)!.salt).toBe((JSON.parse(line!) as ReadOp).salt) // the act keeps its name
  const view = await phone.view()
  expect(view.mark('entry', 'e1')).toBe('proven')
  expect(view.record('entry', 'e1')!.at).toBeLessThan(before!.at - ahead / 2)
  expect(before!.id).toBe(first)
})

test('a copy of the first line that was held up on its way is the act itself', async () => {
  const peer = await Peer.start()
  const phone = await Phone.make(peer)
  await phone.say(entry('e1'))
  const [line] = await unsentLines(phone.env)
  peer.refuse = () => {
    peer.log(VILLAGE).push(new TextEncoder().encode(line)) // its stamp is due just now
    return { error: 'clock_drift', retry: 'after_pull', detail: { ahead_ms: 600_001 } }
  }
  await phone.sync()
  expect(peer.log(VILLAGE)).toHaveLength(1)
  expect(await items(phone.env)).toEqual([])
  expect((await phone.view()).mark('entry', 'e1')).toBe('proven')
})

test('so is one that comes when the act was stamped and signed again already', async () => {
  const peer = await Peer.start()
  const phone = await Phone.make(peer)
  const wanted = { scopes: [VILLAGE], mine: false }
  await phone.say(entry('e1'))
  const [first] = await unsentLines(phone.env)
  peer.refuse = () => ({ error: 'clock_drift', retry: 'after_pull', detail: { ahead_ms: 600_001 } })
  await exchange(phone.env, wanted)
  const [again] = await unsentLines(phone.env)
  expect(again).not.toBe(first)
  peer.log(VILLAGE).push(new TextEncoder().encode(first))
  peer.refuse = () => ({ error: 'unavailable', retry: 'later', detail: { after_s: 1 } })
  await exchange(phone.env, wanted)
  expect(await items(phone.env)).toEqual([])
  expect((await phone.view()).mark('entry', 'e1')).toBe('proven')
})

test('after_pull, again and again: in the end its author is asked', async () => {
  const peer = await Peer.start()
  const phone = await Phone.make(peer)
  peer.refuse = () => ({ error: 'unknown_record', retry: 'after_pull', detail: {} })
  await phone.say({ do: 'entry.correct', id: 'nowhere', set: { amount_fen: 1 } })
  await phone.sync()
  expect(await items(phone.env)).toMatchObject([{ state: 'refused', error: { error: 'unknown_record' } }])
})

test('after_sign_in: it waits for the same person, and is signed with the new key', async () => {
  const peer = await Peer.start()
  const phone = await Phone.make(peer, 'P1')
  peer.refuse = refusing('e1', { error: 'device_revoked', retry: 'after_sign_in', detail: {} })
  const id = await phone.say(entry('e1'))
  await phone.sync()
  expect(await items(phone.env)).toMatchObject([{ id, state: 'waiting', error: { error: 'device_revoked' } }])
  expect((await phone.view()).mark('entry', 'e1')).toBe('phone')
  peer.refuse = () => null
  await phone.enrol('P2')
  await release(phone.env, 'sign_in')
  await phone.sync()
  expect(peer.log(VILLAGE)).toHaveLength(0) // not another's words under one's own name
  await phone.enrol('P1')
  await release(phone.env, 'sign_in')
  await phone.sync()
  expect(peer.log(VILLAGE)).toHaveLength(1)
})

test('after_update: it waits for the newer app', async () => {
  const peer = await Peer.start()
  const phone = await Phone.make(peer)
  peer.refuse = refusing('e1', { error: 'version_unsupported', retry: 'after_update', detail: {} })
  await phone.say(entry('e1'))
  await phone.sync()
  peer.refuse = () => null
  await phone.sync()
  expect(peer.log(VILLAGE)).toHaveLength(0)
  await release(phone.env, 'update')
  await phone.sync()
  expect(peer.log(VILLAGE)).toHaveLength(1)
})

test('later: nothing is sent until the time the server named', async () => {
  const peer = await Peer.start()
  const phone = await Phone.make(peer)
  peer.refuse = () => ({ error: 'slow_down', retry: 'later', detail: { after_s: 7 } })
  await phone.say(entry('e1'))
  const round = await exchange(phone.env, { scopes: [VILLAGE], mine: false })
  expect(round.waitS).toBe(7)
  expect(await items(phone.env)).toMatchObject([{ state: 'waiting', error: null }])
})

test('an act taken back before it was sent is never sent; what waits can be carried away', async () => {
  const peer = await Peer.start()
  const phone = await Phone.make(peer)
  const id = await phone.say(entry('e1'))
  expect(await unsentLines(phone.env)).toHaveLength(1)
  await dismiss(phone.env, id)
  await phone.sync()
  expect(peer.log(VILLAGE)).toHaveLength(0)
})

test('a server that is not ours, or not there, changes nothing', async () => {
  const peer = await Peer.start()
  const phone = await Phone.make(peer)
  await phone.say(entry('e1'))
  peer.isDown = true
  await expect(phone.sync()).rejects.toMatchObject({ name: 'Unreachable' } satisfies Partial<Unreachable>)
  const portal = { ...phone.env, fetch: (() => Promise.resolve(new Response('<html>sign in to the hotel'))) as typeof fetch } // prettier-ignore
  await expect(exchange(portal, { scopes: [VILLAGE], mine: false })).rejects.toThrow()
  peer.isDown = false
  await phone.sync()
  await expect(exchange(portal, { scopes: [VILLAGE], mine: false })).rejects.toMatchObject({ name: 'Unreachable' })
  expect((await phone.view()).mark('entry', 'e1')).toBe('proven')
})

test('an act that bears the id of another of its lines is sent again, and its answer is understood', async () => {
  const peer = await Peer.start()
  const phone = await Phone.make(peer)
  await phone.say(entry('e1'))
  await phone.env.store.write(['outbox'], 'strict', async (tx) => {
    const [row] = await tx.objectStore('outbox').getAll()
    if (row) await tx.objectStore('outbox').put({ ...row, id: 'A0B1w-YEIDr3r_I8jq7JyobaWduRMxBPA4rZtmDcSqY' })
  })
  await phone.sync()
  expect((await phone.view()).mark('entry', 'e1')).toBe('proven')
})

test('a clock that a late copy of its own brings back to where it was ahead uses no stamp twice', async () => {
  const phone = await Phone.make(await Peer.start())
  const [now, ahead] = [1_795_000_000_000, 1_795_000_900_000]
  phone.clock = () => ahead
  for (const id of ['e1', 'e2']) await phone.say(entry(id))
  phone.clock = () => now
  await turnBack(phone.env)
  const [first] = await phone.env.store.run((db) => db.getAll('outbox'))
  await phone.env.store.write(['keys'], 'strict', (tx) => tx.objectStore('keys').put(first?.at ?? '', 'clock'))
  await phone.say(entry('e3'))
  const stamps = (await phone.env.store.run((db) => db.getAll('outbox'))).map(({ at }) => at)
  expect(new Set(stamps).size).toBe(3)
  expect(stamps.toSorted()).toEqual(stamps)
})

test('a clock that was set back, and that another’s stamp brings to where it was before, uses no stamp twice', async () => {
  const phone = await Phone.make(await Peer.start())
  const other = formatStamp({ millis: 1_795_000_300_000, counter: 0 }) // minutes ahead, which is allowed
  const bring = (): Promise<unknown> =>
    phone.env.store.write(['keys', 'meta'], 'strict', (tx) => catchUp(tx, [other], phone.clock()))
  phone.clock = () => 1_795_000_000_000
  await bring()
  for (const id of ['e1', 'e2', 'e3']) await phone.say(entry(id))
  phone.clock = () => 1_795_009_000_000
  await phone.say(entry('e4'))
  phone.clock = () => 1_795_000_010_000
  await turnBack(phone.env)
  await phone.say(entry('e5'))
  await bring()
  for (const id of ['e6', 'e7', 'e8']) await phone.say(entry(id))
  const stamps = (await phone.env.store.run((db) => db.getAll('outbox'))).map(({ at }) => at)
  expect(new Set(stamps).size).toBe(8)
  expect(stamps.slice(4).toSorted()).toEqual(stamps.slice(4))
})
