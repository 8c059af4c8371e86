/** Both ways to hash agree, with each other and with the engine's. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256 as inNode } from '../src/sha256.node.ts'
import { sha256 } from '../src/sha256.ts'

test('both hash what they are given as one run of bytes', async () => {
  const part = fc.uint8Array({ maxLength: 300 })
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 4 }), async (parts) => {
      const whole = Uint8Array.from(parts.flatMap((bytes) => [...bytes]))
      const engine = new Uint8Array(await crypto.subtle.digest('SHA-256', whole))
      expect(sha256(...parts)).toEqual(engine)
      expect(inNode(...parts)).toEqual(engine)
    }),
  )
})
