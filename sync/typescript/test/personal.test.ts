/** Personal numbers: none is missed between any texts, and what was hidden is found no more. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findPersonal, hidePersonal } from '../src/index.ts'

const WEIGHTS = Array.from({ length: 17 }, (_, place) => 2 ** (17 - place) % 11)
const PROVINCES = [11, 15, 21, 23, 31, 37, 41, 46, 50, 54, 61, 65, 71, 81, 83]

/** Made from the definition: region, day of birth, sequence, check digit (GB 11643, MOD 11-2). */
const identity = fc
  .tuple(fc.constantFrom(...PROVINCES), fc.nat(9999), fc.nat(50_000), fc.nat(999))
  .map(([province, county, days, sequence]) => {
    const day = new Date(Date.UTC(1900, 0, 1 + days)).toISOString().slice(0, 10).replaceAll('-', '')
    const digits = `${province}${String(county).padStart(4, '0')}${day}${String(sequence).padStart(3, '0')}`
    const rest = WEIGHTS.reduce((sum, weight, place) => sum + Number(digits[place]) * weight, 0) % 11
    return digits + '0123456789X'.charAt((12 - rest) % 11)
  })
const gap = fc.constantFrom('', '', ' ', '-', '\u3000', ' - ', '\u200b')
const words = fc.string({ unit: 'grapheme', maxLength: 20 })
const pieces = fc.array(
  fc.constantFrom(...Array.from('0123456789０Xx- \u200b·a()（）.，\n🌾'), '监督', 'tel', '139', '0834'),
  {
    maxLength: 60,
  },
)

test('no identity number is missed, whatever stands around and inside it', () => {
  fc.assert(
    fc.property(
      words,
      identity,
      fc.array(gap, { minLength: 17, maxLength: 17 }),
      words,
      (before, number, gaps, after) => {
        const written = Array.from(number, (symbol, place) => symbol + (gaps[place] ?? '')).join('')
        const start = Array.from(`${before}。`).length
        const found = findPersonal(`${before}。${written}。${after}`)
        expect(found).toContainEqual({
          sort: 'identity',
          start,
          end: start + Array.from(written).length,
        })
      },
    ),
    { numRuns: 2000 },
  )
})

test('what is hidden is found no more', () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      expect(findPersonal(hidePersonal(parts.join('')))).toEqual([])
    }),
    { numRuns: 2000 },
  )
})
