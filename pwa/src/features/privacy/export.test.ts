import { expect, test } from 'vitest'
import { zip } from '../../device/zip.ts'
import { type Own, ownAnswer, ownOf, toPage } from './export.ts'

const at = new Date(2026, 10, 18, 9, 30)
const record = (id: string, person: string) => ({ kind: 'appeal', id, at: 0, person, title: '<b>水渠</b>' })

test('what another wrote is not in it', () => {
  expect(ownOf([record('a1', 'p1'), record('a2', 'p2')], 'p1').map(({ id }) => id)).toEqual(['a1'])
})

test('of what the household was asked, only the own answer is in it', () => {
  const asked = { kind: 'confirmation', id: 'c1', at: 0, payee: '唐某', amount_fen: 100 }
  const mine = { ...asked, answer: { say: 'received', by: 'p1' } }
  const other = { ...asked, answer: { say: 'other', by: 'p2', words: 'SECRET-WORDS' } }
  expect([asked, mine, other].map((one) => ownAnswer(one, 'p1'))).toEqual([asked, mine, asked])
})

test('the page shows words as words', () => {
  const account = { person: 'p1', device: 'd', name: '唐某', grants: [], scopes: [], home: '' }
  const asked = { passkeys: null, kept: [], letters: [{ state: 'used' }], rolls: [], originals: [], accesses: null }
  const said = { delegations: [], interest: undefined, appeals: [record('a1', 'p1')], answers: [] }
  const own = { account, devices: [], member: undefined, ...asked, ...said }
  const titles = Object.fromEntries(Object.keys(own).map((part) => [part, part])) as Record<keyof Own, string>
  const page = toPage(own, titles, '我的资料')
  expect(page).toContain('唐某')
  expect(page).not.toContain('<b>')
  expect(page).toContain('<h2>accesses</h2><p>—</p>')
})

test('a zip has its parts as they are, each with its checksum', () => {
  const bytes = zip([{ name: 'a.txt', text: '123456789' }], at)
  const view = new DataView(bytes.buffer)
  expect(view.getUint32(0, true)).toBe(0x04034b50)
  expect(view.getUint32(14, true)).toBe(0xcbf43926) // the check value of CRC-32
  expect(new TextDecoder().decode(bytes)).toContain('a.txt123456789')
  expect(view.getUint32(bytes.length - 22, true)).toBe(0x06054b50)
})
