/** Every vector of sync/vectors, answered by the functions the app uses. */

import { describe, expect, test } from 'vitest'
import { answer } from '../src/harness.ts'
import * as sync from '../src/index.ts'

interface Vector {
  readonly name: string
  readonly fn: string
  readonly want?: unknown
  readonly want_error?: string
  readonly rule?: string
  readonly detail?: unknown
  readonly [parameter: string]: unknown
}

const files = import.meta.glob<{ about?: string; vectors?: Vector[] }>(
  ['../../vectors/*.json', '../../vectors/kinds/*.json', '!../../vectors/lock.json'],
  { eager: true, import: 'default' },
)

test('there are vectors', () => {
  expect(Object.keys(files)).toContain('../../vectors/op.json')
})

describe.each(Object.entries(files))('%s', (_, { vectors = [] }) => {
  test.each(vectors)('$name', async (vector) => {
    const { want, want_error: error, rule, detail } = vector
    const got = await answer(sync, vector)
    if (error === undefined) expect(got).toEqual({ ok: want })
    else expect(got).toMatchObject({ error, ...(rule ? { detail: { rule } } : detail ? { detail } : {}) })
  })
})
