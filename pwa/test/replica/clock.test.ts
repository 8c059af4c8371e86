import 'fake-indexeddb/auto'
import { dayOf } from '@shaiba/sync'
import { expect, test } from 'vitest'
import { Bus } from '../../src/replica/bus.ts'
import { correctClock } from '../../src/replica/clock.ts'
import { PhoneReplica } from '../../src/replica/replica.ts'

const NAME = 'clock-month-off'
const WRONG = Date.parse('2026-01-15T12:00+08:00')
const DAY_MS = 86_400_000
const offline: typeof fetch = () => Promise.reject(new TypeError('no network'))

function page(): PhoneReplica {
  return new PhoneReplica({ name: NAME, fetch: offline, locks: undefined, now: () => WRONG })
}

test('screens go by the time that the server told, at once and the next time the app is opened', async () => {
  const first = page()
  expect(first.today()).toBe('2026-01-15')
  const loop = { ...first.env, bus: new Bus(NAME) }
  await correctClock(loop, WRONG + 30 * DAY_MS)
  await expect.poll(() => first.today()).toBe('2026-02-14')
  expect(first.now()).toBe(WRONG + 30 * DAY_MS)
  expect(first.dayIn(-1)).toBe(dayOf(WRONG + 29 * DAY_MS))
  await first.close()

  const second = page()
  await expect.poll(() => second.today()).toBe('2026-02-14')
  loop.bus.close()
  await second.close()
})
