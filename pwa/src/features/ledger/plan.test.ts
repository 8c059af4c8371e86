import { expect, test } from 'vitest'
import { formatCsv, parseCsv } from '../../sheet/csv.ts'
import { lastMonth, monthInName, monthsBefore, voucherInName } from './plan.ts'

test.each([
  ['2026年10月收支.xlsx', '2026-10'],
  ['202609.xls', '2026-09'],
  ['蓉溪村 9月账.csv', '2026-09'],
  ['１０月.xlsx', '2026-10'],
  ['账本.xlsx', null],
  ['2026年13月.xlsx', null],
])('the month in %s is %s', (name, month) => {
  expect(monthInName(name, '2026-11')).toBe(month)
})

test('the month to close is the one before', () => {
  expect(lastMonth(new Date(2026, 0, 31).getTime())).toBe('2025-12')
  expect(monthsBefore(new Date(2026, 2, 31).getTime(), 3)).toEqual(['2026-03', '2026-02', '2026-01'])
})

test('a picture finds its entry by the voucher in its name, whole and longest', () => {
  const vouchers = ['1', '12', '2026-10-0012', '2026-10-0012/2', '记-3']
  expect(voucherInName('2026-10-0012 发票.jpg', vouchers)).toBe('2026-10-0012')
  expect(voucherInName('IMG_2026112.jpg', vouchers)).toBeNull()
  expect(voucherInName('12.jpg', vouchers)).toBe('12')
  expect(voucherInName('记-3(2).PNG', vouchers)).toBe('记-3')
})

test('a list of faults comes back from CSV as it went, and starts no formula', () => {
  expect(parseCsv(formatCsv([['a,b', '"x"', '=1+1']]).slice(1))).toEqual([['a,b', '"x"', "'=1+1"]])
})
