import { expect, test } from 'vitest'
import Know from '../../src/features/know/Know.svelte'
import { find, judge } from '../../src/features/know/know.ts'
import type { Scheme } from '../../src/generated/kinds.ts'
import { open, phone, VILLAGE } from './screen.ts'

const COUNTY = `region/${VILLAGE.slice(0, 6)}000000`
const SCHEME = {
  title: '高龄津贴',
  plain: '八十岁以上的老人每月有一笔钱。',
  who: '年满 80 周岁',
  since: '2020-01-01',
  window: '镇便民中心',
  words: ['老人'],
  questions: [{ ask: '老人满 80 周岁了吗？', need: 'yes', otherwise: '满了那个月再来。' }],
}
const say = (id: string, set: object) => ({ do: 'scheme.publish', id, set: { ...SCHEME, ...set } })

test('what one may ask for is found, and questions are answered on the phone alone', async () => {
  const replica = await phone('P1', 'villager')
  await replica.write(COUNTY, [
    say('s1', {}),
    say('s2', { title: '过期的', until: '2020-12-31' }),
    say('s3', { title: '旧的' }),
    say('s4', { title: '新的', replaces: 's3' }),
  ])
  const screen = open(Know, { village: VILLAGE }, replica)
  await expect.poll(() => screen.text()).toContain('2 项')
  expect(screen.text()).not.toContain('过期的')
  expect(screen.text()).not.toContain('旧的')
  const said = replica.outbox.current.length
  screen.button('高龄津贴').click()
  screen.button('不是').click()
  await expect.poll(() => screen.text()).toContain('看来不符合')
  expect(screen.text()).toContain('满了那个月再来')
  expect(screen.text()).toContain('最后由镇便民中心核定')
  expect(replica.outbox.current).toHaveLength(said)
  await screen.close()
})

test('a circular is read and signed for once, by whom it is meant', async () => {
  const replica = await phone('P1', 'committee')
  const set = { title: '虚报工程', day: '2026-10-20', facts: '虚报。', outcome: '处分。', lesson: '公开。', audience: ['committee'] } // prettier-ignore
  await replica.write(COUNTY, [{ do: 'circular.publish', id: 'c1', set }])
  const screen = open(Know, { village: VILLAGE, part: 'cases' }, replica)
  await expect.poll(() => screen.text()).toContain('本村还没有人签字')
  screen.button('看过了，签字').click()
  await expect.poll(() => screen.text()).toContain('本村已签字：P1氏')
  expect(screen.text()).not.toContain('看过了，签字')
  await screen.close()
})

test('answers come to a word: likely when all are as they need, unlikely at the first that is not', () => {
  const questions = [
    { ask: 'a', need: 'yes' as const },
    { ask: 'b', need: 'no' as const, otherwise: 'x' },
  ]
  expect(judge(questions, [true]).told).toBe('open')
  expect(judge(questions, [true, false]).told).toBe('likely')
  expect(judge(questions, [null, true])).toEqual({ told: 'unlikely', because: questions[1] })
})

test('it is found as it is read', () => {
  const one = { ...SCHEME, kind: 'scheme', id: 's1' } as unknown as Scheme
  const readings = { 高: 'gao', 龄: 'ling', 津: 'jin', 贴: 'tie', 老: 'lao', 人: 'ren' }
  for (const query of ['gaoling', 'gljt', 'laoren', '每月', '津贴 老人']) expect(find([one], query, readings)).toHaveLength(1) // prettier-ignore
  expect(find([one], 'dibao', readings)).toHaveLength(0)
})
