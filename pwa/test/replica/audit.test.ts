// @vitest-environment node
import { expect, test } from 'vitest'
import { Audit } from '../../src/replica/audit.ts'
import { Peer } from './peer.ts'
import { Phone, VILLAGE, entry } from './phone.ts'

async function synced(): Promise<{ peer: Peer; phone: Phone }> {
  const peer = await Peer.start()
  for (let i = 0; i < 5; i++) await peer.say(VILLAGE, entry(`e${String(i)}`, { amount_fen: i }))
  const phone = await Phone.make(peer)
  await phone.sync()
  return { peer, phone }
}

test('an old line edited without adding one raises the alarm, and both heads are kept', async () => {
  const { peer, phone } = await synced()
  const ours = await peer.head(VILLAGE)
  peer.log(VILLAGE)[2] = await peer.author.line(VILLAGE, [entry('e2', { amount_fen: 999 })])

  await new Audit(phone.env).look([VILLAGE])
  const { alarm } = (await phone.view()).status
  expect(alarm).toMatchObject({ code: 'root', ours, theirs: await peer.head(VILLAGE) })
})

test('an honest log is looked at once an hour, and raises nothing', async () => {
  const { peer, phone } = await synced()
  const audit = new Audit(phone.env)
  const looks = (): number => peer.requests.filter((request) => request.endsWith('/checkpoint')).length
  await audit.look([VILLAGE])
  await audit.look([VILLAGE])
  expect(looks()).toBe(1)
  const later = Date.now() + 3_600_001
  phone.clock = () => later
  await audit.look([VILLAGE])
  expect(looks()).toBe(2)
  expect((await phone.view()).status.alarm).toBeNull()
})

test('an old head out of a cache, a newer one, or no head at all is no proof of anything', async () => {
  const { peer, phone } = await synced()
  for (const answer of [await peer.note(VILLAGE, 3), 'the page of a captive portal']) {
    peer.head = () => Promise.resolve(answer)
    await new Audit(phone.env).look([VILLAGE])
  }
  expect((await phone.view()).status.alarm).toBeNull()
})
