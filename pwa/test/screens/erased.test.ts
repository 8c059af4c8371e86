import { expect, test } from 'vitest'
import Entry from '../../src/features/disclosure/Entry.svelte'
import { Peer } from '../replica/peer.ts'
import { open, phone, VILLAGE } from './screen.ts'

test('where an entry was removed by order, its place says so, with reason and order', async () => {
  const peer = await Peer.start()
  const scope = `village/${VILLAGE}`
  const set = { seq: 0, leaf: 'A'.repeat(43), why: 'personal_data', order: '市政务数据局 第 3 号', records: ['entry/e1'] } // prettier-ignore
  await peer.say(scope, { do: 'erasure.order', id: 'x1', set })
  const replica = await phone('P1', 'villager', peer)
  replica.show()
  const view = replica.scope(scope)
  await expect.poll(() => view.records('erasure')).toHaveLength(1)
  const gone = open(Entry, { village: VILLAGE, entry: 'e1' }, replica)
  await expect.poll(() => gone.text()).toContain('这一条已经删除')
  expect(gone.text()).toContain('含有个人信息')
  expect(gone.text()).toContain('市政务数据局 第 3 号')
  await gone.close()
  const never = open(Entry, { village: VILLAGE, entry: 'e2' }, replica)
  await expect.poll(() => never.text()).toContain('没有这一条')
  await never.close()
  replica.hide()
})
