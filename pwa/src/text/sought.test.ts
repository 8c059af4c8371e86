import { expect, test } from 'vitest'
import { fits, wordsOf } from './sought.ts'

const READINGS = { 低: 'di', 保: 'bao', 特: 'te', 困: 'kun' }

test.each([
  ['', true],
  ['低保', true],
  ['ＤＩＢＡＯ', true],
  ['dbtk', true],
  ['bao 镇', true],
  ['z-13', true],
  ['bz', false], // the last sound of a name and the next text are not one word
  ['saves', false],
  ['d1', false],
])('«%s» among what a list says: %s', (query, found) => {
  expect(fits(wordsOf(query), ['低保特困'], READINGS, ['Z-13', '镇里办'])).toBe(found)
})

test('without readings a name is found as it is written', () => {
  expect(fits(wordsOf('低'), ['低保'], {})).toBe(true)
  expect(fits(wordsOf('di'), ['低保'], {})).toBe(false)
})
