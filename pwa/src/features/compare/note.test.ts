import { expect, test } from 'vitest'
import { addressOf, aloud, noteIn } from './note.ts'

const ROOT = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='
const NOTE = `demo.shaiba/village/350583112216\n9990\n${ROOT}\n\n— demo.shaiba Az3grlgt\n`

test('a note goes into an address and comes out again', () => {
  const address = addressOf(NOTE, 'https://shaiba.example')
  expect(address).toMatch(/^https:\/\/shaiba\.example\/c#[0-9A-Za-z_-]+$/)
  expect(noteIn(new URL(address).hash)).toBe(NOTE)
})

test.each(['', '#', '#*', '#A', `#${'A'.repeat(9000)}`, '#_w', '#AB'])('%s holds none', (hash) => {
  expect(noteIn(hash)).toBeNull()
})

test('the root is read aloud in groups', () => {
  expect(aloud(NOTE)).toMatchObject({ size: 9990 })
  expect(aloud(NOTE)?.groups).toHaveLength(16)
  expect(aloud(NOTE)?.groups.slice(0, 2)).toEqual(['0ac5', '186a'])
  for (const text of ['', 'a\n1\nb\n', NOTE.replace('9990', '-1')]) expect(aloud(text)).toBeNull()
})
