import { expect, test } from 'vitest'
import { match } from './router.svelte.ts'

test('a pattern takes the parts of a path by name', () => {
  expect(match('/v/:village/d/:disclosure', '/v/350583112216/d/e7_-a')).toEqual({
    village: '350583112216',
    disclosure: 'e7_-a',
  })
  expect(match('/v/:village/board/:class?', '/v/1/board')).toEqual({ village: '1' })
  expect(match('/v/:village/board/:class?', '/v/1/board/party')).toEqual({ village: '1', class: 'party' })
})

test('what does not fit, or is badly encoded, is no match', () => {
  expect(match('/v/:village', '/v')).toBeNull()
  expect(match('/v/:village', '/v/1/more')).toBeNull()
  expect(match('/v/:village', '/v/%E0%A4%A')).toBeNull()
})
