import { expect, test } from 'vitest'
import { workbook } from '../../sheet/xlsx.ts'
import { parse } from './parse.ts'
import { housesOf } from './roll.ts'
import { rollTable } from './table.ts'

test('a roll that was saved as a file is the same when it is taken in again', async () => {
  const houses = housesOf(
    [{ kind: 'household', id: '02-001', at: 0, group: '第10组', note: '桥头' }],
    [
      { kind: 'resident', id: 'p1', at: 0, household: '02-001', name: '唐秀兰', relation: '户主', phone_tail: '0688' },
      { kind: 'resident', id: 'p2', at: 0, household: '02-001', name: '唐小梅' },
    ],
  )
  const file = workbook({ ...rollTable(houses), name: '名册', about: ['梅山村'] }, ['明细', '来历'], new Date(0))
  const { people, problems } = await parse(file, { '350583112216': '梅山村' })
  expect(problems).toEqual([])
  expect(people).toMatchObject([
    { household: '02-001', group: '第10组', name: '唐秀兰', relation: '户主', phone_tail: '0688', note: '桥头' },
    { household: '02-001', group: '第10组', name: '唐小梅', relation: '', phone_tail: '', note: '桥头' },
  ])
})
