import { dayOf } from '@shaiba/sync'
import { expect, test } from 'vitest'
import { open, phone, VILLAGE } from './screen.ts' // first: it gives what jsdom has not
import Capture from '../../src/features/appeal/Capture.svelte'
import Detail from '../../src/features/appeal/Detail.svelte'
import New from '../../src/features/appeal/New.svelte'
import Round from '../../src/features/appeal/Round.svelte'
import RoundOne from '../../src/features/appeal/RoundOne.svelte'
import { round } from '../../src/features/appeal/reading.svelte.ts'
import type { PhoneReplica } from '../../src/replica/replica.ts'

const SQUARE = `square/${VILLAGE}`
const REGION = 'region/350583112000'
const day = dayOf(Date.now())

function file(replica: PhoneReplica, id: string, title: string, category = 'livelihood'): Promise<string> {
  return replica.write(SQUARE, [{ do: 'appeal.file', id, set: { person: 'V', title, text: title, category } }])
}

test('what is new comes first, is read by opening it, and is new again when somebody adds to it', async () => {
  const replica = await phone('R1', 'committee')
  await file(replica, 'a1', '路灯不亮')
  await file(replica, 'a2', '水沟堵了')
  const list = open(Round, {}, replica)
  await expect.poll(() => list.text()).toContain('没看过 2')
  const one = open(RoundOne, { village: VILLAGE, sort: 'square', id: 'a1' }, replica)
  await expect.poll(() => list.text()).toContain('没看过 1')
  expect(list.text()).toContain('路灯不亮') // it does not jump away while the list is read
  await one.close()
  await replica.write(SQUARE, [{ do: 'appeal.add', id: 'a1', append: { notes: { text: '还没修' } } }])
  await expect.poll(() => list.text()).toContain('没看过 2')
  const mine = { step: 'accept', n: 0, day, by: 'R1', level: 'village' }
  round.see([])
  await replica.write(SQUARE, [{ do: 'appeal.step', id: 'a2', append: { steps: mine } }])
  await expect.poll(() => list.text()).toContain('没看过 2') // what one does oneself is not news
  await list.close()
})

test('several are taken in at once, each as will be said; what is not this desk’s is left out with the reason', async () => {
  const replica = await phone('R2', 'committee')
  await file(replica, 'b1', '路灯不亮')
  await file(replica, 'b2', '水沟堵了')
  await file(replica, 'b3', '已经受理的')
  const step = { step: 'accept', n: 0, day, by: 'X', level: 'town' }
  await replica.write(SQUARE, [{ do: 'appeal.step', id: 'b3', append: { steps: step } }])
  const list = open(Round, {}, replica)
  await expect.poll(() => list.text()).toContain('在办 3')
  document.querySelector<HTMLInputElement>('.bar input')!.click()
  list.button('受理').click()
  await expect.poll(() => list.text()).toContain('办这 2 件')
  expect(list.text()).toContain('1 件不办')
  expect(list.text()).toContain('现在不归您办这一步')
  expect(list.text()).toContain('受理，5 个工作日内答复')
  list.button('办这 2 件').click()
  await expect.poll(() => replica.outbox.current.length).toBe(6)
  for (const id of ['b1', 'b2'])
    expect(replica.scope(SQUARE).record('appeal', id)).toMatchObject({
      steps: [{ step: 'accept', n: 0, day, by: 'R2', level: 'village', category: 'livelihood' }],
    })
  await list.close()
})

test('the county’s words are filled in for each', async () => {
  const replica = await phone('R3', 'committee')
  await file(replica, 'c1', '路灯不亮')
  const step = { step: 'accept', n: 0, day, by: 'R3', level: 'village' }
  await replica.write(SQUARE, [{ do: 'appeal.step', id: 'c1', append: { steps: step } }])
  const words = { name: '已办好', step: 'answer', text: '「〔标题〕」办好了。〔别的〕' }
  await replica.write(REGION, [{ do: 'handling.reply', id: 't1', set: words }])
  const screen = open(Detail, { village: VILLAGE, sort: 'square', id: 'c1' }, replica)
  await expect.poll(() => screen.text()).toContain('常用话')
  screen.button('已办好').click()
  expect(screen.field('办的结果').value).toBe('「路灯不亮」办好了。〔别的〕')
  await screen.close()
})

test('what an officer heard is nobody’s, until who was meant claims it', async () => {
  const replica = await phone('R4', 'committee')
  await replica.write(SQUARE, [{ do: 'member.add', id: 'V4', set: { name: '王秀兰', household: '1', group: '第1组' } }])
  const screen = open(Capture, { village: VILLAGE }, replica)
  screen.button('记下来').click()
  expect(screen.text()).toContain('请写他说了什么')
  screen.button('电话').click()
  screen.button('民生').click()
  screen.type('一句话说清', '卫生站周末开不开门')
  screen.type('慢慢说', '要量血压。')
  screen.type('是谁说的', '秀兰')
  await expect.poll(() => screen.text()).toContain('王秀兰')
  screen.button('王秀兰').click()
  screen.button('记下来').click()
  await expect.poll(() => screen.text()).toContain('请把查询码告诉他')
  const [record] = replica.scope(SQUARE).records('appeal')
  expect(record).toMatchObject({ channel: 'phone', by: 'R4', name: 'R4氏', meant: 'V4', code: /^\d{9}$/ })
  expect(screen.text()).toMatch(/\d{4}-\d{4}-\d/)
  await screen.close()

  const hers = await phone('V4', 'villager')
  const { kind: _, at: __, id, ...set } = record!
  await hers.write(SQUARE, [{ do: 'appeal.capture', id, set }])
  const detail = open(Detail, { village: VILLAGE, sort: 'square', id }, hers)
  await expect.poll(() => detail.text()).toContain('这件事是您说的吗')
  expect(detail.text()).not.toContain('催一催')
  detail.button('是我说的').click()
  await expect.poll(() => detail.text()).toContain('催一催')
  expect(hers.scope(SQUARE).record('appeal', id)).toMatchObject({ person: 'V4' })
  await detail.close()
})

test('the same raised before is offered while it is written, and joined with one tap', async () => {
  const replica = await phone('R5', 'villager')
  await file(replica, 'd1', '老人食堂周末不开饭')
  const screen = open(New, { village: VILLAGE }, replica)
  screen.button('民生').click()
  screen.type('一句话说清', '老人食堂周末能不能开饭')
  await expect.poll(() => screen.text()).toContain('村里有人说过差不多的事')
  screen.button('是同一件，我附议').click()
  await expect.poll(() => replica.scope(SQUARE).record('appeal', 'd1')).toMatchObject({ supporters: ['R5'] })
  expect(replica.scope(SQUARE).records('appeal')).toHaveLength(1)
  await screen.close()
})
