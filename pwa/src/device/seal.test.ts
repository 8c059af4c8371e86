// @vitest-environment node
/** Sealed files are of one size and one form, whoever they are for; who they are for opens them, nobody else. */
import { REPLY_BYTES, REPLY_PLAIN, SLOT_BYTES, SLOT_PLAIN } from '@shaiba/sync'
import { expect, test } from 'vitest'
import * as seal from './seal.ts'

const stanzas = (file: Uint8Array): number =>
  new TextDecoder('latin1').decode(file.slice(0, 700)).split('-> X25519 ').length - 1

test.each([0, 1, 2, 3, 4, 5])('sealed to %i, a file has five stanzas and the size that all have', async (count) => {
  const people = await Promise.all(Array.from({ length: count }, seal.makeIdentity))
  const stranger = await seal.makeIdentity()
  for (const [plainSize, size] of [
    [SLOT_PLAIN, SLOT_BYTES],
    [REPLY_PLAIN, REPLY_BYTES],
  ] as const) {
    const plain = crypto.getRandomValues(new Uint8Array(plainSize))
    const file = await seal.sealToFive(
      people.map(({ recipient }) => recipient),
      plain,
    )
    expect([file.length, stanzas(file)]).toEqual([size, 5])
    for (const { identity } of people) expect(await seal.openWith([identity], file)).toEqual(plain)
    expect(await seal.openWith([stranger.identity], file)).toBeNull()
  }
})

test('six are one too many, and a file that was touched is none', async () => {
  const { identity, recipient } = await seal.makeIdentity()
  await expect(seal.sealToFive(Array<string>(6).fill(recipient), new Uint8Array(1))).rejects.toThrow('five')
  const file = await seal.sealToFive([recipient], new Uint8Array(SLOT_PLAIN))
  file[8000] = (file[8000] ?? 0) ^ 1
  expect(await seal.openWith([identity], file)).toBeNull()
})

test('a secret of 32 bytes is an identity, always the same', async () => {
  const secret = new Uint8Array(32).fill(7)
  const [one, other] = [await seal.identityOf(secret), await seal.identityOf(secret)]
  expect(one).toEqual(other)
  const file = await seal.sealToFive([one.recipient], new Uint8Array(REPLY_PLAIN))
  expect(await seal.openWith([other.identity], file)).toEqual(new Uint8Array(REPLY_PLAIN))
})

test('any two of three recovery sheets open the nested files, one alone opens none', async () => {
  const secret = new TextEncoder().encode('AGE-SECRET-KEY-1…')
  const sheets = await Promise.all(Array.from({ length: 3 }, seal.makeIdentity))
  const nested = await seal.nest(
    sheets.map(({ recipient }) => recipient),
    secret,
  )
  const [a, b, c] = sheets.map(({ identity }) => identity) as [string, string, string]
  for (const two of [
    [a, b],
    [b, a],
    [a, c],
    [c, b],
  ] as const)
    expect(await seal.unnest(two, nested)).toEqual(secret)
  for (const one of [a, b, c]) expect(await seal.unnest([one, one], nested)).toBeNull()
})

test('what a passphrase sealed opens with that one alone', async () => {
  const file = await seal.sealWithPassphrase('一句二十个字以上的长口令写在这里给自己', new Uint8Array([1]), 10)
  expect(await seal.openWithPassphrase('一句二十个字以上的长口令写在这里给自己', file)).toEqual(new Uint8Array([1]))
  expect(await seal.openWithPassphrase('别的', file)).toBeNull()
  expect(seal.isForPasskey(file)).toBe(false)
})

test('digits are digits, and as many of each', () => {
  const digits = seal.randomDigits(5000)
  expect(digits).toMatch(/^\d{5000}$/)
  for (const digit of '0123456789') expect(Math.abs(digits.split(digit).length - 501)).toBeLessThan(150)
})
