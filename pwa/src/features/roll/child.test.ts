import { expect, test } from 'vitest'
import { entrust, isUnderAge, isUnderFourteen, isYear, lastDayOf, speakersFor } from './child.ts'

const TODAY = '2026-11-20'
const one = (id: string, fields: object = {}) => ({ kind: 'resident', id, at: 0, name: id, ...fields })

test.each([
  ['2045', false],
  ['2044', true],
  ['2027', true],
  ['2026', false],
  ['', true],
  ['27', false],
])('a year of coming of age: %s', (text, good) => expect(isYear(text, TODAY)).toBe(good))

test('a child is one to the end of the year before, and gets a letter in the year after fourteen', () => {
  expect(
    [one('a', { grown: '2027' }), one('b', { grown: '2026' }), one('c')].map((it) => isUnderAge(it, TODAY)),
  ).toEqual([true, false, false])
  expect(['2029', '2030', '2031'].map((grown) => isUnderFourteen(one('a', { grown }), TODAY))).toEqual([
    false,
    true,
    true,
  ])
})

test('it lasts a year, and never into the year of coming of age', () => {
  expect(lastDayOf(one('a', { grown: '2035' }), TODAY)).toBe('2027-11-20')
  expect(lastDayOf(one('a', { grown: '2027' }), TODAY)).toBe('2026-12-31')
})

test('who is not in the square joins it in the same op', () => {
  const house = { number: '03-017', group: '第3组', note: '', people: [] }
  const said = { house, child: one('child'), to: one('mother'), by: 'keeper', until: '2027-11-20', id: 'g1' }
  const member = { name: 'child', household: '03-017', group: '第3组' }
  const give = { person: 'child', to: 'mother', may: 'act', until: '2027-11-20', by: 'keeper' }
  expect(entrust({ ...said, members: new Set(['mother']) })).toEqual([
    { do: 'member.add', id: 'child', set: member },
    { do: 'delegation.entrust', id: 'g1', set: give },
  ])
})

test('what ended, is past, or the child itself gave, is none of the keeper', () => {
  const given = { person: 'child', to: 'mother', until: '2027-01-01', by: 'keeper' }
  const all = [
    one('holds', given),
    one('ended', { ...given, ended: TODAY }),
    one('past', { ...given, until: '2026-11-19' }),
    one('own', { ...given, by: undefined }),
    one('other', { ...given, person: 'p2' }),
  ]
  expect(speakersFor(all, 'child', TODAY).map(({ id }) => id)).toEqual(['holds'])
})
