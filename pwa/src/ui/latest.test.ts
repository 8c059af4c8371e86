// @vitest-environment node
import { expect, test } from 'vitest'
import { type Later, later } from '../../test/later.ts'
import { latest } from './latest.ts'

test('of what was asked only the newest is answered, in whatever order answers and failures come', async () => {
  const newest = latest()
  const told: string[] = []
  const ask = (name: string): Later<string> => {
    const asked = later<string>()
    void newest(asked.promise).then(
      (found) => told.push(`${name} ${found}`),
      () => told.push(`${name} failed`),
    )
    return asked
  }
  const [first, second, third] = [ask('first'), ask('second'), ask('third')]
  second.reject(new Error('late'))
  third.resolve('found')
  first.resolve('found')
  await Promise.allSettled([first.promise, second.promise, third.promise])
  await new Promise((resolve) => setTimeout(resolve))
  expect(told).toEqual(['third found'])
})
