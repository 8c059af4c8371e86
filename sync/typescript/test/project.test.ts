/** What holds of any project, whatever was said of it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BillLine, designDiff, designFen, PROJECT_MARKS, projectLife } from '../src/index.ts'

const day = fc.nat(200).map((n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10))
const line: fc.Arbitrary<BillLine> = fc.record(
  {
    item: fc.constantFrom('a', 'b'),
    unit: fc.constant('米'),
    quantity_milli: fc.integer({ min: 1, max: 1e9 }),
    price_fen: fc.nat(1e9),
    usual_high_fen: fc.nat(1e9),
  },
  { requiredKeys: ['item', 'unit', 'quantity_milli', 'price_fen'] },
)
const fen = fc.constantFrom(100, 900, 1000, 1100)
const project = fc.record({
  budget_fen: fc.constant(1000),
  method: fc.constantFrom('compare', 'direct'),
  quotes: fc.array(fc.record({ day, bidder: fc.constantFrom('a', 'b', 'c'), amount_fen: fen }), { maxLength: 3 }),
  contracts: fc.array(fc.record({ day, amount_fen: fen }), { maxLength: 2 }),
  progress: fc.array(fc.record({ day, percent: fc.constantFrom(0, 50, 100) }), {
    maxLength: 3,
  }),
  payments: fc.array(fc.record({ day, amount_fen: fen, of: fc.constant('work') }), { maxLength: 3 }),
})

test('marks stand in the order of their lists, and money that is there is counted once', () => {
  fc.assert(
    fc.property(project, (told) => {
      const { marks, sums } = projectLife(told, '2026-08-01')
      for (const { list, mark } of marks) expect(PROJECT_MARKS[list]).toContain(mark)
      expect(sums.paid).toBe(told.payments.reduce((all, one) => all + one.amount_fen, 0))
      expect(sums.agreed === null).toBe(told.contracts.length === 0)
    }),
  )
})

test('versions side by side hold every line once', () => {
  const lines = fc.array(line, { maxLength: 6 })
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const found = designDiff(before, after)
      expect(found.flatMap(({ after: place }) => place ?? [])).toEqual(after.map((_, place) => place))
      expect(found.flatMap(({ before: place }) => place ?? []).sort()).toEqual(before.map((_, place) => place))
    }),
  )
})

test('a design is added up without rounding twice', () => {
  const dear = {
    item: 'a',
    unit: '米',
    quantity_milli: 999_999_999,
    price_fen: 99_999,
  }
  expect(
    designFen({
      lines: [dear, { ...dear, quantity_milli: 1, price_fen: 500 }],
    }),
  ).toBe(99_998_999_901)
})
