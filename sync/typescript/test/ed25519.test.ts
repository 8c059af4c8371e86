/** The slow way to check Ed25519 agrees with the engine's. */

import { expect, test, vi } from 'vitest'
import { verifyEd25519 } from '../src/ed25519.ts'
import { exportPublicKey, Frontier, makeVkey, openNote, signCheckpoint } from '../src/index.ts'

const unhex = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))

test('it takes the second example of RFC 8032', async () => {
  const key = unhex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c')
  const sig = unhex(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
      '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  )
  expect(await verifyEd25519(key, sig, unhex('72'))).toBe(true)
  expect(await verifyEd25519(key, sig, unhex('73'))).toBe(false)
})

test('it takes what the engine signed, and nothing that differs by a bit', async () => {
  const keys = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  const key = await exportPublicKey(keys.publicKey)
  for (let round = 0; round < 8; round++) {
    const message = crypto.getRandomValues(new Uint8Array(round * 40))
    const sig = new Uint8Array(await crypto.subtle.sign('Ed25519', keys.privateKey, message))
    expect(await verifyEd25519(key, sig, message)).toBe(true)
    const [byte, bit] = crypto.getRandomValues(new Uint8Array(2)) as unknown as [number, number]
    sig[byte % 64]! ^= 1 << (bit % 8)
    expect(await verifyEd25519(key, sig, message)).toBe(false)
  }
})

test('keys and signatures of another form are refused', async () => {
  const key = unhex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c')
  expect(await verifyEd25519(key, new Uint8Array(63), new Uint8Array(0))).toBe(false)
  expect(await verifyEd25519(key.subarray(1), new Uint8Array(64), new Uint8Array(0))).toBe(false)
  expect(await verifyEd25519(new Uint8Array(32).fill(255), new Uint8Array(64), new Uint8Array(0))).toBe(false)
})

test('a phone without Ed25519 still checks the log', async () => {
  const keys = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  const head = { origin: 'demo/village/350583112216', size: 0, root: Frontier.EMPTY.root() }
  const note = await signCheckpoint(head, 'demo', keys)
  const vkey = makeVkey('demo', await exportPublicKey(keys.publicKey))
  const refusal = new DOMException('Unrecognized name.', 'NotSupportedError')
  vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(refusal)
  await expect(openNote(note, vkey)).resolves.toEqual(head)
  await expect(openNote(note.replace('\n0\n', '\n1\n'), vkey)).rejects.toMatchObject({ code: 'bad_signature' })
  vi.restoreAllMocks()
})
