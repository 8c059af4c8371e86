// @vitest-environment node
import { expect, test } from 'vitest'
import { exchange } from '../../src/replica/exchange.ts'
import { dismissAlarm, mend } from '../../src/replica/mend.ts'
import { Peer } from './peer.ts'
import { Phone, VILLAGE, entry } from './phone.ts'

const WANTED = { scopes: [VILLAGE], mine: false }

async function synced(lines: number): Promise<{ peer: Peer; phone: Phone; ours: string }> {
  const peer = await Peer.start()
  for (let i = 0; i < lines; i++) await peer.say(VILLAGE, entry(`e${String(i)}`, { amount_fen: i }))
  const phone = await Phone.make(peer)
  await phone.sync()
  return { peer, phone, ours: await peer.head(VILLAGE) }
}

test('a log that was rolled back is given back to the same root', async () => {
  const { peer, phone, ours } = await synced(300)
  const lost = peer.log(VILLAGE).splice(250)
  const round = await exchange(phone.env, WANTED)
  expect((await phone.view()).status.alarm).toMatchObject({ code: 'shorter', ours })
  expect(await mend(phone.env, round)).toBe(true)
  expect(peer.log(VILLAGE).slice(250)).toEqual(lost)
  expect(await peer.head(VILLAGE)).toBe(ours)
  await phone.sync()
  expect((await phone.view()).status.alarm?.mended).toBeTypeOf('number')
})

test('a damaged log is told in red, mended, and the alarm stays until it was read', async () => {
  const { peer, phone, ours } = await synced(5)
  peer.damaged = [3]
  const round = await exchange(phone.env, WANTED)
  expect((await phone.view()).status.alarm).toMatchObject({ code: 'damaged', ours, theirs: ours })
  await dismissAlarm(phone.env, VILLAGE) // not yet over
  expect((await phone.view()).status.alarm).not.toBeNull()
  expect(await mend(phone.env, round)).toBe(true)
  expect(peer.refills).toEqual([{ begin: 3, count: 2 }])
  await phone.sync()
  await peer.say(VILLAGE, entry('e9'))
  await phone.sync()
  expect((await phone.view()).status).toMatchObject({ size: 6, alarm: { code: 'damaged' } })
  await dismissAlarm(phone.env, VILLAGE)
  expect((await phone.view()).status.alarm).toBeNull()
})

test('who does not know which lines are damaged is given all of them, and at most once a minute', async () => {
  const { peer, phone } = await synced(5)
  peer.damaged = []
  const round = await exchange(phone.env, WANTED)
  peer.isStubborn = true
  await mend(phone.env, round)
  await mend(phone.env, round)
  expect(peer.refills).toEqual([{ begin: 0, count: 5 }])
})

test('a server with another history is told so: both notes convict it, and ours is handed in', async () => {
  const { peer, phone, ours } = await synced(5)
  peer.log(VILLAGE)[2] = await peer.author.line(VILLAGE, [entry('e2', { amount_fen: 999 })])
  const round = await exchange(phone.env, WANTED)
  expect((await phone.view()).status.alarm).toMatchObject({ code: 'root', ours, theirs: await peer.head(VILLAGE) })
  await mend(phone.env, round)
  expect(peer.evidence).toEqual([ours])
})

test('a shorter log of another history is given nothing, but the evidence', async () => {
  const { peer, phone, ours } = await synced(5)
  peer.log(VILLAGE).splice(3)
  peer.log(VILLAGE)[1] = await peer.author.line(VILLAGE, [entry('e1', { amount_fen: 999 })])
  await mend(phone.env, await exchange(phone.env, WANTED))
  expect([peer.refills, peer.evidence]).toEqual([[], [ours]])
})

test('what a restored server had acknowledged and nobody has proven is sent again', async () => {
  const { peer, phone } = await synced(3)
  await phone.say(entry('mine'))
  peer.far = 0 // it takes the op, and the lines are not fetched
  await exchange(phone.env, WANTED).catch(() => undefined)
  peer.log(VILLAGE).splice(3)
  peer.far = 512
  await mend(phone.env, { wrong: [], restored: true })
  await phone.sync()
  expect(peer.log(VILLAGE)).toHaveLength(4)
})
