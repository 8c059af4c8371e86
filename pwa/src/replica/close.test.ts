import { expect, test } from 'vitest'
import { isClose, isPaidClose } from './close.ts'
import type { Replica } from './types.ts'

const VILLAGE = '350524102207'

/** A phone whose square has this, by kind and id. */
function phone(square: Readonly<Record<string, object>>): Replica {
  const record = (kind: string, id: string) => square[`${kind}/${id}`]
  return { scope: (name: string) => ({ record: name === `square/${VILLAGE}` ? record : () => undefined }) } as never
}

const DECLARED = phone({
  'interest/lin': { relatives: ['uncle'], businesses: ['宏达五金店'] },
  'member/uncle': { name: '李三' },
  'member/lin': { name: '林某' },
})

test.each([
  ['lin', 'lin', true],
  ['lin', 'uncle', true],
  ['lin', 'neighbour', false],
  ['chen', 'uncle', false],
])('%s and %s: close is %s', (official, person, close) => {
  expect(isClose(DECLARED, VILLAGE, official, person)).toBe(close)
})

test.each([
  ['宏达五金店', true],
  ['李三', true],
  ['林某', true],
  ['顺发建材', false],
  ['', false],
])('a row that pays %s', (payee, close) => {
  expect(isPaidClose(DECLARED, VILLAGE, 'lin', payee)).toBe(close)
  expect(isPaidClose(DECLARED, VILLAGE, 'chen', payee)).toBe(false)
})
