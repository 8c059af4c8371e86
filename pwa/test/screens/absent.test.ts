import { expect, test } from 'vitest'
import Entry from '../../src/features/disclosure/Entry.svelte'
import Choose from '../../src/features/village/Choose.svelte'
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

test('while the list of villages is being read nobody is told that none was found', async () => {
  let arrive = (): void => undefined
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  const replica = await phone('P1', 'villager', {
    fetch: async () => {
      await arrived
      return Response.json({ v: 1, pinyin: {}, regions: [[VILLAGE, '蓉溪村委会', 'village', '']], scopes: [] })
    },
  })
  const screen = open(Choose, {}, replica)
  screen.type('找村', '蓉溪')
  expect(screen.text()).toContain('正在读村名册')
  expect(screen.text()).not.toMatch(/没有找到|0 个/)
  arrive()
  await expect.poll(() => screen.text()).toContain('蓉溪村委会')
  expect(screen.text()).not.toContain('正在读')
  await screen.close()
})
