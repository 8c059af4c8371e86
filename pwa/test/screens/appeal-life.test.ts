import { dayOf } from '@shaiba/sync'
import { expect, test } from 'vitest'
import Detail from '../../src/features/appeal/Detail.svelte'
import { toasts } from '../../src/ui/toast.svelte.ts'
import { open, phone, VILLAGE } from './screen.ts'

const SQUARE = `square/${VILLAGE}`
const day = dayOf(Date.now())
const set = { person: 'V', title: '路灯不亮', text: '…', category: 'livelihood' }
const step = (name: string, n: number, by: string, more: object = {}): object => ({
  do: 'appeal.step',
  id: 'a1',
  append: { steps: { step: name, n, day, by, ...more } },
})
const ANSWERED = [
  step('accept', 0, 'C', { level: 'village', name: 'C氏' }),
  step('answer', 1, 'C', { text: '修好了', name: 'C氏' }),
]

test('an officer takes it in and finishes it with no network; only the steps that fit are offered', async () => {
  const replica = await phone('C', 'committee')
  await replica.write(SQUARE, [{ do: 'appeal.file', id: 'a1', set }])
  const screen = open(Detail, { village: VILLAGE, sort: 'square', id: 'a1' }, replica)
  await expect.poll(() => screen.text()).toContain('等村里受理')
  expect(screen.text()).toContain('2 个工作日内受理')
  expect(screen.text()).not.toContain('办完了，交审核')
  expect(screen.text()).toContain('记下以后：村里正在办') // what comes of it, before it is said
  expect(screen.text()).toContain('受理，5 个工作日内答复')
  screen.button('记下这一步').click()
  await expect.poll(() => screen.text()).toContain('办完了，交审核')
  screen.button('办完了，交审核').click()
  screen.button('记下这一步').click()
  expect(screen.text()).toContain('请写几句说明')
  screen.type('办的结果', '换了灯泡')
  screen.button('记下这一步').click()
  await expect.poll(() => replica.scope(SQUARE).record('appeal', 'a1')?.['steps']).toHaveLength(2)
  expect(screen.text()).toContain('办完了，等村里审核')
  expect(screen.text()).not.toContain('退回重办') // who answered does not review
  expect(replica.scope(SQUARE).record('appeal', 'a1')).toMatchObject({
    steps: [
      { step: 'accept', n: 0, day, by: 'C', level: 'village' },
      { step: 'answer', n: 1, text: '换了灯泡' },
    ],
  })
  await screen.close()
})

test('who picks the next step before the last one is wholly written down keeps it open, and what was typed in it', async () => {
  const replica = await phone('C', 'committee')
  await replica.write(SQUARE, [{ do: 'appeal.file', id: 'a1', set }])
  const screen = open(Detail, { village: VILLAGE, sort: 'square', id: 'a1' }, replica)
  await expect.poll(() => screen.text()).toContain('等村里受理')
  let pickedAt = 0
  const seen = new MutationObserver(() => {
    if (pickedAt > 0 || !screen.text().includes('上报一级')) return
    pickedAt = performance.now()
    screen.button('上报一级').click()
    screen.type('说明', '线路不归我们这一级定。')
  })
  seen.observe(document.body, { childList: true, subtree: true })
  const written = replica.outbox
  screen.button('记下这一步').click()
  await expect.poll(() => written.current).toHaveLength(2)
  await expect.poll(() => pickedAt).toBeGreaterThan(0)
  await expect.poll(() => toasts.current.map((it) => it.text)).toContain('已记下')
  expect(screen.field('说明').value).toBe('线路不归我们这一级定。')
  seen.disconnect()
  await screen.close()
})

test('only who waits says whether it will do; where it does not, it goes up', async () => {
  const replica = await phone('V', 'villager')
  await replica.write(SQUARE, [
    { do: 'appeal.file', id: 'a1', set },
    ...(ANSWERED as never[]),
    step('reply', 2, 'T', { name: 'T氏' }) as never,
  ])
  const screen = open(Detail, { village: VILLAGE, sort: 'square', id: 'a1' }, replica)
  await expect.poll(() => screen.text()).toContain('只有您能说满意不满意')
  document.querySelectorAll<HTMLInputElement>('input[type=radio]')[2]!.click()
  screen.button('记下这一步').click()
  await expect.poll(() => screen.text()).toContain('因不满意已升级 1 次')
  expect(screen.text()).toContain('等镇里受理')
  await screen.close()
})

test('of two steps at one time the second does not count, and both stand there', async () => {
  const replica = await phone('N', 'villager')
  const office = { office: 'o1', to: '甲站' }
  await replica.write(SQUARE, [
    { do: 'appeal.file', id: 'a1', set },
    ANSWERED[0] as never,
    step('dispatch', 1, 'C', office) as never,
    step('dispatch', 1, 'D', { office: 'o2', to: '乙站' }) as never,
  ])
  const screen = open(Detail, { village: VILLAGE, sort: 'square', id: 'a1' }, replica)
  await expect.poll(() => screen.text()).toContain('甲站正在办')
  await expect.poll(() => screen.text()).toContain('没有算数')
  expect(screen.text()).not.toContain('下一步')
  screen.button('我也有同样的事').click()
  await expect.poll(() => screen.text()).toContain('1 位乡亲附议')
  await screen.close()
})
