// @vitest-environment node
import { expect, test } from 'vitest'
import { HURRY, isPoor, paceOf } from './pace.ts'

test('it hurries only where it is late, has enough, and its viewer wants to be where it happens', () => {
  const late = { behind: 8, target: 4, buffered: 3, chases: true }
  expect(paceOf(late)).toBe(HURRY)
  expect(paceOf({ ...late, behind: 5.2 })).toBe(1)
  expect(paceOf({ ...late, buffered: 1.5 })).toBe(1)
  expect(paceOf({ ...late, chases: false })).toBe(1)
})

test('three halts in a minute, or one long one, are too much; old ones are forgotten', () => {
  const halt = (from: number): { from: number; until: number } => ({ from, until: from + 500 })
  expect(isPoor([halt(0), halt(10_000)], 20_000)).toBe(false)
  expect(isPoor([halt(0), halt(10_000), halt(20_000)], 21_000)).toBe(true)
  expect(isPoor([halt(0), halt(10_000), halt(70_000)], 71_000)).toBe(false)
  expect(isPoor([{ from: 0 }], 7_999)).toBe(false)
  expect(isPoor([{ from: 0 }], 8_000)).toBe(true)
})
