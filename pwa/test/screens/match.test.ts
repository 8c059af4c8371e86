import { dayOf } from '@shaiba/sync'
import { expect, test } from 'vitest'
import Explained from '../../src/features/disclosure/Explained.svelte'
import { askedOf } from '../../src/features/disclosure/ledger.ts'
import { casesOf, placeToSign } from '../../src/features/know/know.ts'
import { messagesOf } from '../../src/replica/inbox.ts'
import type { PhoneReplica } from '../../src/replica/replica.ts'
import { open, phone, VILLAGE } from './screen.ts'

const LOG = `village/${VILLAGE}`
const TOWN = '350583112000'
const OTHER = '350583112217'
const day = dayOf(Date.now())
const asked = {
  do: 'explanation.ask',
  id: 'm1',
  set: { asked: day },
  add: { entries: ['e1'], others: [`${OTHER} e7`] },
}

function explained(replica: PhoneReplica): ReturnType<typeof open> {
  const props = { village: VILLAGE, entry: 'e1', asked: askedOf(replica.scope(LOG), 'e1') }
  return open(Explained, props, replica)
}

test('an entry says in plain words what is to be explained, and who answers for the books explains it without network', async () => {
  const replica = await phone('C', 'committee')
  await replica.write(LOG, [asked] as never)
  await expect.poll(() => askedOf(replica.scope(LOG), 'e1')).toHaveLength(1)
  expect(askedOf(replica.scope(LOG), 'e2')).toEqual([])
  expect(messagesOf(replica, Date.now()).map(({ sort }) => sort)).toEqual(['explain'])
  const screen = explained(replica)
  expect(screen.text()).toContain('这不是说谁做错了')
  expect(screen.text()).toContain(OTHER)
  screen.button('写说明').click()
  screen.button('存下说明').click()
  await expect.poll(() => screen.text()).toContain('请写上说明')
  screen.type('怎么回事', '打 13912345678 问我')
  screen.button('存下说明').click()
  await expect.poll(() => screen.text()).toContain('公开以后谁都看得到')
  expect(askedOf(replica.scope(LOG), 'e1')[0]?.['words']).toBeUndefined()
  screen.type('怎么回事', '与邻村合买。')
  screen.button('存下说明').click()
  await expect.poll(() => messagesOf(replica, Date.now())).toEqual([])
  await screen.close()
  const again = explained(replica)
  expect(again.text()).toContain('C氏')
  expect(again.text()).toContain('与邻村合买。')
  await again.close()
})

test('what was settled stays in the history, or says that it was entered twice; a villager explains nothing', async () => {
  for (const [settled, words] of [
    ['explained', '说明属实'],
    ['upheld', '确属重复'],
  ] as const) {
    const replica = await phone('V', 'villager')
    const settle = { do: 'explanation.settle', id: 'm1', set: { settled, settled_on: day, finding: '核对过发票。' } }
    await replica.write(LOG, [asked, settle] as never)
    await expect.poll(() => askedOf(replica.scope(LOG), 'e1')[0]?.['settled']).toBe(settled)
    const screen = explained(replica)
    expect(screen.text()).toContain(words)
    expect(screen.text()).toContain('核对过发票。')
    expect(screen.text()).not.toContain('写说明')
    expect(messagesOf(replica, Date.now())).toEqual([])
    await screen.close()
  }
})

test('who is in office in the town signs for a case in the log of the town, once', async () => {
  const replica = await phone('T', 'cadre', undefined, TOWN)
  const set = { title: '案', day, facts: '一', outcome: '二', lesson: '三', audience: ['cadre'] }
  await replica.write(`region/${TOWN}`, [{ do: 'circular.publish', id: 'c1', set }] as never)
  const where = (): unknown => casesOf(replica, VILLAGE).map((one) => placeToSign(replica, VILLAGE, one))
  await expect.poll(where).toEqual([{ scope: `region/${TOWN}`, role: 'cadre' }])
  const signed = { day, by: 'T', name: 'T氏', role: 'cadre' }
  await replica.write(`region/${TOWN}`, [{ do: 'reading.sign', id: 'c1', append: { signed } }] as never)
  await expect.poll(where).toEqual([null])
})
