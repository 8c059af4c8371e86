import { expect, test } from 'vitest'
import Entry from '../../src/features/disclosure/Entry.svelte'
import { Peer } from '../replica/peer.ts'
import { open, phone, VILLAGE } from './screen.ts'

test('a phone that never heard of the village does not say that something is not there', async () => {
  const replica = await phone('P1', 'villager')
  const screen = open(Entry, { village: VILLAGE, entry: 'e1' }, replica)
  await expect.poll(() => screen.text()).toContain('还没到这部手机')
  expect(screen.text()).not.toContain('没有这一条')
  await screen.close()
})

test('once the village has answered, what it has not is said not to be there', async () => {
  const peer = await Peer.start()
  await peer.say(`village/${VILLAGE}`, { do: 'village.open', id: VILLAGE, set: { name: '蓉溪村', region: VILLAGE } })
  const replica = await phone('P1', 'villager', peer)
  replica.show()
  const screen = open(Entry, { village: VILLAGE, entry: 'e1' }, replica)
  await expect.poll(() => screen.text()).toContain('没有这一条')
  await screen.close()
  replica.hide()
})
