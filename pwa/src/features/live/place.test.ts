// @vitest-environment node
import { expect, test } from 'vitest'
import { keepPlace, placeKept } from './place.ts'

function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>()
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) }
}

test('the place of each broadcast is found again, of the last twenty', () => {
  const here = storage()
  expect(placeKept(here, 'a')).toBe(null)
  keepPlace(here, 'a', 1_000.4)
  keepPlace(here, 'b', 2_000)
  keepPlace(here, 'a', 3_000)
  expect([placeKept(here, 'a'), placeKept(here, 'b')]).toEqual([3_000, 2_000])
  for (let i = 0; i < 20; i++) keepPlace(here, `c${String(i)}`, i)
  expect(placeKept(here, 'a')).toBe(null)
})

test('what is kept and cannot be read, or cannot be kept, is nothing', () => {
  expect(placeKept({ getItem: () => '{', setItem: () => undefined }, 'a')).toBe(null)
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new DOMException('', 'QuotaExceededError')
    },
  }
  expect(() => keepPlace(full, 'a', 1)).not.toThrow()
})
