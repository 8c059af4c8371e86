/** What holds of any run, however its steps are said. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AskedStep, parseCalendar, runLife, STEP_FAULTS, type TakenStep } from '../src/index.ts'

const CALENDAR = parseCalendar({})
const STEPS: readonly AskedStep[] = [
  { key: 'a', papers: ['p'] },
  { key: 'b', min: 2, max: 6, unit: 'working', excuses: ['yes'] },
  { key: 'c', present: '>=2/3', agree: '>1/2', of: 'called', max: 5 },
  { key: 'd', shown: 4, after: 'b', max: 12 },
]
const day = fc.nat(60).map((n) => new Date(Date.UTC(2026, 8, 1 + n)).toISOString().slice(0, 10))
const taken: fc.Arbitrary<TakenStep> = fc.record(
  {
    step: fc.constantFrom('a', 'b', 'c', 'd', 'other'),
    day,
    called: fc.constant(12),
    present: fc.nat(12),
    agree: fc.nat(12),
    excuse: fc.constantFrom('yes', 'no cost yet'),
  },
  { requiredKeys: ['step', 'day'] },
)
const life = (steps: readonly TakenStep[]) => runLife(STEPS, '2026-09-01', steps, [], CALENDAR, '2026-10-01')

test('nothing said later takes a bad attempt away', () => {
  fc.assert(
    fc.property(fc.array(taken, { maxLength: 8 }), fc.array(taken, { maxLength: 8 }), (first, more) => {
      const later = life([...first, ...more]).steps.flatMap(({ tries }) => tries)
      for (const one of life(first).steps.flatMap(({ tries }) => tries)) expect(later).toContainEqual(one)
    }),
  )
})

test('a step is passed over exactly where a later one was taken without it, and what is wrong is counted', () => {
  fc.assert(
    fc.property(fc.array(taken, { maxLength: 8 }), (steps) => {
      const { steps: found, faults, taken: done } = life(steps)
      for (const [at, one] of found.entries()) {
        const isAfter = found.slice(at + 1).some((later) => later.day !== null)
        expect(one.faults.includes('skipped')).toBe(one.day === null && isAfter)
        expect([...one.faults].sort()).toEqual(STEP_FAULTS.filter((fault) => one.faults.includes(fault)).sort())
      }
      expect(faults).toBe(found.flatMap((one) => [one, ...one.tries]).flatMap((one) => one.faults).length)
      expect(done).toBe(found.filter((one) => one.day !== null).length)
    }),
  )
})
