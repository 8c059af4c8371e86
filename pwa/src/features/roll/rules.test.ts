import { expect, test } from 'vitest'
import type { RecordView } from '../../replica/types.ts'
import { handover, holdsOn, isTerm, postsOf } from './election.ts'
import { openingsOf, phonesOf } from './counts.ts'
import { addressees, grouped, letterLink, runsOf } from './letters.ts'
import { findHouses, groupsOf, housesOf, keepsRoll, mayRelease, mirror } from './roll.ts'

const VILLAGE = '350583112216'
const record = (kind: string, id: string, fields: object = {}): RecordView => ({ kind, id, at: 0, ...fields })
const HOUSES = [record('household', '02-001', { group: '第2组' }), record('household', '01-002', { group: '第10组' })]
const PEOPLE = [
  record('resident', 'p2', { name: '李某', household: '02-001', relation: '妻' }),
  record('resident', 'p1', { name: '唐某', household: '02-001', relation: '户主', phone_tail: '0688' }),
  record('resident', 'p3', { name: '远唐', household: '01-002', left: '2026-01-01' }),
]
const account = (role: string, office: string | null, region: string) => ({
  person: 'p',
  device: 'd',
  name: null,
  grants: [{ role, region, office, until: '2099-12-31' }],
  scopes: [],
  home: region,
})

test('households stand by number, their head first, without who has left', () => {
  const houses = housesOf(HOUSES, PEOPLE)
  expect(houses.map((house) => [house.number, house.people.map((one) => one.id)])).toEqual([
    ['01-002', []],
    ['02-001', ['p1', 'p2']],
  ])
  expect(groupsOf(houses)).toEqual(['第2组', '第10组'])
  for (const [query, found] of [
    ['唐', 1],
    ['tang', 1],
    ['0688', 1],
    ['02-', 1],
    ['068', 0],
    ['', 2],
  ] as const) {
    expect(findHouses(houses, query, '', { 唐: 'tang' })).toHaveLength(found)
  }
  expect(findHouses(houses, '', '第10组', {})).toHaveLength(1)
})

test('who keeps a roll, and who releases letters', () => {
  expect(keepsRoll(account('cadre', 'roll', '350583112000'), VILLAGE)).toBe(true)
  expect(keepsRoll(account('cadre', 'audit', '350583112000'), VILLAGE)).toBe(false)
  expect(keepsRoll(account('supervisor', 'roll', VILLAGE), VILLAGE)).toBe(false)
  expect(keepsRoll(account('cadre', 'roll', '350524102000'), VILLAGE)).toBe(false)
  expect(mayRelease(account('supervisor', null, VILLAGE), VILLAGE)).toBe(true)
  expect(mayRelease(account('villager', null, VILLAGE), VILLAGE)).toBe(false)
})

test('what the roll says is said in the square and in public, and nothing besides', () => {
  const standing = {
    village: VILLAGE,
    households: HOUSES,
    residents: PEOPLE,
    members: [
      record('member', 'p1', { name: '唐某', household: '02-001', group: '第1组' }),
      record('member', 'p3', { name: '远唐', household: '01-002', group: '第10组' }),
      record('member', 'elsewhere', { name: '某' }),
    ],
    grants: [
      record('grant', 'g3', { person: 'p3', role: 'villager', until: '2030-12-31' }),
      record('grant', 'g1', { person: 'p1', role: 'villager', until: '2030-12-31' }),
    ],
    about: record('village', VILLAGE, { households: 2, people: 3 }),
  }
  expect(mirror(standing, '2026-11-20')).toEqual({
    square: [
      { do: 'member.update', id: 'p1', set: { group: '第2组' } },
      { do: 'member.leave', id: 'p3', set: { left: '2026-01-01' } },
    ],
    home: [
      { do: 'grant.end', id: 'g3', set: { ended: '2026-01-01', why: '不再在本村名册上' } },
      { do: 'village.describe', id: VILLAGE, set: { households: 1, people: 2 } },
    ],
  })
})

test('an election is the ends of old terms and the new ones, in one op', () => {
  const grant = (id: string, fields: object): RecordView =>
    record('grant', id, {
      person: id,
      role: 'committee',
      since: '2024-01-01',
      until: '2026-12-31',
      name: id,
      ...fields,
    })
  const held = [
    grant('g1', { office: 'o1' }),
    grant('g2', { until: '2025-12-31' }),
    grant('g3', { ended: '2026-11-20' }),
    grant('g4', { role: 'villager' }),
  ]
  const [post, ...others] = postsOf(held, '2026-11-20')
  expect([post?.id, others]).toEqual(['g1', []])
  const picks = [
    { from: post ?? null, role: 'committee', office: 'o1', person: 'p9', name: '王某' },
    { from: null, role: 'liaison', office: null, person: 'p8', name: '周某' },
  ]
  let number = 0
  const changes = handover(picks, '2026-12-01', '2029-11-30', '换届', () => `n${number++}`)
  const term = { since: '2026-12-01', until: '2029-11-30' }
  expect(changes).toEqual([
    { do: 'grant.end', id: 'g1', set: { ended: '2026-12-01', why: '换届' } },
    { do: 'grant.give', id: 'n0', set: { person: 'p9', role: 'committee', ...term, name: '王某', office: 'o1' } },
    { do: 'grant.give', id: 'n1', set: { person: 'p8', role: 'liaison', ...term, name: '周某' } },
  ])
  const after = [grant('g1', { ended: '2026-12-01' }), grant('n0', term)]
  for (const day of ['2026-11-30', '2026-12-01']) expect(after.filter((one) => holdsOn(one, day))).toHaveLength(1)
  expect([isTerm('2026-02-29', '2027-01-01'), isTerm('2026-02-02', '2026-02-01'), isTerm('2026-02-02', '2026-02-02')]).toEqual([false, false, true]) // prettier-ignore
})

test('letters are for whom no phone speaks, and stand by run', () => {
  const devices = [
    record('device', 'd1', { person: 'p1' }),
    record('device', 'd2', { person: 'p2', revoked: '2026-01-01' }),
  ]
  const houses = housesOf(HOUSES, PEOPLE)
  expect(addressees(houses, devices, 'without', '2026-11-20').map((one) => one.id)).toEqual(['p2'])
  expect(addressees(houses, devices, 'all', '2026-11-20')).toHaveLength(2)
  const letter = (id: string, asked_ms: number) =>
    ({ id, person: id, household: `0${5 - asked_ms}`, name: '', expires_ms: 9, state: 'waiting', asked_ms, asked_by: '林', mine: false, replaces: false, close: false }) as const // prettier-ignore
  expect(runsOf([letter('c', 2), letter('a', 1), letter('b', 1)]).map((run) => run.letters.length)).toEqual([1, 2])
  expect(letterLink('https://county.example', 'S')).toBe('https://county.example/account#letter=S')
  expect(grouped('K7QD3M0RX9TE')).toBe('K7QD 3M0R X9TE')
})

test('phones and openings are counted by everyone', () => {
  const phone = (id: string, person: string, more = {}) => record('device', id, { person, ...more })
  const off = { revoked: '2026-11-01' }
  const phones = [
    phone('d1', 'p1'),
    phone('d2', 'p1'),
    phone('d3', 'p2', off),
    phone('d4', 'p3'),
    phone('d5', 'p3', off),
  ]
  expect(phonesOf(phones)).toEqual({ people: 2, added: 5, off: 2 })
  const opened = (id: string, count: number) => record('openings', id, { count })
  expect(openingsOf([opened('2026-10_cadre', 2), opened('2026-11_supervisor', 1), opened('2026-11_cadre', 3)])).toEqual(
    [
      { month: '2026-11', role: 'cadre', count: 3 },
      { month: '2026-11', role: 'supervisor', count: 1 },
      { month: '2026-10', role: 'cadre', count: 2 },
    ],
  )
})
