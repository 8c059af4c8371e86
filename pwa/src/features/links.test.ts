/** Every link in the source names a route that is there, with the parts it needs: a broken one is found out only where it is drawn. */
import { expect, test } from 'vitest'
import { FEATURES } from './index.ts'

const sources = import.meta.glob<string>(['../**/*.{svelte,ts}', '!../**/*.test.ts', '!../router.svelte.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** The parts that a route cannot do without, by its name. */
const needed = new Map(
  FEATURES.flatMap(({ routes }) => routes).map(({ name, path }) => [
    name,
    [...path.matchAll(/:(\w+)(?!\w|\?)/g)].map(([, part]) => String(part)),
  ]),
)

/** The name of each link, and the parts it is given; null where they are not written out there. */
function linksIn(source: string): (readonly [string, readonly string[] | null])[] {
  return [...source.matchAll(/\blink\('(\w+)'\s*(?:,\s*(\{[^{}]*\}|[^)]))?/g)].map(([, name, parts]) => {
    const isWritten = parts === undefined || (parts.startsWith('{') && !parts.includes('...'))
    const given = [...(parts ?? '').matchAll(/(\w+)\s*(?=[,:}])(?:\s*:[^,}]*)?/g)].map(([, part]) => String(part))
    return [String(name), isWritten ? given : null]
  })
}

test.each(Object.entries(sources).filter(([, source]) => source.includes('link(')))(
  '%s links to what is there',
  (_, source) => {
    for (const [name, given] of linksIn(source)) {
      expect([...needed.keys()]).toContain(name)
      if (given !== null) expect([name, given]).toEqual([name, expect.arrayContaining(needed.get(name) ?? [])])
    }
  },
)

test('a link that lacks a part is found', () => {
  expect(linksIn("link('payout', { village, id: batch.id })")).toEqual([['payout', ['village', 'id']]])
  expect(linksIn("link('payout', { village, payout: one })")).toEqual([['payout', ['village', 'payout']]])
  expect(linksIn("link('account') link('me', { ...params }) link('me', params)")).toEqual([
    ['account', []],
    ['me', null],
    ['me', null],
  ])
  expect(needed.get('payout')).toEqual(['village', 'payout'])
  expect(needed.get('board')).toEqual(['village'])
})
