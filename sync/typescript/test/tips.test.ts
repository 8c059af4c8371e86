/** Who a tip is sealed to, whoever there is: never who is complained about, never too few, never too many. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  covers,
  isReceipt,
  receipt,
  REPLY_PLAIN,
  SyncError,
  tipFrame,
  type TipKey,
  tipRecipients,
  tipUnframe,
  isRecipient,
  putTip,
  QUEUE_SLOTS,
  shiftQueue,
  turnAt,
  findWork,
  slotWork,
  tipCounty,
  workBytes,
} from '../src/index.ts'

const [VILLAGE, TOWN, COUNTY, CITY, PROVINCE] = [
  '510705103201',
  '510705103000',
  '510705000000',
  '510700000000',
  '510000000000',
]
const regions = fc.constantFrom(VILLAGE, TOWN, COUNTY, CITY, PROVINCE, '510706000000', '500000000000')
const people = fc.constantFrom(...Array.from('abcdefgh'))
const offices = fc.constantFrom('discipline', 'forestry', null)
const organisation = fc
  .array(fc.record({ person: people, region: regions, office: offices }), { maxLength: 14 })
  .map((keys) =>
    keys.map((key, i): TipKey => ({ ...key, id: `k${String(i)}`, recipient: `age1${String(i)}`, since: '2026-11-01' })),
  )
const office = fc.option(fc.tuple(regions, fc.constantFrom('discipline', 'forestry')).map((parts) => parts.join('/')))
const concernedPeople = fc.uniqueArray(people, { maxLength: 3 }).map((some) => new Set(some))

test('of 10,000 organisations none lets who is complained about read, nor anybody of a level that is not above', () => {
  const refused = { count: 0 }
  fc.assert(
    fc.property(
      organisation,
      regions,
      office,
      concernedPeople,
      fc.string({ minLength: 1 }),
      (keys, about, accused, concerned, tip) => {
        let ids: string[]
        try {
          ids = tipRecipients(about, accused, keys, concerned, tip)
        } catch (error) {
          expect(error).toBeInstanceOf(SyncError)
          expect((error as SyncError).detail).toEqual({ field: 'about', why: 'no_recipients' })
          refused.count++
          return
        }
        const chosen = ids.map((id) => keys.find((key) => key.id === id))
        expect(ids.length).toBeGreaterThanOrEqual(2)
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids.length).toBeLessThanOrEqual(5)
        for (const key of chosen) {
          if (!key) throw new Error('a key of nowhere')
          expect(covers(key.region, about) && key.region !== about).toBe(true)
          expect(concerned.has(key.person)).toBe(false)
          expect(`${key.region}/${key.office ?? ''}`).not.toBe(accused)
        }
        // the order in which a log brings keys decides nothing
        expect(tipRecipients(about, accused, [...keys].reverse(), concerned, tip)).toEqual(ids)
      },
    ),
    { numRuns: 10_000 },
  )
  expect(refused.count).toBeGreaterThan(0)
  expect(refused.count).toBeLessThan(10_000)
})

test('the nearest level is enough where it has two; else the next one is taken too', () => {
  const key = (id: string, region: string): TipKey => ({
    id,
    person: id,
    region,
    office: null,
    recipient: '',
    since: '',
  })
  const two = [key('a', COUNTY), key('b', COUNTY), key('c', CITY)]
  expect(tipRecipients(TOWN, null, two, new Set(), 't').sort()).toEqual(['a', 'b'])
  expect(tipRecipients(TOWN, null, two, new Set(['a']), 't')).toEqual(['b', 'c'])
  expect(tipRecipients(COUNTY, null, [...two, key('d', CITY)], new Set(), 't').sort()).toEqual(['c', 'd'])
  const many = [key('a', COUNTY), ...Array.from('cdefghijk', (id) => key(id, CITY))]
  const chosen = tipRecipients(TOWN, null, many, new Set(), 't')
  expect([chosen[0], chosen.length]).toEqual(['a', 5])
})

test('a digit that is wrong, or two that changed places, are seen', () => {
  const digits = fc.array(fc.nat(9), { minLength: 19, maxLength: 19 }).map((list) => list.join(''))
  fc.assert(
    fc.property(digits, fc.nat(19), fc.integer({ min: 1, max: 9 }), (made, at, by) => {
      const right = receipt(made)
      expect(isReceipt(right.replace(/(.{4})/g, '$1 '))).toBe(true)
      const wrong = Array.from(right, (digit, i) => (i === at ? String((Number(digit) + by) % 10) : digit)).join('')
      expect(isReceipt(wrong)).toBe(false)
    }),
  )
})

test('what is framed is read again, and is always of one length', () => {
  const said = { v: 1, tip: 'A'.repeat(22), at_round: 7, by: '安州区纪委', state: 'asked' }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
      const plain = tipFrame(said, bytes, REPLY_PLAIN)
      expect(plain.length).toBe(REPLY_PLAIN)
      expect(tipUnframe(plain)).toEqual({ said, bytes })
    }),
  )
  expect(() => tipFrame(said, new Uint8Array(REPLY_PLAIN), REPLY_PLAIN)).toThrow('too_large')
  expect(() => tipFrame({ ...said, state: 'concluded' }, new Uint8Array(1), REPLY_PLAIN)).toThrow('malformed')
  expect(() => tipFrame({ ...said, more: 1 }, new Uint8Array(1), REPLY_PLAIN)).toThrow('malformed')
})

test('a queue is as long as before, whatever went in or out, and a moment is drawn once in a round', () => {
  const queue = Array.from({ length: QUEUE_SLOTS }, (_, i) => `d${String(i)}`)
  const put = putTip(queue, ['t0', 't1'])
  expect([put.length, ...put.slice(0, 3)]).toEqual([QUEUE_SLOTS, 't0', 't1', 'd0'])
  const [now, left] = shiftQueue(put, 'new')
  expect([now, left.length, left.at(-1)]).toEqual(['t0', QUEUE_SLOTS, 'new'])
  fc.assert(
    fc.property(fc.nat(2 ** 24 - 1), fc.nat(2 ** 40), (draw, nowMs) => {
      const turn = turnAt(null, nowMs, 86_400, draw)
      expect(Math.floor(turn.at_ms / 86_400_000)).toBe(turn.round)
      expect(turnAt(turn, nowMs, 86_400, 0)).toBe(turn)
    }),
  )
  const [hash, work] = [new Uint8Array(32), workBytes(COUNTY, 7, new Uint8Array(32))]
  const nonce = findWork(work, 10, 0, 100_000)
  expect(nonce && slotWork(COUNTY, 7, hash, nonce)).toBeGreaterThanOrEqual(10)
  expect(findWork(work, 60, 0, 10)).toBeNull()
  expect([VILLAGE, TOWN, COUNTY, CITY, PROVINCE, '441900003201'].map(tipCounty)).toEqual([
    COUNTY,
    COUNTY,
    COUNTY,
    CITY,
    '',
    '441900000000',
  ])
  expect(isRecipient('age1' + 'q'.repeat(58))).toBe(false)
})
