import { dayOf } from '@shaiba/sync'
import { expect, test } from 'vitest'
import PhoneNews from '../../src/features/account/PhoneNews.svelte'
import { replaceDrafts } from '../../src/device/drafts.ts'
import type { PhoneReplica } from '../../src/replica/replica.ts'
import { open, phone, VILLAGE } from './screen.ts'

const [LOG, SQUARE] = [`village/${VILLAGE}`, `square/${VILLAGE}`]
const TODAY = dayOf(Date.now())

/** A phone of P1's, who shares a household with P2; P3 lives elsewhere. An older phone of P1's was there before it. */
async function household(): Promise<PhoneReplica> {
  await replaceDrafts({ drafts: [], parts: [] })
  const replica = await phone('P1', 'villager')
  const member = (id: string, house: string) => ({
    do: 'member.add',
    id,
    set: { name: `${id}氏`, household: house, group: '第1组' },
  })
  await replica.write(SQUARE, [member('P1', '01-001'), member('P2', '01-001'), member('P3', '02-001')])
  await replica.write(LOG, [enrol('before', 'P1', '2026-01-01')])
  await replica.write(LOG, [enrol(replica.account.current!.device, 'P1', '2026-01-02')])
  const at = replica.now()
  await expect.poll(() => replica.now()).toBeGreaterThan(at) // whatever comes, comes a moment later
  return replica
}

const enrol = (id: string, person: string, since = TODAY) => ({
  do: 'device.enrol',
  id,
  set: { person, since, alg: 'ed25519', key: 'k' },
})
const revoke = (id: string, why: string, revoked = TODAY) => ({ do: 'device.revoke', id, set: { revoked, why } })

test('a phone that comes in the person’s name is told, and turned off from here', async () => {
  const replica = await household()
  const screen = open(PhoneNews, {}, replica)
  await replica.write(LOG, [enrol('thief', 'P1')])
  await expect.poll(() => screen.text()).toContain('您的名下多了一部手机')
  screen.button('不是我，停用它').click()
  expect(screen.text()).toContain('停用了不能恢复')
  expect(replica.scope(LOG).record('device', 'thief')).not.toHaveProperty('revoked')
  screen.button('停用这部手机').click()
  await expect.poll(() => replica.scope(LOG).record('device', 'thief')).toMatchObject({ revoked: TODAY, why: '不是本人的手机' }) // prettier-ignore
  await expect.poll(() => screen.text()).not.toContain('手机')
  await screen.close()
})

test('phones of the household are told until they were read; of others, and of before, nothing is', async () => {
  const replica = await household()
  await replica.write(LOG, [enrol('elsewhere', 'P3'), enrol('hers', 'P2')])
  let screen = open(PhoneNews, {}, replica)
  await expect.poll(() => screen.text()).toContain('P2氏的名下多了一部手机')
  expect(screen.text()).not.toContain('P3氏')
  expect(() => screen.button('停用')).toThrow()
  screen.button('知道了').click()
  await expect.poll(() => screen.text()).not.toContain('P2氏')
  await screen.close()

  screen = open(PhoneNews, {}, replica)
  await replica.write(LOG, [revoke('hers', '丢了')])
  await expect.poll(() => screen.text()).toContain('P2氏的一部手机停用了')
  expect(screen.text()).toContain('写的原因：丢了')
  await screen.close()
})

test('a phone that takes the place of another is one piece of news', async () => {
  const replica = await household()
  await replica.write(LOG, [enrol('new', 'P1'), revoke('before', '已由新登记的手机取代')])
  const screen = open(PhoneNews, {}, replica)
  await expect.poll(() => screen.text()).toContain('您换了手机')
  expect(screen.text()).not.toContain('停用了旧的。')
  expect(document.querySelectorAll('.notice')).toHaveLength(1)
  await screen.close()
})
