// @vitest-environment node
import { expect, test } from 'vitest'
import { Store } from '../../src/replica/db.ts'
import { ReplicaScope } from '../../src/replica/scope-view.ts'
import { Peer } from './peer.ts'
import { Phone, VILLAGE, entry } from './phone.ts'

test('what is written offline shows at once, and is proven after one round', async () => {
  const peer = await Peer.start()
  const phone = await Phone.make(peer)
  peer.isDown = true
  await phone.say(entry('e1', { amount_fen: 500 }))
  const before = await phone.view()
  expect(before.records('entry')).toMatchObject([{ kind: 'entry', id: 'e1', amount_fen: 500 }])
  expect(before.mark('entry', 'e1')).toBe('phone')

  peer.isDown = false
  await phone.sync()
  const after = await phone.view()
  expect(after.mark('entry', 'e1')).toBe('proven')
  expect(after.status).toMatchObject({ size: 1, ready: true, alarm: null })
  expect(await phone.env.store.run((db) => db.count('outbox'))).toBe(0)
  expect(peer.log(VILLAGE)).toHaveLength(1)
})

test('what others say arrives, merged with what is not yet sent', async () => {
  const peer = await Peer.start()
  const [one, two] = [await Phone.make(peer), await Phone.make(peer, 'P2')]
  await one.say(entry('e1', { amount_fen: 500, payee: '王' }))
  await one.sync()
  await two.sync()
  await two.say({ do: 'entry.correct', id: 'e1', set: { amount_fen: 700 } })
  expect((await two.view()).record('entry', 'e1')).toMatchObject({ amount_fen: 700, payee: '王' })
  await two.sync()
  await one.sync()
  expect((await one.view()).record('entry', 'e1')).toMatchObject({ amount_fen: 700, payee: '王' })
})

test('a cold start takes whole bundles, then the rest', async () => {
  const peer = await Peer.start()
  for (let i = 0; i < 600; i++) await peer.say(VILLAGE, entry(`e${String(i)}`, { n: i }))
  const phone = await Phone.make(peer)
  await phone.sync()
  const view = await phone.view()
  expect(view.status.size).toBe(600)
  expect(view.records('entry')).toHaveLength(600)
  expect(view.records('entry')[0]).toMatchObject({ n: 599 })
  expect(peer.requests).toEqual(['GET /log/key', 'POST /sync', `GET /log/${VILLAGE}/entries/0-1`, 'POST /sync'])
})

test('of a long log the newest records show first, received and not yet proven', async () => {
  const peer = await Peer.start()
  for (let i = 0; i < 2100; i++) await peer.say(VILLAGE, entry(`e${String(i)}`, { n: i }))
  await peer.say(VILLAGE, { do: 'entry.correct', id: 'e3', set: { n: -3 } })
  const phone = await Phone.make(peer)
  const view = await phone.view()
  const shown: number[] = []
  const handed = new ReplicaScope(new Store('nothing'), VILLAGE, () => undefined)
  const heard: Promise<void>[] = []
  phone.hear(async (message) => {
    if (message.say === 'coming') handed.coming(message.block, message.root)
    if (message.say === 'changed') heard.push(handed.refresh(message.keys?.slice(0, 0) ?? null, message.handed))
    if (message.say !== 'early') return
    await view.early(message.records)
    shown.push(view.records('entry').length)
  })
  await phone.sync()
  await expect.poll(() => shown.at(-1)).toBe(512)
  expect(view.records('entry')[0]).toMatchObject({ n: 2047 })
  expect(view.mark('entry', 'e2047')).toBe('received')
  expect(view.record('entry', 'e3')).toBeUndefined() // begun before what has come
  const files = peer.requests.filter((request) => request.includes('entries'))
  expect(files.map((request) => request.split('/').at(-1))).toEqual(['6', '7', '0-5'])
  await view.refresh(null)
  expect(view.records('entry')).toHaveLength(2100)
  expect(view.mark('entry', 'e2047')).toBe('proven')
  expect(view.record('entry', 'e3')).toMatchObject({ n: -3 })
  await expect.poll(() => heard.length).toBeGreaterThan(0)
  await Promise.all(heard)
  const proven = (n: unknown): boolean => typeof n === 'number' && n >= 0 && n < 2048 // with the first head
  expect(handed.records('entry').filter(({ n }) => proven(n)).map(({ id }) => id)).toEqual(
    view.records('entry').filter(({ n, id }) => proven(n) && id !== 'e3').map(({ id }) => id),
  ) // prettier-ignore
})
