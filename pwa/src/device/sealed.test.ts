// @vitest-environment node
/** What pyrage sealed is opened here, and a receipt is what argon2-cffi made of it; the reverse: tests/tips/test_age.py. */
import { b64uDecode, b64uEncode, isReceipt, receiptKeys, tipUnframe } from '@shaiba/sync'
import { expect, test } from 'vitest'
import told from '../../../tests/tips/sealed.json'
import { seedOf } from './receipt.ts'
import { openWith } from './seal.ts'

const file = (text: string) => b64uDecode(text, Math.floor((text.length * 6) / 8))

test.each([0, 1])('what pyrage sealed is opened by each of its readers', async (at) => {
  const plain = await openWith([told.pyrage.identities[at] ?? ''], file(told.pyrage.file))
  expect(new TextDecoder().decode(plain ?? undefined)).toBe(told.pyrage.words)
})

test('a slot that was sealed here once opens still', async () => {
  const plain = await openWith(told.phone.identities.slice(0, 1), file(told.phone.file))
  const { said, bytes } = tipUnframe(plain ?? new Uint8Array())
  expect(said).toEqual(told.phone.said)
  expect(new TextDecoder().decode(bytes)).toBe(told.phone.words)
})

test('a receipt is the same seed in every Argon2id', async () => {
  const { county, digits, ...want } = told.receipt
  const seed = await seedOf(digits, county)
  const { mailbox, secret } = receiptKeys(seed)
  expect(isReceipt(digits)).toBe(true)
  expect({ seed: b64uEncode(seed), mailbox: b64uEncode(mailbox), secret: b64uEncode(secret) }).toEqual(want)
}, 60_000)
