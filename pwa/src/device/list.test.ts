// @vitest-environment node
import { expect, test } from 'vitest'
import { dateOf, filesOf, lengthOf, parseList, placeOf, reaches } from './list.ts'

const TEN = Date.parse('2026-11-28T02:00:00.000Z')
const TEXT = `#EXTM3U
#EXT-X-TARGETDURATION:3
#EXT-X-MAP:URI="v/0-init.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-11-28T02:00:00.000Z
#EXTINF:2.0,
v/0-0.m4s
#EXTINF:2.0,
v/0-1.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="v/1-init.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-11-28T02:01:00.000Z
#EXTINF:1.5,
v/1-0.m4s
`

test('a list is read with the times of day of two epochs', () => {
  const list = parseList(TEXT)
  expect(list.ended).toBe(false)
  expect(list.segments.map(({ start, date }) => [start, (date ?? 0) - TEN])).toEqual([[0, 0], [2, 2_000], [4, 60_000]]) // prettier-ignore
  expect(lengthOf(list)).toBe(5.5)
  expect(filesOf(list)).toEqual(['v/0-init.mp4', 'v/0-0.m4s', 'v/0-1.m4s', 'v/1-init.mp4', 'v/1-0.m4s'])
  expect(parseList(`${TEXT}#EXT-X-ENDLIST\n`).ended).toBe(true)
})

test('a time of day has its place, and a place its time; in the hole between epochs it is the begin of the next', () => {
  const list = parseList(TEXT)
  expect(placeOf(list, TEN + 3_000)).toBe(3)
  expect(placeOf(list, TEN + 30_000)).toBe(4)
  expect(placeOf(list, TEN + 61_000)).toBe(5)
  expect(placeOf(list, TEN + 999_000)).toBe(5.5)
  expect(dateOf(list, 3)).toBe(TEN + 3_000)
  expect(dateOf(list, 4.5)).toBe(TEN + 60_500)
  expect([reaches(list, TEN - 1), reaches(list, TEN)]).toEqual([false, true])
})

test('an empty list reaches nothing', () => {
  const list = parseList('#EXTM3U\n')
  expect([lengthOf(list), placeOf(list, TEN), dateOf(list, 0), reaches(list, TEN)]).toEqual([0, 0, null, false])
})
