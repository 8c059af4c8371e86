import { expect, test } from 'vitest'
import { doublesOf } from './doubles.ts'

const entry = (id: string, number: string, amount_fen: number) => ({
  kind: 'entry',
  id,
  payee: `店 ${id}`,
  amount_fen,
  receipts: [{ blob: id, sort: 'invoice', number }],
})

test.each([
  ['as it is printed', '12', '12', true],
  ['with spaces and No', 'No 0123 4567', '01234567', true],
  ['in full-width figures', '０１２３４５６７', '01234567', true],
  ['another number', '01234567', '01234568', false],
  ['too short to be read otherwise', '12', 'No 12', false],
])('one number, %s', (_, one, other, isTwice) => {
  const found = doublesOf([entry('a', one, 100), entry('b', other, 200)])
  expect([...found.keys()]).toEqual(isTwice ? ['a', 'b'] : [])
})
