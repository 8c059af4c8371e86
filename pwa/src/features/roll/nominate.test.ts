import { expect, test } from 'vitest'
import { agree, forSecond, heldIn, nominate, waitingIn } from './nominate.ts'

const TODAY = '2026-11-20'
const term = { since: '2024-01-01', until: '2026-12-31' }
const grant = (id: string, fields: object = {}) => ({ kind: 'grant', id, at: 0, role: 'station', ...term, ...fields })
const asked = (id: string, fields: object = {}) => ({
  kind: 'nomination', id, at: 0, person: 'p2', role: 'discipline', since: '2027-01-01', until: '2029-12-31', name: '林某',
  by: 'mayor', ...fields,
}) // prettier-ignore

test('who holds an office today, whatever the term says of tomorrow', () => {
  const grants = [
    grant('a'),
    grant('b', { role: 'discipline' }),
    grant('c', { ended: TODAY }),
    grant('d', { role: 'villager' }),
    grant('e', { until: '2026-11-19' }),
  ]
  expect(heldIn(grants, TODAY).map(({ id }) => id)).toEqual(['b', 'a'])
})

test('what waits for a second one, and for whom', () => {
  const all = [
    asked('a'),
    asked('b', { dropped: TODAY }),
    asked('c'),
    asked('d', { by: 'me' }),
    asked('e', { person: 'me' }),
  ]
  const waiting = waitingIn(all, [grant('c')])
  expect(waiting.map(({ id }) => id)).toEqual(['a', 'd', 'e'])
  expect(forSecond(waiting, 'me').map(({ id }) => id)).toEqual(['a'])
})

test('an election: nominated in one op, given in another, with nobody left in two places', () => {
  const before = grant('g0', { office: 'o1' })
  const picks = [
    { instead: before, role: 'station', office: 'o1', person: 'p2', name: '林某' },
    { instead: null, role: 'inspector', office: null, person: 'p3', name: '陈某' },
  ]
  let n = 0
  const made = nominate(picks, '2027-01-01', '2029-12-31', 'mayor', () => `n${++n}`)
  const both = { since: '2027-01-01', until: '2029-12-31' }
  expect(made).toEqual([
    {
      do: 'nomination.make',
      id: 'n1',
      set: { person: 'p2', role: 'station', ...both, name: '林某', by: 'mayor', office: 'o1', instead: 'g0' },
    },
    { do: 'nomination.make', id: 'n2', set: { person: 'p3', role: 'inspector', ...both, name: '陈某', by: 'mayor' } },
  ])
  const waiting = made.map(({ id, set }) => ({ kind: 'nomination', id, at: 0, ...set }))
  expect(agree(waiting, [before], '换届')).toEqual([
    { do: 'grant.end', id: 'g0', set: { ended: '2027-01-01', why: '换届' } },
    { do: 'grant.give', id: 'n1', set: { person: 'p2', role: 'station', ...both, name: '林某', office: 'o1' } },
    { do: 'grant.give', id: 'n2', set: { person: 'p3', role: 'inspector', ...both, name: '陈某' } },
  ])
  expect(agree(waiting, [{ ...before, ended: '2026-12-01' }], '换届')).toHaveLength(2)
})
