import { expect, test } from 'vitest'
import { demoVillages, isPractice } from './account.ts'
import { formatCode, normaliseCode, strangeInCode } from './code.ts'
import { fingerprintHex, fingerprintWords, WORDS } from '../../text/fingerprint.ts'

test.each([
  ['k7qd3m0rx9te', 'K7QD3M0RX9TE'],
  ['K7QD 3MOR X9TE', 'K7QD3M0RX9TE'],
  ['ｋ７ｑｄ－３ｍ０ｒ－ｘ９ｔｅ', 'K7QD3M0RX9TE'],
  ['il0O-', '1100'],
  ['K7QD3M0RX9TE and more', 'K7QD3M0RX9TE'],
])('a code typed as %s means %s', (typed, meant) => {
  expect(normaliseCode(typed)).toBe(meant)
})

test('a character that no code has is named', () => {
  expect(strangeInCode('K7QU-3M!R')).toEqual(['U', '!'])
  expect(strangeInCode('k7qd 3mOr')).toEqual([])
})

test('a code is shown in groups of four', () => {
  expect(formatCode('K7QD3M0RX9TE')).toBe('K7QD 3M0R X9TE')
  expect(formatCode('K7QD3')).toBe('K7QD 3')
})

test('a mark has a character of its own for every byte', () => {
  expect(new Set(WORDS).size).toBe(256)
  const bytes = Uint8Array.from([0, 1, 2, 3, 252, 253, 254, 255])
  expect(Array.from(fingerprintWords(bytes))).toHaveLength(9)
  expect(fingerprintHex(bytes)).toBe('0001 0203 fcfd feff')
})

test('the people of a demonstration stand by place, villagers first', () => {
  const person = (id: string, role: string, region: string) => ({ person: id, name: id, role, region, place: region })
  const shown = demoVillages([person('1', 'cadre', 'b'), person('2', 'accountant', 'a'), person('3', 'villager', 'a')])
  expect(shown.map((one) => [one.place, one.people.map((p) => p.person)])).toEqual([
    ['b', ['1']],
    ['a', ['3', '2']],
  ])
})

test('a log to practise on is known by its name', () => {
  expect([null, 'county.example+1+AA', 'practice.shaiba.example+1+AA'].map(isPractice)).toEqual([false, false, true])
})
