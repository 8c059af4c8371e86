// @vitest-environment node
/** What is typed becomes what is signed; a list out of a sheet covers every name, and every fault of it is told at once. */
import { DEFAULT_POLICY, entrantId, listRoot, b64uEncode } from '@shaiba/sync'
import { describe, expect, test } from 'vitest'
import { resultOf, throwsOf } from './draw.ts'
import { entriesOf, fromRoll, listed, MOST, readList } from './parse.ts'

const sheet = (text: string): Uint8Array => new TextEncoder().encode(text)
const salt = (size: number): Uint8Array => new Uint8Array(size).fill(7)

describe('what is typed', () => {
  test.each([
    ['1 2 3', '1 2 3'],
    [' 1  2\t3 ', '1 2 3'],
    ['０１，05、33', '01 05 33'],
    ['02 05 11 19 22 30+08', '02 05 11 19 22 30 08'],
    ['', null],
    ['123', null],
    ['1 2 x', null],
    [Array(21).fill('1').join(' '), null],
  ])('a result: %s', (typed, want) => {
    expect(resultOf(typed)).toBe(want)
  })

  test('twenty throws, with or without spaces, are four rows of five', () => {
    const rows = ['3 0 7 1 9', '3 0 7 1 9', '3 0 7 1 9', '3 0 7 1 9']
    expect(throwsOf('30719'.repeat(4), 20, 5)).toEqual(rows)
    expect(throwsOf('3 0 7 1 9 '.repeat(4), 20, 5)).toEqual(rows)
    expect(throwsOf('30719'.repeat(3), 20, 5)).toBeNull()
    expect(throwsOf('3071x'.repeat(4), 20, 5)).toBeNull()
  })
})

describe('a list', () => {
  test('covers every name, and ties each to its id', async () => {
    const read = await readList(
      sheet('户编号,户主,组别,身份证号\n03-001,王秀明,第3组,\n03-002,李大力,第1组,\n合计,2,,\n'),
    )
    expect(read.problems).toEqual([])
    const made = listed('d1', read.rows, DEFAULT_POLICY, [], salt)
    expect(made.entrants.map((one) => [one.name, one.note])).toEqual([
      ['王*明', '第3组'],
      ['李*力', '第1组'],
    ])
    expect(made.people.map((one) => [one.id, one.name, one.household])).toEqual([
      [entrantId('d1', salt(16), '王秀明'), '王秀明', '03-001'],
      [entrantId('d1', salt(16), '李大力'), '李大力', '03-002'],
    ])
    expect(made.root).toBe(b64uEncode(listRoot(made.entrants)))
    expect(JSON.stringify(made.entrants)).not.toContain('秀')
  })

  test('of one column is one too', async () => {
    expect((await readList(sheet('姓名\n王秀明\n'))).rows.map((one) => one.payee)).toEqual(['王秀明'])
  })

  test.each([
    ['户编号,组别,说明\n03-001,第3组,甲\n', ['missing_column']],
    ['户主,组别\n王秀明,第3组\n王秀明,第3组\n', ['duplicate']],
    ['户主,组别\n王秀明,电话13812345678\n', ['identifier']],
    ['户主,户编号\n王秀明,03 001\n', ['not_a_number']],
    ['户主,组别\n', ['empty']],
    ['甲,乙\n1,2\n', ['no_header']],
    [
      `户主,组别\n${Array.from({ length: MOST + 1 }, (_, i) => `王${String(i)},第1组`).join('\n')}\n`,
      ['too_many_rows'],
    ],
  ])('with a fault says it: %#', async (text, codes) => {
    expect((await readList(sheet(text))).problems.map((one) => one.code)).toEqual(codes)
  })

  test('out of the roll has a row for each household, of those who are there', () => {
    const members = [
      { id: 'a', name: '王秀明', household: '03-010', group: '第3组' },
      { id: 'b', name: '王小明', household: '03-010', group: '第3组' },
      { id: 'c', name: '李大力', household: '03-002', group: '第1组' },
      { id: 'd', name: '陈某', household: '03-003', group: '第1组', left: '2026-01-01' },
    ]
    expect(fromRoll(members).map((one) => [one.household, one.payee])).toEqual([
      ['03-002', '李大力'],
      ['03-010', '王秀明'],
    ])
  })

  test('of a month has its entries, the largest first', () => {
    const entry = (id: string, date: string, fen: number) => ({
      id,
      date,
      amount_fen: fen,
      voucher: id,
      summary: '办公用品',
    })
    const found = entriesOf(
      [entry('a', '2026-10-01', 5), entry('b', '2026-10-31', 9), entry('c', '2026-11-01', 7)],
      '2026-10',
    )
    expect(found.all).toBe(2)
    expect(found.list.entrants.map((one) => one.id)).toEqual(['b', 'a'])
  })
})
