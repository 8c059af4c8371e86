/** What must hold of any input: the laws of merging, the tree against its definition, lines against their mutations. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  AnswerStream,
  appendLines,
  b64uDecode,
  b64uEncode,
  buildHead,
  type Bytes,
  type Change,
  consistencyProof,
  finish,
  formatStamp,
  Frontier,
  inclusionProof,
  leafHash,
  makeTag,
  merge,
  nodeHash,
  parseOp,
  type Record,
  receive,
  recordFromJson,
  recordToJson,
  refillBody,
  requestBody,
  rootOf,
  SyncError,
  tick,
  verifyConsistency,
  verifyInclusion,
  view,
} from '../src/index.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length }) as fc.Arbitrary<Bytes>
const stamp = fc.record({ millis: fc.nat(2 ** 48 - 1), counter: fc.nat(0xffff) })
const field = fc.constantFrom('a', 'labels', 'amount_fen', 'constructor', 'kind')
const element = fc.oneof(
  fc.constantFrom('__proto__', '1', '10', '2', '水利', '\ufffd', '😀'),
  fc.string({ minLength: 1, maxLength: 5, unit: 'binary' }),
)
const tag = fc
  .record({ at: stamp, by: bytes(16), id: bytes(32), index: fc.nat(4095) })
  .map(({ at, by, id, index }) => makeTag(formatStamp(at), b64uEncode(by), b64uEncode(id), index))

/** A value as ops may hold it. */
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().map((n) => n + 0 || 0),
    fc.string({ maxLength: 8, unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(field, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value

const table = <T>(item: fc.Arbitrary<T>) =>
  fc.dictionary(field, item, { minKeys: 1, maxKeys: 3, noNullPrototype: true })

/** Changes of one record with their tags: tags of a small pool, so that drops hit. */
const history = fc.array(tag, { minLength: 1, maxLength: 5 }).chain((pool) =>
  fc.uniqueArray(
    fc.tuple(
      fc.oneof(fc.constantFrom(...pool), tag),
      fc.record(
        {
          do: fc.constantFrom('entry.post', 'entry.correct'),
          id: fc.constant('e1'),
          set: table(value),
          add: table(fc.array(element, { minLength: 1, maxLength: 3 })),
          drop: table(fc.array(fc.constantFrom(...pool), { minLength: 1, maxLength: 3 })),
          append: table(value),
        },
        { requiredKeys: ['do', 'id'], noNullPrototype: true },
      ) as fc.Arbitrary<Change>,
    ),
    { minLength: 1, maxLength: 8, selector: ([its]) => its },
  ),
)

type Step = readonly [string, Change]

function mergeAll(steps: readonly Step[], start: Record | null = null): Record {
  return steps.reduce<Record | null>((record, [its, change]) => merge(record, change, its), start) as Record
}

test('any order, any repetition: the same record', () => {
  const shuffled = history.chain((steps) =>
    fc.tuple(
      fc.constant(steps),
      fc.shuffledSubarray(steps, { minLength: steps.length }),
      fc.array(fc.constantFrom(...steps)),
    ),
  )
  fc.assert(
    fc.property(shuffled, ([steps, order, again]) => {
      expect(recordToJson(mergeAll([...order, ...again]))).toBe(recordToJson(mergeAll(steps)))
    }),
    { numRuns: 500 },
  )
})

test('stored in between, at any place: the same record', () => {
  const cut = history.chain((steps) => fc.tuple(fc.constant(steps), fc.nat(steps.length - 1)))
  fc.assert(
    fc.property(cut, ([steps, at]) => {
      const whole = mergeAll(steps)
      if (at === 0) return
      const stored = recordFromJson(recordToJson(mergeAll(steps.slice(0, at))))
      expect(recordToJson(mergeAll(steps.slice(at), stored))).toBe(recordToJson(whole))
      expect(view(recordFromJson(recordToJson(whole)))).toEqual(view(whole))
    }),
  )
})

test('what says nothing new returns the same object, and no merge changes what it was given', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const before = mergeAll(steps)
      const text = recordToJson(before)
      expect(mergeAll(steps, before)).toBe(before)
      mergeAll(
        [['f'.repeat(53), { do: 'entry.post', id: 'e1', set: { a: 1 }, append: { a: 1 }, add: { a: ['x'] } }]],
        before,
      )
      expect(recordToJson(before)).toBe(text)
    }),
  )
})

test('a register holds the value of the greatest tag that set it', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const fields = mergeAll(steps).fields ?? {}
      const last = new Map<string, unknown>()
      for (const [, { set }] of [...steps].sort(([a], [b]) => (a < b ? -1 : 1))) {
        for (const [name, its] of Object.entries(set ?? {})) last.set(name, its)
      }
      expect(new Map(Object.entries(fields))).toEqual(last)
    }),
  )
})

// --- the tree -------------------------------------------------------------------------------------------------------

/** The root as RFC 6962 §2.1 defines it. */
function naiveRoot(leaves: readonly Bytes[]): Bytes {
  if (leaves.length <= 1) return leaves[0] ?? Frontier.EMPTY.root()
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return nodeHash(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)))
}

const LEAVES = Array.from({ length: 100 }, (_, i) => leafHash(encoder.encode(String(i))))
const size = fc.integer({ min: 1, max: LEAVES.length })

test('a frontier, grown and stored in any steps, names the root', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(12), { maxLength: 8 }), (steps) => {
      let frontier = Frontier.EMPTY
      for (const step of steps) {
        frontier = Frontier.fromBytes(frontier.extend(LEAVES.slice(frontier.size, frontier.size + step)).toBytes())
        expect(frontier.root()).toEqual(naiveRoot(LEAVES.slice(0, frontier.size)))
      }
      expect(rootOf(LEAVES.slice(0, frontier.size))).toEqual(frontier.root())
    }),
  )
})

test('every leaf is proven, and by no other proof', () => {
  fc.assert(
    fc.property(size, fc.nat(), fc.nat(), bytes(32), (n, at, where, other) => {
      const leaves = LEAVES.slice(0, n)
      const [index, root] = [at % n, rootOf(leaves)]
      const leaf = leaves[index]!
      const path = inclusionProof(leaves, index)
      expect(verifyInclusion(leaf, index, n, path, root)).toBe(true)
      expect(verifyInclusion(other, index, n, path, root)).toBe(false)
      expect(verifyInclusion(leaf, index, n, [...path, other], root)).toBe(false)
      if (path.length > 0) {
        expect(verifyInclusion(leaf, index, n, path.slice(1), root)).toBe(false)
        expect(verifyInclusion(leaf, index, n, path.with(where % path.length, other), root)).toBe(false)
      }
    }),
  )
})

test('every beginning is proven, and by no other proof', () => {
  fc.assert(
    fc.property(size, fc.nat(), fc.nat(), bytes(32), (n, at, where, other) => {
      const m = at % (n + 1)
      const leaves = LEAVES.slice(0, n)
      const [rootM, rootN] = [rootOf(leaves.slice(0, m)), rootOf(leaves)]
      const path = consistencyProof(leaves, m)
      expect(verifyConsistency(m, n, rootM, rootN, path)).toBe(true)
      expect(verifyConsistency(m, n, other, rootN, path)).toBe(false)
      expect(verifyConsistency(m, n, rootM, rootN, [...path, other])).toBe(false)
      if (path.length > 0) {
        expect(verifyConsistency(m, n, rootM, rootN, path.slice(1))).toBe(false)
        expect(verifyConsistency(m, n, rootM, rootN, path.with(where % path.length, other))).toBe(false)
      }
    }),
  )
})

// --- lines ----------------------------------------------------------------------------------------------------------

const line = fc
  .record({
    scope: fc.constantFrom('village/350583112216', 'region/350583000000', 'square/350583112216', 'case/x-1'),
    by: bytes(16).map(b64uEncode),
    at: stamp.map(formatStamp),
    salt: bytes(16).map(b64uEncode),
    seen: fc.option(fc.tuple(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), bytes(32).map(b64uEncode))),
    changes: fc.array(
      table(value).map((set): Change => ({ do: 'entry.post', id: 'e1', set })),
      { minLength: 1, maxLength: 3 },
    ),
    sig: bytes(64),
  })
  .map((parts) => {
    const { scope, by, at, salt, seen, changes, sig } = parts
    return { ...parts, line: finish(buildHead(scope, by, at, salt, seen, changes), sig) }
  })

test('what was built is what is read', () => {
  fc.assert(
    fc.property(line, ({ line, ...parts }) => {
      const { scope, by, at, salt, seen, changes, sig, head } = parseOp(line)
      expect({ scope, by, at, salt, seen, changes, sig }).toEqual(parts)
      expect(finish(head, sig)).toEqual(line)
    }),
  )
})

test('a changed byte is refused, or is another line that is read back byte for byte', () => {
  fc.assert(
    fc.property(
      line,
      fc.nat(),
      fc.nat(255),
      fc.constantFrom('set', 'insert', 'remove'),
      ({ line }, place, byte, way) => {
        const at = place % line.length
        const [before, after] = [line.subarray(0, at), line.subarray(way === 'insert' ? at : at + 1)]
        const changed = new Uint8Array([...before, ...(way === 'remove' ? [] : [byte]), ...after])
        try {
          const { scope, by, at, salt, seen, changes, sig } = parseOp(changed)
          expect(finish(buildHead(scope, by, at, salt, seen, changes), sig)).toEqual(changed)
        } catch (error) {
          if (!(error instanceof SyncError)) throw error
          expect(['malformed', 'version_unsupported', 'too_large']).toContain(error.code)
        }
      },
    ),
    { numRuns: 1000 },
  )
})

test('b64u is read only as it is written', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), fc.string({ maxLength: 6 }), (data, text) => {
      expect(b64uDecode(b64uEncode(data), data.length)).toEqual(data)
      for (let n = 0; n < 5; n++) {
        try {
          expect(b64uEncode(b64uDecode(text, n))).toBe(text)
        } catch (error) {
          if (!(error instanceof SyncError)) throw error
        }
      }
    }),
  )
})

test('the clock moves forward, past all it saw', () => {
  fc.assert(
    fc.property(stamp, stamp, fc.nat(2 ** 47), (last, seen, now) => {
      fc.pre(seen.millis <= now + 600_000 && last.millis < 2 ** 48 - 1)
      const next = formatStamp(tick(receive(last, seen, now), now))
      expect(next > formatStamp(last) && next > formatStamp(seen)).toBe(true)
    }),
  )
})

// --- answers --------------------------------------------------------------------------------------------------------

/** An answer to three ops, and two runs: one with lines of our own left out, one with nothing but these. */
const SCOPES = ['village/350583112216', 'home/x'] as const
const SENT = ['a', 'b', 'c'].map((text) => b64uEncode(leafHash(encoder.encode(text))))
const TEXT = [
  { verdict: 'stored', id: SENT[0], scope: SCOPES[0], seq: 4 },
  { verdict: 'refused', id: SENT[1], error: 'closed', retry: 'never', detail: { kind: 'appeal' } },
  { verdict: 'seen', id: SENT[2], scope: SCOPES[1], seq: 0 },
  { scope: SCOPES[0], epoch: 0, from: 2, to: 6, checkpoint: 'one', count: 3 },
  { line: 2 },
  { line: 3 },
  { line: '五' },
  { scope: SCOPES[1], epoch: 1, from: 0, to: 1, checkpoint: 'two', count: 0, more: true },
  { end: true, now: 1763000000000 },
]
  .map((item) => `${JSON.stringify(item)}\n`)
  .join('')

function readAll(chunks: readonly Uint8Array[]) {
  const stream = new AnswerStream(SENT)
  const events = chunks.flatMap((chunk) => [...stream.feed(chunk)])
  return { events, ended: stream.ended }
}

test('an answer reads the same however its bytes are cut', () => {
  const answer = encoder.encode(TEXT)
  const { events, ended } = readAll([answer])
  expect(ended).toBe(true)
  expect(
    events.map((event) =>
      'lines' in event ? event.lines.map(({ seq, line }) => [seq, decoder.decode(line)]) : Object.keys(event)[0],
    ),
  ).toEqual([
    'verdict',
    'verdict',
    'verdict',
    [
      [2, '{"line":2}'],
      [3, '{"line":3}'],
      [5, '{"line":"五"}'],
    ],
    [],
    'end',
  ])
  fc.assert(
    fc.property(fc.array(fc.nat(answer.length), { maxLength: 6 }), (places) => {
      const cuts = [0, ...places.sort((a, b) => a - b), answer.length]
      const chunks = cuts.slice(1).map((end, i) => answer.subarray(cuts[i], end))
      expect(readAll(chunks)).toEqual({ events, ended })
    }),
  )
})

test('an answer that was cut holds as far as it was whole', () => {
  const answer = encoder.encode(TEXT)
  const whole = readAll([answer]).events
  for (let end = 0; end < answer.length; end++) {
    const { events, ended } = readAll([answer.subarray(0, end)])
    expect(ended).toBe(false)
    expect(events).toEqual(whole.slice(0, events.length))
  }
})

test('a line too many, or a verdict or a header too few, is malformed', () => {
  const lines = TEXT.trimEnd().split('\n')
  const isWhole = [7] // the second run: an answer may have it or not, or give it again
  const isLine = [4, 5, 6] // one too few takes the next header for a line: the root will tell
  for (let i = 0; i < lines.length - 1; i++) {
    const expected = isWhole.includes(i) ? 'whole' : 'malformed'
    expect(readAllOrRefuse(lines.toSpliced(i, 0, lines[i]!))).toBe(expected)
    if (!isLine.includes(i)) expect(readAllOrRefuse(lines.toSpliced(i, 1))).toBe(expected)
  }
  expect(readAllOrRefuse([...lines, lines[8]!])).toBe('malformed')
})

function readAllOrRefuse(lines: readonly string[]): string {
  try {
    return readAll([encoder.encode(lines.map((text) => `${text}\n`).join(''))]).ended ? 'whole' : 'cut'
  } catch (error) {
    return (error as SyncError).code
  }
}

test('lines and erased lines extend a frontier alike', () => {
  fc.assert(
    fc.property(line, ({ line, by }) => {
      const leaf = leafHash(line)
      const gone = encoder.encode(`{"gone":"${b64uEncode(leaf)}","by":"${by}","why":"privacy"}`)
      expect(appendLines(Frontier.EMPTY, [gone, line])).toEqual(appendLines(Frontier.EMPTY, [line, gone]))
    }),
    { numRuns: 20 },
  )
})

test('a request is its header and its lines, each ended by LF', () => {
  const body = requestBody({ have: { 'village/350583112216': [0, 7] }, mine: true }, [encoder.encode('{}')])
  expect(decoder.decode(body)).toBe('{"v":1,"have":{"village/350583112216":[0,7]},"mine":true}\n{}\n')
})

test('a refill is its header and the lines that are given back', () => {
  const body = refillBody({ epoch: 0, begin: 5, checkpoint: 'x' }, [encoder.encode('{}')])
  expect(decoder.decode(body)).toBe('{"v":1,"epoch":0,"from":5,"checkpoint":"x"}\n{}\n')
})
