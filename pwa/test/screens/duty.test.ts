import { expect, test } from 'vitest'
import Rules from '../../src/features/duty/Rules.svelte'
import Publish from '../../src/features/duty/Publish.svelte'
import Year from '../../src/features/duty/Year.svelte'
import { keptBy, monthOf, periodsOf } from '../../src/features/duty/duty.ts'
import { changesOf, FIELDS, withField } from '../../src/features/duty/rules.ts'
import { open, phone, VILLAGE } from './screen.ts'

const LAST = String(new Date().getFullYear() - 1)
const ITEM = { group: '财务', period: 'month', day: 10, by: '报账员', law: '第三十条' }
const SAY = {
  do: 'catalogue.say',
  id: 'catalogue-1',
  set: {
    title: '公开目录',
    since: `${LAST}-01-01`,
    items: [
      { ...ITEM, key: 'C-21', name: '月度收支', category: 'ledger' },
      { key: 'C-19', name: '印章使用', period: 'event', by: '村委会', group: '村务' },
    ],
  },
}
const COUNTY = `region/${VILLAGE.slice(0, 6)}000000`

test('of a year everything is missing until it is published, and one item is published in words', async () => {
  const replica = await phone('P1', 'accountant')
  await replica.write(COUNTY, [SAY])
  const screen = open(Year, { village: VILLAGE }, replica)
  await expect.poll(() => screen.text()).toContain(`${LAST}年`)
  screen.button(`${LAST}年`).click()
  await expect.poll(() => screen.text()).toContain('缺 12 项')
  expect(screen.text()).toContain('报账员')
  expect(screen.text()).toContain('第三十条')
  expect(screen.text()).toContain('印章使用')
  await screen.close()

  const form = open(Publish, { village: VILLAGE }, replica)
  form.type('哪一项', 'C-21')
  form.type('内容', '本月没有收支。')
  form.button('公开').click()
  await expect.poll(() => form.text()).toContain('已经写好')
  const [said] = replica.scope(`village/${VILLAGE}`).records('disclosure')
  expect(said).toMatchObject({ item: 'C-21', class: 'finance', category: 'ledger', summary: '本月没有收支。' })
  await form.close()
})

test('a quarter stands in its last month, a year in December', () => {
  expect(['2026-10', '2026-Q3', '2026'].map(monthOf)).toEqual([10, 9, 12])
})

test('what may be published now begins with the period that has ended', () => {
  expect(periodsOf('month', '2026-01-05').slice(0, 2)).toEqual(['2025-12', '2026-01'])
  expect(periodsOf('quarter', '2026-11-27').slice(0, 3)).toEqual(['2026-Q3', '2026-Q4', '2026-Q2'])
  expect(periodsOf('year', '2026-11-27')).toEqual(['2025', '2026'])
  expect(periodsOf('event', '2026-11-27')[0]).toBe('2026-11')
})

test('who lacks most comes first; of one item only that counts', () => {
  const row = (village: string, ...counts: number[][]) => ({ village, name: village, begun: true, counts })
  const villages = [row('a', [3, 0, 0, 0, 1], [1, 0, 0, 0, 0]), row('b', [1, 1, 2, 0, 0], [1, 0, 0, 0, 0])]
  const table = { region: 'r', year: '2026', day: '', items: [['x', 'X'], ['y', 'Y']] as const, villages: [...villages, { village: 'c', name: 'c', begun: false }] } // prettier-ignore
  expect(keptBy(table, '').map(({ row: { village }, percent }) => [village, percent])).toEqual([['b', 40], ['a', 100]]) // prettier-ignore
  expect(keptBy(table, 'y').map(({ overdue }) => overdue)).toEqual([0, 0])
})

test('a county takes a template, changes an item, sees what is other, and publishes the next version', async () => {
  const replica = await phone('P1', 'admin', undefined, `${VILLAGE.slice(0, 6)}000000`)
  await replica.write(COUNTY, [SAY])
  const screen = open(Rules, { village: VILLAGE }, replica)
  await expect.poll(() => screen.text()).toContain('第 1 版')
  await expect.poll(() => screen.text()).toContain('27 项')
  screen.type('从哪里开始改', 'now')
  expect(screen.text()).toContain('没有改动')
  screen.button('C-21').click()
  screen.type('最晚几号', '5')
  await expect.poll(() => screen.text()).toContain('改了 1 处')
  expect(screen.text()).toContain('最晚几号：10 5')
  screen.button('发布第 2 版').click()
  await expect.poll(() => screen.text()).toContain('已经写好')
  const said = replica.scope(COUNTY).record('catalogue', 'catalogue-2')
  expect(said?.['items']).toMatchObject([{ key: 'C-21', day: 5 }, { key: 'C-19' }])

  screen.button('办事流程').click()
  await expect.poll(() => screen.text()).toContain('四议两公开')
  screen.type('从哪里开始改', 'resolve')
  await expect.poll(() => screen.text()).toContain('改了 8 处')
  screen.button('发布第 1 版').click()
  await expect.poll(() => replica.scope(COUNTY).record('procedure', 'resolve-1')?.['title']).toBe('四议两公开')
  await screen.close()
})

test('what is left empty is not said, and several stand apart', () => {
  const [name, , , day] = FIELDS.catalogue
  const item = { key: 'C-1', name: '收支', day: 10 }
  expect(withField(item, day!, '')).toEqual({ key: 'C-1', name: '收支' })
  expect(withField(item, day!, '5')).toEqual({ key: 'C-1', name: '收支', day: 5 })
  expect(withField(item, { name: 'papers', is: 'many' }, '甲； 乙；')).toMatchObject({ papers: ['甲', '乙'] })
  expect(changesOf([item], [withField(item, name!, '月收支'), { key: 'C-2' }]).map(({ what }) => what)).toEqual(['changed', 'added']) // prettier-ignore
  expect(changesOf([item], []).map(({ what }) => what)).toEqual(['gone'])
})
