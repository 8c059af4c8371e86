import { describe, expect, test } from 'vitest'
import cases from '../../../../sync/vectors/roll/cases.json'
import diffs from '../../../../sync/vectors/roll/diff.json'
import { diff, heldOf } from './diff.ts'
import { parse } from './parse.ts'

// Vectors that hold the server's importer as well (sync/vectors/roll/README.md).

describe('sheets', () => {
  test.each(cases.vectors)('$name', async ({ text, villages, want }) => {
    expect(await parse(new TextEncoder().encode(text), villages as unknown as Record<string, string>)).toEqual(want)
  })
})

describe('diffs', () => {
  test.each(diffs.vectors)('$name', ({ people, households, residents, want }) => {
    let number = 0
    expect(diff(people, heldOf(households, residents), () => `n${number++}`)).toEqual(want)
  })
})
