import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { Seen } from './seen.svelte.ts'

test('what is read before the older list is back stays read, and so does the older list', async () => {
  const first = new Seen('list')
  await first.open('V')
  first.see([['old', 1]])
  const again = new Seen('list')
  const opening = again.open('V')
  again.see([['new', 2]])
  expect(again.ready).toBe(false)
  await opening
  expect([again.has('old'), again.has('new'), again.has('other')]).toEqual([1, 2, 0])

  const kept = new Seen('list')
  await kept.open('V')
  expect([kept.has('old'), kept.has('new')]).toEqual([1, 2])
})

test('each person has read for himself, and more of a thing is unread again', async () => {
  const seen = new Seen('sheet')
  await seen.open('V')
  seen.see([['a', 2]])
  seen.see([['a', 1]])
  expect(seen.has('a')).toBe(2)
  await seen.open('N')
  expect(seen.has('a')).toBe(0)
  await seen.open('V')
  expect(seen.has('a')).toBe(2)
})
