// @vitest-environment node
import { b64uEncode, receiptKeys } from '@shaiba/sync'
import { expect, test } from 'vitest'
import { seedOf } from './receipt.ts'

test('a receipt is always the same seed, however it was written, and another one in another county', async () => {
  const seed = await seedOf('1234 5678 9012 3456 7890', '510705000000')
  expect(seed.length).toBe(64)
  expect(await seedOf('12345678901234567890', '510705000000')).toEqual(seed)
  expect(await seedOf('12345678901234567890', '510706000000')).not.toEqual(seed)
  const { mailbox, secret } = receiptKeys(seed)
  expect(b64uEncode(mailbox)).not.toBe(b64uEncode(secret))
}, 60_000)
