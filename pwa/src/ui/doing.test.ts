import { expect, test } from 'vitest'
import { later } from '../../test/later.ts'
import { Doing } from './doing.svelte.ts'

test('what is being done is done once: sent again meanwhile it is not begun, and not answered', async () => {
  const doing = new Doing()
  const act = later<string>()
  let begun = 0
  const told: boolean[] = []
  const send = (): void => {
    const done = doing.run(() => {
      begun++
      return act.promise
    })
    void done.then((isDone) => told.push(isDone))
  }
  send()
  send()
  expect([begun, doing.busy]).toEqual([1, true])
  act.resolve('written')
  await expect.poll(() => doing.busy).toBe(false)
  await new Promise((resolve) => setTimeout(resolve))
  expect(told).toEqual([true])
  expect(doing.failed).toBe(false)
})

test('what it failed with is kept until it is done again, and never thrown', async () => {
  const doing = new Doing()
  const refusal = new Error('no room')
  expect(await doing.run(() => Promise.reject(refusal))).toBe(false)
  expect([doing.busy, doing.failed, doing.error]).toEqual([false, true, refusal])
  const again = later<string>()
  const done = doing.run(() => again.promise)
  expect([doing.busy, doing.failed]).toEqual([true, false])
  again.resolve('written')
  expect(await done).toBe(true)
  // an act that throws before it waits, and one that fails without a word, failed no less
  const throwing = (): never => {
    throw refusal
  }
  expect(await doing.run(throwing)).toBe(false)
  expect(doing.error).toBe(refusal)
  expect(await doing.run(() => Promise.reject(undefined as unknown as Error))).toBe(false)
  expect(doing.failed).toBe(true)
})
