// @vitest-environment node
import { expect, test } from 'vitest'
import { CALM_MS, type Ladder, LATE_MS, RUNGS, SETTLE_MS, climb } from './rungs.ts'

/** The rungs from look to look, each so many ms after the one before, with the age of the oldest piece. */
function through(looks: readonly (readonly [afterMs: number, ageMs: number])[]): number[] {
  let [ladder, now]: [Ladder, number] = [{ rung: 0, stepped: 0, calm: 0 }, 0]
  return looks.map(([after, age]) => {
    now += after
    ladder = climb(ladder, age, now)
    return ladder.rung
  })
}

test('pieces that wait too long make the picture smaller, a step at a time and never past the smallest', () => {
  const late = LATE_MS + 1
  expect(through([[SETTLE_MS, LATE_MS]])).toEqual([0])
  expect(through([[SETTLE_MS, late], [500, late], [SETTLE_MS, late], [SETTLE_MS, late]])).toEqual([1, 1, 2, 2]) // prettier-ignore
  expect(RUNGS.length).toBe(3)
})

test('it grows again only after a calm time, and one late piece begins that time anew', () => {
  const late = LATE_MS + 1
  const down: [number, number] = [SETTLE_MS, late]
  expect(through([down, [CALM_MS - 1, 0], [1, 0]])).toEqual([1, 1, 0])
  expect(through([down, [CALM_MS - 1, 0], [1, late], [CALM_MS - 1, 0]])).toEqual([1, 1, 2, 2])
})
