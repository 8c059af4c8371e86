import { expect, test } from 'vitest'
import type { OpProof, RecordView } from '../../replica/types.ts'
import { bySubject, inOrder, sums } from '../../sheet/sums.ts'
import { keep, NO_FILTER, steps } from './ledger.ts'
import { ANY, learnReadings, matcher, passageOf, terms, valuesOf, within } from './search.ts'

const entry = (id: string, more: Record<string, unknown>): RecordView => ({
  kind: 'entry',
  id,
  at: 0,
  voucher: `2026-10-${id}`,
  date: '2026-10-08',
  direction: 'out',
  subject: '管理费用-维修费',
  summary: '第三组路灯维修材料',
  payee: '云岭镇宏达五金店',
  amount_fen: 486000,
  ...more,
})
const find = (records: readonly RecordView[], query: string): readonly RecordView[] =>
  records.filter(matcher(terms(query)))
const entries = [
  entry('2', {}),
  entry('1', { direction: 'in', subject: '发包收入', amount_fen: 100, payee: '周某', receipts: [{}] }),
  entry('3', { date: '2026-10-01', amount_fen: 5, reason: '多写一位' }),
]

test('sums, parts and order are those of a ledger', () => {
  expect(sums(entries)).toEqual({ in: 100, out: 486005 })
  expect(bySubject(entries, 'out')).toEqual([{ label: '管理费用-维修费', fen: 486005 }])
  expect(bySubject(entries, 'out', { most: 0, others: '其他' })).toEqual([{ label: '其他', fen: 486005 }])
  expect(inOrder(entries).map((e) => e.id)).toEqual(['3', '1', '2'])
})

test('filters narrow by direction, receipt, correction and any text', () => {
  expect(keep(entries, NO_FILTER)).toHaveLength(3)
  expect(keep(entries, { ...NO_FILTER, direction: 'in' }).map((e) => e.id)).toEqual(['1'])
  expect(keep(entries, { ...NO_FILTER, receipt: 'without' }).map((e) => e.id)).toEqual(['2', '3'])
  expect(keep(entries, { ...NO_FILTER, corrected: true }).map((e) => e.id)).toEqual(['3'])
  expect(keep(entries, { ...NO_FILTER, text: '五金 4,860' }).map((e) => e.id)).toEqual(['2'])
})

test.each(['五金店', '4860', '4,860.00', '10月8日', '2026-10-08', '2026-10-2', '路灯 维修'])(
  '«%s» finds the entry',
  (query) => {
    expect(find(entries, query).map((e) => e.id)).toContain('2')
  },
)

test('a payee is found as it is read, whole or by first letters, once the readings are known', () => {
  const fresh = entry('9', {})
  expect(find([fresh], 'hd')).toEqual([])
  learnReadings({ 宏: 'hong', 达: 'da', 五: 'wu' })
  for (const query of ['hd', 'hongdawu', '五金 hongda']) expect(find([fresh], query)).toEqual([fresh])
  expect(find([fresh], '五金 dahong')).toEqual([])
  learnReadings({})
})

test('what a title does not show of the words is shown with what stands around it, and only that', () => {
  const said = { id: 'd', kind: 'disclosure', title: '党员承诺践诺', summary: '王书记承诺：三组的路灯在国庆以前修好，水渠清一次。' } as unknown as RecordView // prettier-ignore
  expect(passageOf(said, '党员承诺践诺', ['路灯'])).toBe('王书记承诺：三组的路灯在国庆以前修好，水渠清一次。')
  expect(passageOf(said, '党员承诺践诺', ['承诺'])).toBe('')
  expect(passageOf(said, '党员承诺践诺', ['承诺', '水渠'])).toBe('…组的路灯在国庆以前修好，水渠清一次。')
  expect(passageOf(said, '党员承诺践诺', ['4860'])).toBe('')
})

test('what stands in lists is found too: the options of a poll, the titles on an agenda, as they are read as well', () => {
  learnReadings({ 水: 'shui', 渠: 'qu' })
  const meeting = {
    kind: 'meeting',
    id: 'm1',
    at: 0,
    title: '坝坝会',
    day: '2026-10-08',
    agenda: [{ key: 'a', title: '修水渠' }],
  }
  const poll = { kind: 'poll', id: 'q1', at: 0, title: '修什么', options: ['修路', '修水渠'] }
  const power = { kind: 'power', id: 'Z-07', at: 0, name: '资产出租', watch: ['有没有公开竞价'] }
  const found = (query: string): string[] => find([meeting, poll, power], query).map(({ id }) => id)
  expect(found('水渠')).toEqual(['m1', 'q1'])
  expect(found('shuiqu')).toEqual(['m1'])
  expect(found('10月8日')).toEqual(['m1'])
  expect(found('竞价')).toEqual(['Z-07'])
  expect(found('z-07')).toEqual(['Z-07'])
  learnReadings({})
})

test.each([
  ['¥4,860', true],
  ['￥4860.00', true],
  ['4860元', true],
  ['0.486万', true],
  ['4,860', true],
  ['¥860', false],
  ['4.8万', false],
  ['2026-10', true],
  ['2026/10/8', true],
  ['2026年10月', true],
  ['2026.1', false],
  ['2026-1', false],
  ['10月', true],
  ['10月8日', true],
  ['1月', false],
  ['0月', false],
])('«%s» finds the entry of 4,860.00 on 8 October 2026: %s', (query, isFound) => {
  expect(find([entry('2', {})], query)).toHaveLength(isFound ? 1 : 0)
})

test('what is found is narrowed by year, class, payee and way', () => {
  expect(within(entries, ANY)).toBe(entries)
  expect(within(entries, { ...ANY, year: '2026', direction: 'in' }).map((one) => one.id)).toEqual(['1'])
  expect(within(entries, { ...ANY, subject: '发包收入', payee: '周某' }).map((one) => one.id)).toEqual(['1'])
  expect(within(entries, { ...ANY, year: '2025' })).toEqual([])
  expect(valuesOf(entries, (one) => String(one['payee']))).toEqual(['云岭镇宏达五金店', '周某'])
})

test('a history says what each op replaced, and why', () => {
  const op = (seq: number, change: Record<string, unknown>): OpProof =>
    ({ seq, changes: [{ id: '2', ...change }] }) as unknown as OpProof
  const list = steps(
    [
      op(9, { do: 'entry.correct', set: { amount_fen: 486000, reason: '少一位' } }),
      op(4, { do: 'entry.post', set: { amount_fen: 48600, payee: '甲' } }),
    ],
    'entry',
    '2',
  )
  expect(list.map((step) => step.verb)).toEqual(['post', 'correct'])
  expect(list[1]?.reason).toBe('少一位')
  expect(list[1]?.differences).toEqual([{ field: 'amount_fen', before: 48600, after: 486000 }])
})
