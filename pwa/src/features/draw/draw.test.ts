// @vitest-environment node
/** What is typed becomes what is signed; a list out of a sheet covers every name, and every fault of it is told at once. */
import { b64uEncode, contributionsRoot, DEFAULT_POLICY, entrantId, listRoot, readValues } from '@shaiba/sync'
import { describe, expect, test } from 'vitest'
import type { Draw } from '../../generated/kinds.ts'
import { type Known, resultOf, throwsOf, wrongs } from './draw.ts'
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

describe('what only a phone knows of a draw', () => {
  const made = listed(
    'd1',
    [
      { number: 1, payee: '王秀明', household: '', note: '' },
      { number: 2, payee: '李大力', household: '', note: '' },
    ],
    DEFAULT_POLICY,
    [],
    salt,
  )
  const value = 'AQEBAQEBAQEBAQEBAQEBAQ'
  const draw = {
    ...{ kind: 'draw', id: 'd1', purpose: '宅基地', sort: 'lots', place: '村部', hour: '09:00', rule: 1, winners: 1 },
    ...{ day: '2026-12-06', objections_until: '2026-12-05', contributions_until: '2026-12-05', source: 'results' },
    ...{ entrants: made.entrants, root: made.root, by: 'p', name: '赵某', values: [value] },
    values_root: b64uEncode(contributionsRoot(readValues({ values: [value] }))),
  } as Draw
  const change = (verb: string) => ({ do: `draw.${verb}`, id: 'd1' })
  const known: Known = {
    ops: [
      { changes: [change('announce')], signature: 'good' },
      { changes: [change('close')], signature: 'good' },
    ],
    own: { value, mark: 'proven' },
    people: made.people,
  }
  const other = 'AgICAgICAgICAgICAgICAg'

  test.each<[string, Partial<Known>, readonly string[]]>([
    ['all is right', {}, []],
    ['nothing but the record is known', { ops: [], own: null, people: [] }, []],
    ['its own part is not sealed in', { own: { value: other, mark: 'proven' } }, ['mine']],
    ['its own part never reached the village', { own: { value: other, mark: 'phone' } }, []],
    ['its own part was refused', { own: { value: other, mark: 'refused' } }, []],
    [
      'it was announced twice',
      { ops: [...known.ops, { changes: [change('announce')], signature: 'good' }] },
      ['twice'],
    ],
    [
      'another record was announced too',
      { ops: [...known.ops, { changes: [{ ...change('announce'), id: 'd2' }], signature: 'good' }] },
      [],
    ],
    ['a line is not signed by who it says', { ops: [{ changes: [], signature: 'bad' }] }, ['signature']],
    ['an id is not of its name', { people: made.people.map((one) => ({ ...one, name: '赵某' })) }, ['names']],
    ['somebody lacks', { people: made.people.slice(1) }, ['names']],
  ])('%s', (_, more, want) => {
    expect(wrongs(draw, { ...known, ...more })).toEqual(want)
  })

  test('a list that was changed is wrong for everybody', () => {
    const late = { ...draw, entrants: [...draw.entrants, { id: 'late', name: '赵*' }] }
    expect(wrongs(late, { ops: [], own: null, people: [] })).toEqual(['list'])
    expect(wrongs(late, known)).toEqual(['list', 'names'])
  })
})
