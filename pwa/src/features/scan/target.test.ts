import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { noteScanned, partsOf, readScanned } from './scanned.ts'
import { parseTarget } from './target.ts'

test.each([
  ['350583112216', { to: 'path', path: '/v/350583112216' }],
  ['https://shaiba.example/v/350583112216', { to: 'path', path: '/v/350583112216' }],
  ['http://old.example/v/350583112216/d/AbC?x=1', { to: 'path', path: '/v/350583112216/d/AbC?x=1' }],
  [
    `https://shaiba.example/v/350583112216/meetings/m1#door=${'A'.repeat(43)}`,
    { to: 'path', path: `/v/350583112216/meetings/m1#door=${'A'.repeat(43)}` },
  ],
  ['https://shaiba.example/v/350583112216#door=x', { to: 'path', path: '/v/350583112216' }],
  [
    'https://shaiba.example/v/350583112216/desk/code#ask=382477164',
    { to: 'path', path: '/v/350583112216/desk/code#ask=382477164' },
  ],
  ['https://shaiba.example/v/350583112216/board#ask=382477164', { to: 'path', path: '/v/350583112216/board' }],
  ['K7QD-3M0R-X9TE', { to: 'enrol', code: 'K7QD3M0RX9TE', household: '' }],
  [
    'https://shaiba.example/account#code=k7qd3m0rx9te&household=SQ-3',
    { to: 'enrol', code: 'K7QD3M0RX9TE', household: 'SQ-3' },
  ],
  ['https://shaiba.example/c#ZGVtbw', { to: 'path', path: '/c#ZGVtbw' }],
  ['https://shaiba.example/account#link=q2Vf0Zb1mX3uL7c9pQeR4w', { to: 'link', secret: 'q2Vf0Zb1mX3uL7c9pQeR4w' }],
  ['https://shaiba.example/account#link=short', { to: 'path', path: '/account' }],
  ['https://evil.example/login', { to: 'elsewhere', text: 'https://evil.example/login' }],
  ['https://shaiba.example/v/350583112216x', { to: 'elsewhere', text: 'https://shaiba.example/v/350583112216x' }],
  ['javascript:alert(1)', { to: 'elsewhere', text: 'javascript:alert(1)' }],
  ['//evil.example/v/350583112216', { to: 'path', path: '/v/350583112216' }],
  ['S1/01BA4719/1/1/XC5 ', { to: 'frame', text: 'S1/01BA4719/1/1/XC5 ' }],
  ['你好', { to: 'elsewhere', text: '你好' }],
])('%s', (text, target) => {
  expect(parseTarget(text)).toEqual(target)
})

test('what was scanned is kept, the newest first, each place once and without what stands behind #', async () => {
  await noteScanned('/v/350524102207/projects/p1', 1)
  await noteScanned('/v/350524102207/meetings/m1?x=1#door=secret', 2)
  await noteScanned('/v/350524102207/projects/p1', 3)
  await noteScanned('/v/350524102207/desk/code#ask=382477164', 4)
  const kept = await readScanned()
  expect(kept).toEqual([
    { path: '/v/350524102207/desk/code#ask=382477164', at: 4 },
    { path: '/v/350524102207/projects/p1', at: 3 },
    { path: '/v/350524102207/meetings/m1?x=1', at: 2 },
  ])
  expect(kept.map(partsOf)).toEqual([
    { village: '350524102207', sort: 'desk' },
    { village: '350524102207', sort: 'projects' },
    { village: '350524102207', sort: 'meetings' },
  ])
  expect(partsOf({ path: '/account', at: 1 })).toEqual({ village: '', sort: '' })
})
