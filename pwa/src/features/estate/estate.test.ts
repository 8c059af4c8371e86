// @vitest-environment node
/** What a contract makes due to many, read from a sheet; sums as they are typed. */
import { describe, expect, test } from 'vitest'
import type { OpProof } from '../../replica/types.ts'
import { fenOf, filled, formerOf } from './estate.ts'
import { readRents } from './rents.ts'

const read = (text: string) => readRents(new TextEncoder().encode(text), 5)
const GOOD = [
  '油茶地流转租金',
  '户编号,户主,身份证号,流转面积（亩）,应付日,租金（元）',
  '02-011,吴秀兰,330111197001010019,2.39,2026-06-30,1195.00',
  ',阿牛,,1,2026年6月30日,500',
  '合计,,,3.39,,1695',
  '制表：吴会计,,,,,',
].join('\n')

describe('a sheet', () => {
  test('is read line by line, on from what is there; totals and who signed are no households', async () => {
    const { rows, problems } = await read(GOOD)
    expect(problems).toEqual([])
    expect(rows.map((row) => [row.number, row.payee, row.household, row.quantity, row.due, row.amount_fen])).toEqual([
      [5, '吴秀兰', '02-011', '2.39', '2026-06-30', 119_500],
      [6, '阿牛', '', '1', '2026-06-30', 50_000],
    ])
  })

  test.each([
    ['户主,应付日,金额\n,2026-06-30,5', 'missing'],
    ['户主,应付日,金额\n吴秀兰,,5', 'missing'],
    ['户主,应付日,金额\n吴秀兰,明年,5', 'not_a_date'],
    ['户主,应付日,金额\n吴秀兰,2026-02-30,5', 'not_a_date'],
    ['户主,应付日,金额\n吴秀兰,2026-06-30,', 'missing'],
    ['户主,应付日,金额\n吴秀兰,2026-06-30,多', 'not_an_amount'],
    ['户主,应付日,金额\n吴秀兰,2026-06-30,1.234', 'too_precise'],
    ['户主,应付日,金额\n吴秀兰,2026-06-30,0', 'zero'],
    ['户主,应付日,金额\n吴秀兰,2026-06-30,2000000000', 'too_large'],
    ['户编号,户主,应付日,金额\n三号,吴秀兰,2026-06-30,5', 'not_a_number'],
    ['户主,应付日,金额\n吴秀兰13912345678,2026-06-30,5', 'identifier'],
    ['户主,面积,金额\n吴秀兰,1,5', 'missing_column'],
    ['户主,应付日,金额,金额\n吴秀兰,2026-06-30,5,5', 'duplicate_column'],
    ['户主,应付日,金额\n,,', 'empty'],
    ['一,二,三\n1,2,3', 'no_header'],
    ['', 'empty'],
  ])('%j is told as %s', async (text, code) => {
    const { problems } = await read(text)
    expect(problems.map((one) => one.code)).toEqual([code])
  })
})

test.each([
  ['18000.50', false, 1_800_050],
  ['-5', true, -500],
  ['-5', false, null],
  ['0', true, null],
  ['多', true, null],
])('%j typed is that many fen', (typed, either, fen) => {
  expect(fenOf(typed, either)).toBe(fen)
})

test('what is empty is left out', () => {
  expect(filled({ a: '', b: null, c: 0, d: 'x' })).toEqual({ c: 0, d: 'x' })
})

test('what stood before a sum was put right is read out of the log, oldest first', () => {
  const op = (seq: number, verb: string, set: object): OpProof =>
    ({ seq, changes: [{ do: verb, id: 'r1', set }, { do: 'rent.post', id: 'r2', set: { due: '2020-01-01' } }] }) as never // prettier-ignore
  const post = op(1, 'rent.post', { due: '2026-06-30', amount_fen: 500 })
  expect(formerOf([post], 'r1')).toEqual([])
  const twice = [op(9, 'rent.correct', { due: '2026-07-01', reason: '抄错了' }), post, op(5, 'rent.correct', { amount_fen: 400, reason: '亩数错了' })] // prettier-ignore
  expect(formerOf(twice, 'r1')).toMatchObject([
    { due: '2026-06-30', amount_fen: 500 },
    { due: '2026-06-30', amount_fen: 400 },
  ])
})
