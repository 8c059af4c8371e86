import { expect, test } from 'vitest'
import type { RecordView, Region } from '../../replica/types.ts'
import { missingMonth } from './missing.ts'
import { byMonth, shift } from './months.ts'
import { enrolled, findRegions, inOffice, pathOf } from './village.ts'

const record = (more: Record<string, unknown>): RecordView => ({ kind: 'x', id: 'x', at: 0, ...more })

test('months run without a gap up to the newest that has an entry', () => {
  const adding = byMonth(
    [
      record({ date: '2026-01-03', direction: 'in', amount_fen: 5, disclosure: 'a' }),
      record({ date: '2025-11-30', direction: 'out', amount_fen: 3, disclosure: 'b' }),
      record({ date: '2026-01-28', direction: 'in', amount_fen: 4 }),
      record({ date: '2025-11-01', direction: 'out', amount_fen: 4, disclosure: 'c' }),
    ],
    3,
  )
  expect(adding.next().value).toEqual([
    { period: '2025-11', in: 0, out: 7, ledger: 'b' },
    { period: '2025-12', in: 0, out: 0 },
    { period: '2026-01', in: 9, out: 0, ledger: 'a' },
  ])
  expect(shift('2026-01', -1)).toBe('2025-12')
  expect(byMonth([], 6).next()).toEqual({ done: true, value: [] })
})

test('ten thousand entries are added up in goes, to what one would give', () => {
  const entries = Array.from({ length: 10_000 }, (_, i) =>
    record({ date: `2026-0${String(1 + (i % 3))}-01`, direction: i % 2 ? 'in' : 'out', amount_fen: i }),
  )
  const adding = byMonth(entries, 3)
  let goes = 1
  let last = adding.next()
  for (; !last.done; last = adding.next()) goes++
  expect(goes).toBe(6)
  const sum = (direction: string): number =>
    entries.filter((one) => one['direction'] === direction).reduce((all, one) => all + Number(one['amount_fen']), 0)
  const whole = (way: 'in' | 'out'): number => last.value.reduce((all, month) => all + month[way], 0)
  expect([whole('in'), whole('out')]).toEqual([sum('in'), sum('out')])
})

test('who has several phones is counted once, and who has none that still stands is not', () => {
  const devices = [
    record({ person: 'a' }),
    record({ person: 'a', revoked: '2026-10-01' }),
    record({ person: 'b', revoked: '2026-11-10' }),
    record({ person: 'c', revoked: '2026-11-11' }),
  ]
  expect(enrolled(devices, '2026-11-10')).toBe(2)
  expect(enrolled([], '2026-11-10')).toBe(0)
})

test('a month is missing only once its day has passed', () => {
  const ledger = [record({ category: 'ledger', period: '2026-09' })]
  expect(missingMonth(ledger, '2026-11-10')).toBeNull()
  expect(missingMonth(ledger, '2026-11-11')).toEqual({ period: '2026-10', due: '2026-11-10' })
  expect(missingMonth([], '2026-11-11')).toBeNull()
})

test('in office is who has a role of power, whose term runs and was not ended', () => {
  const grant = (id: string, more: object): RecordView =>
    record({ id, role: 'committee', since: '2024-01-01', until: '2027-01-01', ...more })
  const grants = [
    grant('a', { role: 'accountant' }),
    grant('b', {}),
    grant('c', { role: 'villager' }),
    grant('d', { until: '2025-01-01' }),
    grant('e', { ended: '2025-01-01' }),
  ]
  expect(inOffice(grants, '2026-10-08').map((g) => g.id)).toEqual(['b', 'a'])
})

test('villages are found by name, pinyin, initials and code, villages before towns', () => {
  const region = (
    code: string,
    name: string,
    level: Region['level'],
    parent: string,
    pinyin: string,
    initials: string,
  ) => ({ code, name, level, parent, pinyin, initials }) satisfies Region
  const regions = [
    region('1', '石井镇', 'town', '', 'shijingzhen', 'sjz'),
    region('12', '石井村', 'village', '1', 'shijingcun', 'sjc'),
    region('13', '蓉溪村', 'village', '1', 'rongxicun', 'rxc'),
  ]
  expect(findRegions(regions, '石井').map((r) => r.code)).toEqual(['12', '1'])
  expect(findRegions(regions, 'RongXi').map((r) => r.code)).toEqual(['13'])
  expect(findRegions(regions, 'rxc').map((r) => r.code)).toEqual(['13'])
  expect(findRegions(regions, ' ')).toEqual([])
  expect(pathOf(new Map(regions.map((r) => [r.code, r])), '13').map((r) => r.name)).toEqual(['石井镇'])
})

test('a place of that very name comes before longer ones, and among equals one that publishes', () => {
  const at = (code: string, name: string, pinyin: string): Region => ({ code, name, level: 'village', parent: '1', pinyin, initials: '' }) // prettier-ignore
  const regions = [
    at('a', '荣星村', 'rongxingcun'),
    at('b', '荣溪村', 'rongxicun'),
    at('c', '蓉溪村委会', 'rongxicunweihui'),
    at('d', '芙蓉溪村', 'furongxicun'),
  ]
  expect(findRegions(regions, 'rongxi').map((r) => r.code)).toEqual(['b', 'c', 'a', 'd'])
  expect(findRegions(regions, 'rongxi', new Set(['c', 'a'])).map((r) => r.code)).toEqual(['c', 'b', 'a', 'd'])
})
