// @vitest-environment node
import { expect, test } from 'vitest'
import { logKey } from '../../src/replica/log-key.ts'
import { scopeRow, take } from '../../src/replica/pull.ts'
import { heldSize } from '../../src/replica/staging.ts'
import { Peer } from './peer.ts'
import { Phone, VILLAGE, entry } from './phone.ts'

test('lines that do not begin where the phone stands are neither kept nor held against the server', async () => {
  const peer = await Peer.start()
  for (let i = 0; i < 5; i++) await peer.say(VILLAGE, entry(`e${String(i)}`))
  const later = peer.log(VILLAGE).splice(3)
  const phone = await Phone.make(peer)
  await phone.sync()
  peer.log(VILLAGE).push(...later)
  const log = await logKey(phone.env)
  const all = peer.log(VILLAGE)
  const checkpoint = await peer.head(VILLAGE)
  for (const from of [0, 2, 4]) {
    const section = { scope: VILLAGE, epoch: 0, from, lines: all.slice(from), checkpoint }
    expect(await take(phone.env, log, section)).toBe('stale')
  }
  const row = await scopeRow(phone.env, VILLAGE)
  expect([row.size, heldSize(row), row.alarm]).toEqual([3, 3, null])
  expect(await take(phone.env, log, { scope: VILLAGE, epoch: 0, from: 3, lines: later, checkpoint })).toBe('taken')
})
