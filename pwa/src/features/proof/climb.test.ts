import { b64uEncode, inclusionProof, leafHash, rootOf } from '@shaiba/sync'
import { expect, test } from 'vitest'
import type { OpProof } from '../../replica/types.ts'
import { climb, hex } from './climb.ts'

const encoder = new TextEncoder()

function proof(seq: number, size: number): OpProof {
  const lines = Array.from({ length: size }, (_, i) => `line ${i}`)
  const leaves = lines.map((line) => leafHash(encoder.encode(line)))
  const root = rootOf(leaves)
  return {
    seq,
    id: '',
    line: lines[seq]!,
    by: '',
    at: 0,
    changes: [],
    path: inclusionProof(leaves, seq).map(b64uEncode),
    size,
    root: b64uEncode(root),
    checkpoint: `demo/village/1\n${size}\n${btoa(String.fromCharCode(...root))}\n\n— demo x\n`,
    signature: 'good',
    concurrent: false,
    stamp: '',
    covered: false,
    gone: false,
  }
}

test('from every line of every tree up to 33 the climb reaches the signed root, over all other lines once', () => {
  for (let size = 1; size <= 33; size++)
    for (let seq = 0; seq < size; seq++) {
      const way = climb(proof(seq, size))
      expect(way.fits, `${seq} of ${size}`).toBe(true)
      expect(way.levels.reduce((sum, level) => sum + level.lines, 0)).toBe(size - 1)
    }
})

test('a changed line, a changed root, a longer and a shorter way do not fit', () => {
  const good = proof(5, 21)
  expect(climb({ ...good, line: 'line 6' }).fits).toBe(false)
  expect(climb({ ...good, checkpoint: good.checkpoint.replace('21', '22') }).fits).toBe(false)
  expect(climb({ ...good, path: good.path.slice(0, -1) }).fits).toBe(false)
  expect(climb({ ...good, path: [...good.path, good.path[0]!] }).fits).toBe(false)
  expect(climb({ ...good, seq: 21 }).fits).toBe(false)
})

test('the root shown is the root computed', () => {
  const one = proof(0, 1)
  expect(climb(one).root).toBe(hex(leafHash(encoder.encode('line 0'))))
})
