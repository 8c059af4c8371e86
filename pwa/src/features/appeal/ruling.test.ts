import { expect, test } from 'vitest'
import { readTerms, readYear } from './ruling.ts'

const TERMS = { accept: '2', village: '5', town: '１０', county: ' 15 ', city: '20' }

test('five terms are whole numbers of days, typed in any form of digits', () => {
  expect(readTerms(TERMS)).toEqual({ accept: 2, village: 5, town: 10, county: 15, city: 20 })
  for (const wrong of ['', '0', '121', '2.5', '两天']) expect(readTerms({ ...TERMS, city: wrong })).toBeNull()
})

test('the days of a year are read with anything between them; what is not of it, or no weekend, is told', () => {
  const read = readYear('2027', '2027-01-03、2027-01-01 2027-01-01', '2027-02-06')
  expect(read).toEqual({ off: ['2027-01-01', '2027-01-03'], work: ['2027-02-06'] })
  expect(readYear('2027', '2026-12-31', '')).toBeNull()
  expect(readYear('2027', '2027-02-30', '')).toBeNull()
  expect(readYear('2027', '2027-01-01', '2027-01-05')).toBeNull() // a Tuesday is worked anyway
  expect(readYear('27', '2027-01-01', '')).toBeNull()
})
