// @vitest-environment node
import { expect, test } from 'vitest'
import { exchange } from '../../src/replica/exchange.ts'
import { dismissAlarm, mend } from '../../src/replica/mend.ts'
import { Author, Peer } from './peer.ts'
import { Phone, VILLAGE, entry } from './phone.ts'

const WANTED = { scopes: [VILLAGE], mine: false }

/** A log that lost its lines from there on; a phone that holds them, the last of which it wrote itself. */
async function givenUp(place: number, by?: Author): Promise<{ peer: Peer; phone: Phone; ours: string }> {
  const peer = await Peer.start()
  peer.clerk = await Author.make()
  for (let i = 0; i < place + 1; i++) await peer.say(VILLAGE, entry('e', { amount_fen: i }))
  const phone = await Phone.make(peer)
  await phone.say(entry('mine'))
  await phone.sync()
  await phone.sync()
  expect((await phone.view()).status.size).toBe(place + 2)
  const ours = await peer.head(VILLAGE)
  const begun = { epoch: 1, first: place, lost: 2, order: '第 4 号' }
  const line = await (by ?? peer.clerk).line(VILLAGE, [{ do: 'epoch.begin', id: '1', set: begun }])
  peer.log(VILLAGE).splice(place, Infinity, line)
  peer.givenUp = { epoch: 1, place, entry: line }
  return { peer, phone, ours }
}

async function rounds(phone: Phone): Promise<void> {
  for (let more = true, n = 0; more && n < 8; n++) {
    const round = await exchange(phone.env, WANTED)
    more = round.more
    const toOffer = await phone.env.store.run((db) => db.get('meta', 'to_offer'))
    if (round.wrong.length > 0 || toOffer) more = (await mend(phone.env, round)) || more
  }
}

test.each([3, 256, 300])(
  'a log given up at line %i is gone on with, and what was lost is said again',
  async (place) => {
    const { peer, phone, ours } = await givenUp(place)
    await rounds(phone)
    const { status } = await phone.view()
    expect(status.alarm).toMatchObject({ code: 'given_up', ours })
    expect(peer.log(VILLAGE)).toHaveLength(place + 3) // the entry, and both lines again
    expect(status.size).toBe(place + 3)
    expect((await phone.view()).record('entry', 'e')?.['amount_fen']).toBe(place)
    expect((await phone.view()).record('entry', 'mine')).toBeDefined()
    const aside = await phone.env.store.run((db) => db.getAll('pages', IDBKeyRange.bound([`${VILLAGE}+0`], [`${VILLAGE}+0`, []]))) // prettier-ignore
    expect(aside.map((page) => [page.count, page.offer])).toEqual([[2, undefined]])
    expect(peer.regains).toEqual([2])
    await dismissAlarm(phone.env, VILLAGE)
    expect((await phone.view()).status.alarm).toBeNull()
  },
)

test('what anybody else says of a new epoch is an alarm, and nothing is lost', async () => {
  const { phone, ours } = await givenUp(3, await Author.make())
  await rounds(phone)
  expect((await phone.view()).status).toMatchObject({ size: 5, alarm: { code: 'epoch', ours } })
})

test('so is an entry that the clerk did not sign as it stands', async () => {
  const { peer, phone, ours } = await givenUp(3)
  const text = new TextDecoder().decode(peer.givenUp?.entry).replace('第 4 号', '第 5 号')
  if (peer.givenUp) peer.givenUp.entry = new TextEncoder().encode(text)
  await rounds(phone)
  expect((await phone.view()).status).toMatchObject({ size: 5, alarm: { code: 'epoch', ours } })
})

test('a log without the entry that was told is an alarm', async () => {
  const { peer, phone } = await givenUp(3)
  peer.log(VILLAGE).splice(3, 1)
  await peer.say(VILLAGE, entry('e9'))
  await rounds(phone)
  expect((await phone.view()).status.alarm).toMatchObject({ code: 'epoch' })
})

test('a phone that has nothing yet begins in the epoch that there is', async () => {
  const { peer } = await givenUp(3)
  const fresh = await Phone.make(peer)
  await fresh.sync()
  expect((await fresh.view()).status).toMatchObject({ size: 4, alarm: null })
})

test('who takes the entry offers its private logs, also if it held nothing of the log that turned over', async () => {
  const { peer } = await givenUp(3)
  const phone = await Phone.make(peer)
  const square = VILLAGE.replace('village/', 'square/')
  const { givenUp: turned } = peer
  peer.givenUp = null
  await peer.say(square, entry('e'))
  await phone.sync([square])
  peer.givenUp = turned
  await phone.sync()
  expect(await phone.env.store.run((db) => db.get('meta', 'to_offer'))).toBe(true)
  await mend(phone.env, { wrong: [], restored: false })
  expect(peer.refills).toEqual([{ begin: 0, count: 1 }])
  expect(await phone.env.store.run((db) => db.get('meta', 'to_offer'))).toBeUndefined()
})

test('the files of a later epoch are asked for by its number: caches keep those of the one before', async () => {
  const { peer } = await givenUp(600)
  peer.far = 256
  for (let i = 0; i < 300; i++) await peer.say(VILLAGE, entry('e', { amount_fen: i }))
  const fresh = await Phone.make(peer)
  peer.requests.length = 0
  await fresh.sync()
  expect(peer.requests.filter((one) => one.includes('/entries/'))).toEqual([`GET /log/${VILLAGE}/entries/0-2?epoch=1`])
})

test('the author of what was given up is not asked for a passkey: he finds it there again', async () => {
  const { peer, phone } = await givenUp(3)
  peer.refuse = () => ({ error: 'step_up', retry: 'after_step_up', detail: {} })
  await rounds(phone)
  expect(peer.log(VILLAGE)).toHaveLength(6)
  expect(await phone.env.store.run((db) => db.getAll('outbox'))).toEqual([])
  expect(await phone.env.store.run((db) => db.getAll('carried'))).toEqual([])
})

test('who comes later brings only what is still missing, and what is refused no more', async () => {
  const { peer, phone } = await givenUp(300)
  const line = (await phone.view()).record('entry', 'mine')
  peer.refuseRegain = (changes) => (changes[0]?.id === 'e' ? { error: 'forbidden', retry: 'never', detail: {} } : null)
  await rounds(phone)
  expect(line).toBeDefined()
  expect(peer.log(VILLAGE)).toHaveLength(302) // of two lines that were lost one is there again
  expect(peer.regains).toEqual([2])
  await rounds(phone)
  expect(peer.regains).toEqual([2])
})

test('a server that cannot now is asked once more; one that was cut too', async () => {
  const { peer, phone } = await givenUp(3)
  peer.refuseRegain = () => ({ error: 'unavailable', retry: 'later', detail: { after_s: 30 } })
  await rounds(phone)
  const tried = peer.regains.length
  expect(peer.log(VILLAGE)).toHaveLength(5) // the entry, and the phone's own line out of its outbox
  peer.refuseRegain = () => null
  await rounds(phone)
  expect(peer.regains.length).toBeGreaterThan(tried)
  expect(peer.log(VILLAGE)).toHaveLength(6)
  expect(await phone.env.store.run((db) => db.get('meta', 'to_offer'))).toBeUndefined()
})
