import { expect, test } from 'vitest'
import { drawInverse } from '../src/index.ts'

test('what unblinds is drawn again until it is a number below the modulus, and fills all of that room', () => {
  const modulus = new Uint8Array(256).fill(0x90)
  const [none, above, same, good] = [0x00, 0xff, 0x90, 0x01].map((byte) => new Uint8Array(256).fill(byte))
  const drawn = [none!, above!, same!, good!]
  expect(drawInverse(modulus, () => drawn.shift()!)).toEqual(good)
  expect(drawn).toEqual([])

  const random = (size: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(size))
  const first = Array.from({ length: 400 }, () => drawInverse(modulus, random)[0]!)
  for (const sixteenth of Array.from({ length: 9 }, (_, i) => i * 16))
    expect(first.some((byte) => byte >= sixteenth && byte < sixteenth + 16)).toBe(true)
})
