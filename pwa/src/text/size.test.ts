import { expect, test } from 'vitest'
import { bytesText } from './size.ts'

test.each([
  [900, '900 B'],
  [164_000, '160 KB'],
  [3_400_000, '3.2 MB'],
])('%i bytes are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text))
