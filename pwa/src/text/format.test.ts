import { dayOf } from '@shaiba/sync'
import { expect, test } from 'vitest'
import { count, day, daysBetween, instant, period, yuan, yuanInWords, yuanShort } from './format.ts'

test('fen become yuan with both decimals and groups of three', () => {
  expect(yuan(486000)).toBe('4,860.00')
  expect(yuan(5)).toBe('0.05')
  expect(yuan(-123456789)).toBe('−1,234,567.89')
  expect(count(11088)).toBe('11,088')
  expect(yuanShort(4961600)).toBe('5.0万')
})

test.each([
  [0, '零元整'],
  [486000, '肆仟捌佰陆拾元整'],
  [170380, '壹仟柒佰零叁元捌角整'],
  [100000000, '壹佰万元整'],
  [1000500005, '壹仟万零伍仟元零伍分'],
  [10100000000, '壹亿零壹佰万元整'],
  [50, '伍角整'],
  [5, '伍分'],
  [105, '壹元零伍分'],
])('%i fen in the characters that cannot be altered: %s', (fen, words) => {
  expect(yuanInWords(fen)).toBe(words)
})

test('days end at midnight in China, wherever the phone is', () => {
  const late = Date.parse('2026-10-08T23:59+08:00')
  expect(dayOf(late)).toBe('2026-10-08')
  expect(dayOf(late + 60_000)).toBe('2026-10-09')
  expect(daysBetween(late, late + 60_000)).toBe(1)
  expect(daysBetween(late - 86_340_000, late)).toBe(0)
})

test('days, periods and instants are said as people say them', () => {
  expect(day('2026-10-08', 2026)).toBe('10月8日')
  expect(day('2025-10-08', 2026)).toBe('2025年10月8日')
  expect(period('2026-10')).toBe('2026年10月')
  expect(period('2026-Q3')).toBe('2026年第三季度')
  expect(period('2026')).toBe('2026年')
  const noon = Date.parse('2026-10-08T12:05+08:00')
  expect(instant(noon, noon)).toBe('今天 12:05')
  expect(instant(noon, noon + 864e5)).toBe('10月8日 12:05')
})
