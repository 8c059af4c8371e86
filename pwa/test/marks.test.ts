/** What is Chinese in itself stands in the tables of words, never in a screen: an English page would show it. */
import { expect, test } from 'vitest'

const MARKS = /[：；、，。（）「」《》？！“”]/
const SCREENS = import.meta.glob<string>('../src/**/*.svelte', { query: '?raw', import: 'default', eager: true })
const WORDS = import.meta.glob<string>(['../src/text/*.ts', '../src/features/*/*ext.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
})
const COMMENTS = /<!--[\s\S]*?-->|\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g

/** The demo's people are told by this sign, which is data. */
const DATA = /\/（演示）\$\//

test('no screen has a Chinese mark of its own', () => {
  const found = Object.entries(SCREENS).flatMap(([path, source]) =>
    source
      .replace(COMMENTS, '')
      .split('\n')
      .filter((line) => MARKS.test(line) && !DATA.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  )
  expect(Object.keys(SCREENS).length).toBeGreaterThan(100)
  expect(found).toEqual([])
})

test('no English words have a Chinese mark between them', () => {
  const tables = Object.entries(WORDS).flatMap(([path, source]) =>
    [...source.matchAll(/^const EN\b[^]*?^\}|^ {2}\},\n {2}\{\n[^]*?^ {2}\}/gm)].map(
      ([table]) => [path, table.replace(COMMENTS, '')] as const,
    ),
  )
  expect(tables.length).toBeGreaterThan(60)
  const found = tables.flatMap(([path, table]) =>
    table.split('\n').flatMap((line) => (MARKS.test(line) ? [`${path}: ${line.trim()}`] : [])),
  )
  expect(found).toEqual([])
})
