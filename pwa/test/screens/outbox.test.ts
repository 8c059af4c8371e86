import { expect, test } from 'vitest'
import { readDraft } from '../../src/device/drafts.ts'
import Account from '../../src/features/account/Account.svelte'
import Outbox from '../../src/features/outbox/Outbox.svelte'
import { Peer } from '../replica/peer.ts'
import { open, phone, VILLAGE } from './screen.ts'

const SQUARE = `square/${VILLAGE}`
const filed = { do: 'appeal.file', id: 'a1', set: { person: 'P1', title: '路灯', text: '坏了', category: 'other' } }

test('what waits is there with its mark, and leaving warns of it', async () => {
  const replica = await phone('P1', 'villager')
  await replica.write(SQUARE, [filed])
  const screen = open(Outbox, {}, replica)
  await expect.poll(() => screen.text()).toContain('1 条等着送')
  expect(screen.text()).toContain('提诉求')
  expect(screen.text()).toContain('本机')
  await screen.close()
  const account = open(Account, {}, replica)
  account.button('退出登记').click()
  expect(account.text()).toContain('还有 1 条没送到村里')
  await account.close()
})

test('a refused appeal says why, and becomes a draft again', async () => {
  const peer = await Peer.start()
  peer.refuse = () => ({ error: 'forbidden', retry: 'never', detail: {} })
  const replica = await phone('P2', 'villager', peer)
  replica.show()
  await replica.write(SQUARE, [filed])
  const screen = open(Outbox, {}, replica)
  screen.button('现在就送').click()
  await expect.poll(() => screen.text()).toContain('1 条没有被收下')
  expect(screen.text()).toContain('没有办这件事的权限')
  screen.button('改了再交').click()
  await expect.poll(() => replica.outbox.current).toHaveLength(0)
  expect(await readDraft(`appeal ${VILLAGE} `)).toMatchObject({ title: '路灯', text: '坏了', category: 'other' })
  await screen.close()
  replica.hide()
})
