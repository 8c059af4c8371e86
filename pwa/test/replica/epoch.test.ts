// @vitest-environment node
import { formatAnswer } from '@shaiba/sync'
import { expect, test } from 'vitest'
import { exchange } from '../../src/replica/exchange.ts'
import { logKey } from '../../src/replica/log-key.ts'
import { dismissAlarm, mend } from '../../src/replica/mend.ts'
import { take } from '../../src/replica/pull.ts'
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
  await giveUp(peer, place, by ?? peer.clerk)
  return { peer, phone, ours }
}

/** What stands from there on is lost; the log goes on with the entry that says so. */
async function giveUp(peer: Peer, place: number, by: Author): Promise<void> {
  const begun = { epoch: 1, first: place, lost: 2, order: '第 4 号' }
  const line = await by.line(VILLAGE, [{ do: 'epoch.begin', id: '1', set: begun }])
  peer.log(VILLAGE).splice(place, Infinity, line)
  peer.givenUp = { epoch: 1, place, entry: line }
}

/** A log of three lines, and a phone that holds as many of them. */
async function beforeLoss(held: number): Promise<{ peer: Peer; phone: Phone; clerk: Author }> {
  const peer = await Peer.start()
  peer.clerk = await Author.make()
  const phone = await Phone.make(peer)
  for (let i = 0; i < held; i++) await peer.say(VILLAGE, entry('e', { amount_fen: i }))
  await phone.sync()
  for (let i = held; i < 3; i++) await peer.say(VILLAGE, entry('e', { amount_fen: i }))
  return { peer, phone, clerk: peer.clerk }
}

/** A round during which the same phone does something else, before the server answers it or after. */
async function roundDuring(
  { peer, phone }: { peer: Peer; phone: Phone },
  when: 'before' | 'after',
  act: () => Promise<unknown>,
): Promise<void> {
  const fetch: typeof phone.env.fetch = async (...call) => {
    if (when === 'before') await act()
    const answer = await peer.fetch(...call)
    if (when === 'after') await act()
    return answer
  }
  await exchange({ ...phone.env, fetch }, WANTED)
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

test('who asked from nothing and holds lines of the epoch before by then goes on with the new one', async () => {
  const { peer, phone, clerk } = await beforeLoss(0)
  peer.run = 3
  await roundDuring({ peer, phone }, 'before', async () => {
    await phone.sync()
    await giveUp(peer, 3, clerk)
  })
  expect((await phone.view()).status).toMatchObject({ size: 3, alarm: null })
  await rounds(phone)
  expect((await phone.view()).status.size).toBe(4)
})

test('lines of the epoch before that come late, when the phone has turned over, are left', async () => {
  const { peer, phone, clerk } = await beforeLoss(2)
  await roundDuring({ peer, phone }, 'after', async () => {
    await giveUp(peer, 2, clerk)
    await exchange(phone.env, WANTED)
  })
  await rounds(phone)
  expect((await phone.view()).status).toMatchObject({ size: 3, alarm: { code: 'given_up' } })
})

test('who is told twice of a new epoch turns over once', async () => {
  const { peer, phone } = await givenUp(3)
  await roundDuring({ peer, phone }, 'after', () => rounds(phone))
  expect((await phone.view()).status).toMatchObject({ size: 6, alarm: { code: 'given_up' } })
})

test('lines of a new epoch that a poke brings are left to the pull', async () => {
  const { peer, phone, clerk } = await beforeLoss(3)
  await giveUp(peer, 3, clerk)
  const log = await logKey(phone.env)
  const section = { scope: VILLAGE, epoch: 1, from: 3, lines: peer.log(VILLAGE).slice(3), checkpoint: await peer.head(VILLAGE) } // prettier-ignore
  expect(await take(phone.env, log, section, true)).toBe('stale')
  expect((await phone.view()).status).toMatchObject({ size: 3, alarm: null })
})

test.each(['count', 'bundles'])('lines of another epoch than was asked for are an alarm: by their %s', async (how) => {
  const { peer, phone } = await beforeLoss(3)
  for (let i = 0; i < 253; i++) await peer.say(VILLAGE, entry('e', { amount_fen: i }))
  const head = { scope: VILLAGE, epoch: 1, checkpoint: await peer.note(VILLAGE, 256, 1) }
  const said = how === 'count' ? { ...head, from: 3, to: 256, count: 253 } : { ...head, bundles: 256 }
  const lines = how === 'count' ? peer.log(VILLAGE).slice(3) : []
  const text = [formatAnswer(said), ...lines.map((line) => new TextDecoder().decode(line)), '{"end":true,"now":1}', '']
  const fetch: typeof phone.env.fetch = (path, init) =>
    path === '/sync' ? Promise.resolve(new Response(text.join('\n'))) : peer.fetch(path, init)
  await exchange({ ...phone.env, fetch }, WANTED)
  expect((await phone.view()).status).toMatchObject({ size: 3, alarm: { code: 'epoch', theirs: head.checkpoint } })
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
