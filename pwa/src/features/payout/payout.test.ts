// @vitest-environment jsdom
/** The list of a payout: read from a sheet, masked, and made into changes. */
import { DEFAULT_POLICY } from '@shaiba/sync'
import { afterEach, describe, expect, test } from 'vitest'
import type { RecordView } from '../../replica/types.ts'
import type { Payout } from '../../generated/kinds.ts'
import { keptChanges, planOf } from '../../sheet/households.ts'
import { workbook } from '../../sheet/xlsx.ts'
import { lang } from '../../text/words.svelte.ts'
import { closest, compare, type Open } from './compare.ts'
import { parse } from './parse.ts'
import { fenOf, find } from './payout.ts'
import { publicChanges } from './plan.ts'
import { lineColumns } from './table.ts'

const read = (text: string) => parse(new TextEncoder().encode(text))
const GOOD = [
  '2026年耕地地力保护补贴发放表',
  '序号,户编号,户主,身份证号,面积（亩）,金额（元）,备注',
  '1,03-017,王德明,510705197001010019,3.50,333.20,',
  '2,,李四,,2,190.40,代领',
  '3,03-019,阿牛,,1,95.20,',
  '合计,,,,6.5,618.80,',
  '制表：吴会计,,,,,,',
].join('\n')
const MEMBERS = [
  { kind: 'member', id: 'p1', name: '王德明（演示）', household: '03-017' },
  { kind: 'member', id: 'p2', name: '王小妹', household: '03-017' },
  { kind: 'member', id: 'p4', name: '李四', household: '03-018' },
] as unknown as readonly RecordView[]
const WORDS = {
  policy: '耕地地力保护补贴',
  batch: '第一批',
  period: '2026',
  paid: '2026-09-28',
  until: '2026-12-31',
  note: '',
  unit: '亩',
  standard: 9520,
}

describe('a sheet', () => {
  test('is read line by line; totals and who signed are no households', async () => {
    const { rows, problems, notes } = await read(GOOD)
    expect(problems).toEqual([])
    expect(rows.map((row) => [row.number, row.payee, row.amount_fen, row.household, row.quantity])).toEqual([
      [1, '王德明', 33320, '03-017', '3.50'],
      [2, '李四', 19040, '', '2'],
      [3, '阿牛', 9520, '03-019', '1'],
    ])
    expect(notes.map((note) => note.code)).toEqual(['unknown_column', 'total'])
  })

  test.each([
    ['户编号,户主,金额\n03-1,,10', 'missing'],
    ['户编号,户主,金额\n03-1,王德明,', 'missing'],
    ['户编号,户主,金额\n03-1,王德明,多', 'not_an_amount'],
    ['户编号,户主,金额\n03-1,王德明,1.234', 'too_precise'],
    ['户编号,户主,金额\n03-1,王德明,0', 'zero'],
    ['户编号,户主,金额\n03-1,王德明,-5', 'negative'],
    ['户编号,户主,金额\n三号,王德明,5', 'not_a_number'],
    ['户编号,户主,金额\n03-1,王德明,5\n03-1,李四,5', 'duplicate_household'],
    ['户编号,户主,金额\n03-1,王德明13912345678,5', 'identifier'],
    ['户编号,户主,金额\n03-1,王德明,5\n合计,,6', 'total_differs'],
    ['户编号,户主,面积\n03-1,王德明,5', 'missing_column'],
    ['户编号,户主,金额,金额\n03-1,王德明,5,5', 'duplicate_column'],
    ['户编号,户主,金额\n,,', 'empty'],
    ['一,二,三\n1,2,3', 'no_header'],
    ['', 'empty'],
  ])('%j is told as %s', async (text, code) => {
    const { problems } = await read(text)
    expect(problems.map((one) => one.code)).toEqual([code])
  })

  test('every bad cell is named by row and column', async () => {
    const { problems } = await read('户编号,户主,金额\n03-1,,多\n三号,王德明,0')
    expect(problems.map((one) => `${one.column}${String(one.row)} ${one.code}`)).toEqual([
      'B2 missing',
      'C2 not_an_amount',
      'A3 not_a_number',
      'C3 zero',
    ])
  })
})

describe('a plan', () => {
  test('covers every head, and finds the household by its number, else by its head alone', async () => {
    const lines = planOf((await read(GOOD)).rows, DEFAULT_POLICY, MEMBERS)
    expect(lines.map((one) => [one.public.payee, one.village['payee'], one.household, one.people])).toEqual([
      ['王*明', '王德明', '03-017', ['p1', 'p2']],
      ['李*', '李四', '03-018', ['p4']],
      ['阿*', '阿牛', '03-019', []],
    ])
    const changes = publicChanges(lines, 'b1', WORDS)
    expect(JSON.stringify(changes)).not.toMatch(/德明|李四|阿牛|03-01|5107/)
    expect(changes[0]).toMatchObject({ do: 'payout.publish', set: { households: 3, total_fen: 61880, unit: '亩' } })
  })

  test('keeps with the office whose line it is, and in the square only names', async () => {
    const lines = planOf((await read(GOOD)).rows, DEFAULT_POLICY, MEMBERS)
    const [office] = keptChanges(lines, 'b1', 'original')
    const [square] = keptChanges(lines, 'b1', 'village')
    expect(office?.set).toEqual({ disclosure: 'b1', payee: '王德明', household: '03-017', people: ['p1', 'p2'] })
    expect(square?.set).toEqual({ disclosure: 'b1', payee: '王德明' })
    expect(office?.id).toBe(square?.id)
  })

  test('where the county shows full names, the office still keeps whose line it is', async () => {
    const lines = planOf((await read(GOOD)).rows, { ...DEFAULT_POLICY, names: 'full' }, MEMBERS)
    expect(lines[0]?.public.payee).toBe('王德明')
    expect(keptChanges(lines, 'b1', 'village')).toEqual([])
    expect(keptChanges(lines, 'b1', 'original')[0]?.set).toEqual({
      disclosure: 'b1',
      household: '03-017',
      people: ['p1', 'p2'],
    })
  })
})

test('a list is searched by name, number and sum', () => {
  const list = [
    { kind: 'payment', id: 'a', number: 1, payee: '王*明', amount_fen: 33320 },
    { kind: 'payment', id: 'b', number: 33, payee: '李*', amount_fen: 1000 },
  ] as unknown as readonly RecordView[]
  const ids = (query: string): string[] => find(list, query, { 王: 'wang', 明: 'ming' }).map((one) => one.id)
  expect(ids('')).toEqual(['a', 'b'])
  expect(ids('王')).toEqual(['a'])
  expect(ids('333.2')).toEqual(['a'])
  expect(ids('33')).toEqual(['a', 'b'])
  expect(ids('李 10')).toEqual(['b'])
  expect(ids('wm')).toEqual(['a'])
})

test.each([
  ['300', 30000],
  ['300.5', 30050],
  ['0', null],
  ['', null],
  ['三百', null],
])('%j typed is %j fen', (typed, fen) => {
  expect(fenOf(typed)).toBe(fen)
})

describe('held against what is public', () => {
  const batch = (id: string, more: object = {}): Payout => ({ kind: 'payout', id, at: 0, ...more }) as unknown as Payout
  const PAYMENTS = [
    { kind: 'payment', id: 'a', number: 1, payee: '王*明', amount_fen: 33320, quantity: '3.50' },
    { kind: 'payment', id: 'b', number: 2, payee: '李*', amount_fen: 1000, note: '=代领' },
    { kind: 'payment', id: 'c', number: 3, payee: '李*', amount_fen: 2000 },
  ] as unknown as readonly RecordView[]
  const line = (payee: string, amount_fen: number): Open => ({ payee, amount_fen, quantity: '', note: '' })
  afterEach(() => lang.choose('zh'))

  test.each(['zh', 'en'] as const)(
    'a list that was saved in «%s» is the same when it is taken in again',
    async (language) => {
      lang.choose(language)
      const file = workbook(
        { name: 'x', about: [], columns: lineColumns(), rows: PAYMENTS },
        ['明细', '来历'],
        new Date(0),
      )
      const { rows, problems, notes } = await parse(file)
      expect([problems, notes]).toEqual([[], []])
      const found = closest(planOf(rows, DEFAULT_POLICY, MEMBERS), [batch('b1')], () => PAYMENTS)
      expect(found).toMatchObject({ same: 3, changed: [], fresh: [], gone: [] })
    },
  )

  test('is told apart into same, changed, new and gone; two of one covered name are not taken for each other', () => {
    const held = [line('李*', 1000), line('李*', 2000), line('王*', 5), line('陈*', 7)]
    const said = [line('李*', 2000), line('李*', 1100), line('王*', 5), line('吴*', 9)]
    expect(compare(said, held)).toEqual({
      same: 2,
      changed: [[line('李*', 1000), line('李*', 1100)]],
      fresh: [line('吴*', 9)],
      gone: [line('陈*', 7)],
    })
  })

  test('the batch that is most like it is named; a withdrawn one, or one that has nothing of it, is not', async () => {
    const lines = planOf((await read(GOOD)).rows, DEFAULT_POLICY, MEMBERS)
    const batches = [batch('few'), batch('gone', { withdrawn: '抄错了' }), batch('most')]
    const public_ = (id: string): readonly RecordView[] => {
      const all = lines.map(({ row, public: open }) => ({
        ...open,
        amount_fen: row.amount_fen,
        quantity: row.quantity,
      }))
      return (id === 'few' ? all.slice(0, 1) : all) as unknown as readonly RecordView[]
    }
    expect(closest(lines, batches, public_)?.batch.id).toBe('most')
    expect(closest(lines, batches, () => [])).toBeNull()
  })
})
