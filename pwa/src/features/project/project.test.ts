// @vitest-environment node
/** A bill of quantities read from a sheet; a stage filled in, and what everybody will see of it. */
import { projectLife } from '@shaiba/sync'
import { describe, expect, test } from 'vitest'
import type { Project } from '../../generated/kinds.ts'
import { milliOf, readBill } from './bill.ts'
import { emptyForm, fenOf, fill, marksAfter } from './form.ts'
import type { Going } from './project.ts'

const read = (text: string) => readBill(new TextEncoder().encode(text))
const GOOD = [
  '第三组沟渠工程量清单',
  '序号,项目名称,计量单位,工程量,综合单价（元）,参考价,金额',
  '1,水泥预制沟,米,320,285,240-300,91200',
  '2,清运,车,12.5,220.50,≤,',
  '合计,,,,,,',
  '编制：钱某',
].join('\n')

describe('a sheet', () => {
  test('is read line by line; totals and who signed are no lines', async () => {
    const { lines, problems } = await read(GOOD.replace('≤', '240'))
    expect(problems).toEqual([])
    expect(lines).toEqual([
      {
        item: '水泥预制沟',
        unit: '米',
        quantity_milli: 320_000,
        price_fen: 28_500,
        usual_low_fen: 24_000,
        usual_high_fen: 30_000,
      },
      { item: '清运', unit: '车', quantity_milli: 12_500, price_fen: 22_050, usual_high_fen: 24_000 },
    ])
  })

  test.each([
    ['项目,单位,数量,单价\n沟,,1,1', 'missing'],
    ['项目,单位,数量,单价\n,米,1,1', 'missing'],
    ['项目,单位,数量,单价\n沟,米,多,1', 'not_a_quantity'],
    ['项目,单位,数量,单价\n沟,米,0,1', 'not_a_quantity'],
    ['项目,单位,数量,单价\n沟,米,1.2345,1', 'not_a_quantity'],
    ['项目,单位,数量,单价\n沟,米,1,贵', 'not_an_amount'],
    ['项目,单位,数量,单价\n沟,米,1,1.234', 'too_precise'],
    ['项目,单位,数量,单价\n沟,米,1,-1', 'negative'],
    ['项目,单位,数量,单价\n沟,米,1,10000001', 'too_large'],
    ['项目,单位,数量,单价\n沟,米,1,', 'missing'],
    ['项目,单位,数量,单价,常用价\n沟,米,1,1,300-240', 'not_a_range'],
    ['项目,单位,数量,单价,金额\n沟,米,1,1,\n合计,,,,2', 'total_differs'],
    ['项目,单位,数量,单价\n沟13912345678,米,1,1', 'identifier'],
    ['项目,单位,数量\n沟,米,1', 'missing_column'],
    ['项目,单位,数量,单价,单价\n沟,米,1,1,1', 'duplicate_column'],
    ['项目,单位,数量,单价\n,,,', 'empty'],
    ['一,二,三\n1,2,3', 'no_header'],
    ['', 'empty'],
  ])('%j is told as %s', async (text, code) => {
    const { problems } = await read(text)
    expect(problems.map((one) => one.code)).toEqual([code])
  })

  test('every bad cell is named by row and column', async () => {
    const { problems } = await read('项目,单位,数量,单价\n沟,,多,贵\n渠,米,1,1.234')
    expect(problems.map((one) => `${one.column}${String(one.row)} ${one.code}`)).toEqual([
      'B2 missing',
      'C2 not_a_quantity',
      'D2 not_an_amount',
      'D3 too_precise',
    ])
  })
})

test.each([
  ['12.5', 12_500],
  ['1,200', 1_200_000],
  ['0.001', 1],
  ['1.2500', 1_250],
  ['0', null],
  ['-1', null],
  ['1e3', null],
])('%j of a unit is %j thousandths', (typed, milli) => {
  expect(milliOf(typed)).toBe(milli)
})

const PROJECT = {
  kind: 'project',
  id: 'w1',
  number: 'P-1',
  title: '修水渠',
  source: 'grant',
  method: 'direct',
  budget_fen: 100_000,
  began: '2026-01-01',
  need: '渠塌了',
  by: 'p2',
  name: '赵某',
} as const satisfies Project
const GOING: Going = { project: PROJECT, life: projectLife(PROJECT, '2026-11-27'), mark: 'proven' }
const mask = (name: string): string => name.replace('德', '*')

describe('a stage', () => {
  test('says what was filled in, names covered', () => {
    const form = { ...emptyForm('2026-11-27'), party: '王德明', sum: '950.50', advance: '30', due: '2026-12-01' }
    expect(fill('contracts', form, [], mask)).toMatchObject({
      said: { party: '王*明', amount_fen: 95_050, advance_percent: 30, due: '2026-12-01' },
    })
  })

  test('of which something lacks says which', () => {
    expect(fill('quotes', emptyForm('2026-11-27'), [], mask)).toMatchObject({
      faults: { party: 'missing', sum: 'notMoney' },
    })
    expect(fill('progress', { ...emptyForm('2026-11-27'), percent: '101' }, [], mask)).toMatchObject({
      faults: { percent: 'notPercent' },
    })
    expect(fill('designs', emptyForm('2026-11-27'), [], mask)).toMatchObject({ faults: { lines: 'missing' } })
  })

  test('tells beforehand what everybody will see', () => {
    const filled = fill('progress', { ...emptyForm('2026-11-27'), percent: '20' }, [], mask)
    if (!('said' in filled)) throw new Error('not filled')
    expect(marksAfter(GOING, 'progress', filled.said, 1, '2026-11-27')).toEqual([
      'progress before_contract',
      'progress unwatched',
    ])
  })
})

test.each([
  ['-5', true, -500],
  ['-5', false, null],
  ['0', false, null],
  ['一百', true, null],
])('%j typed is that many fen', (typed, either, fen) => {
  expect(fenOf(typed, either)).toBe(fen)
})
