import { describe, expect, test } from 'vitest'
import cases from '../../../../sync/vectors/ledger/cases.json'
import cells from '../../../../sync/vectors/ledger/cells.json'
import diffs from '../../../../sync/vectors/ledger/diff.json'
import { amount, type Cell, day, direction, header, plain, type Read } from '../../sheet/cells.ts'
import { MAX_OP_BYTES, pack } from '../../sheet/pack.ts'
import { entryId } from '../../sheet/keep.ts'
import { changes, diff } from './diff.ts'
import { parse } from './parse.ts'

// Vectors that hold the server's importer as well (sync/vectors/ledger/README.md).

const files = import.meta.glob<string>('../../../../sync/vectors/ledger/*.{csv,xls,xlsx}', {
  query: '?url&inline',
  import: 'default',
  eager: true,
})

function content(name: string): Uint8Array {
  const url = files[`../../../../sync/vectors/ledger/${name}`] ?? ''
  return Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (char) => char.charCodeAt(0))
}

describe('files', () => {
  test.each(cases.vectors)('$name', async ({ file, period, mask, want }) => {
    expect(await parse(content(file), period, mask)).toEqual(want)
  })
})

describe('cells', () => {
  const done = <T>(value: T): Read<T> => ({ ok: true, value })
  const read = { day, amount, direction, header: (c: Cell) => done(header(c)), text: (c: Cell) => done(plain(c)) }
  interface Vector {
    name: string
    fn: keyof typeof read
    cell: Cell
    want?: unknown
    want_error?: string
  }
  test.each(cells.vectors as Vector[])('$name', ({ fn, cell, want, want_error }) => {
    expect(read[fn](cell)).toEqual(
      want_error === undefined ? { ok: true, value: want } : { ok: false, code: want_error },
    )
  })
})

describe('diffs', () => {
  interface Vector {
    name: string
    disclosure: string
    rows: Parameters<typeof diff>[0]
    published: Parameters<typeof diff>[1]
    want: unknown
    ids: Record<string, string>
  }
  test.each(diffs.vectors as unknown as Vector[])('$name', ({ disclosure, rows, published, want, ids }) => {
    expect(diff(rows, published)).toEqual(want)
    for (const [voucher, id] of Object.entries(ids)) expect(entryId(disclosure, voucher)).toBe(id)
  })
})

describe('ops', () => {
  const rows = Array.from({ length: 5000 }, (_, i) => ({
    voucher: `2026-10-${i}`,
    date: '2026-10-08',
    direction: 'out' as const,
    subject: '管理费用-维修费',
    summary: '第三组路灯维修材料'.repeat((i % 9) + 1),
    payee: '宏达五金店',
    amount_fen: 1 + i,
  }))
  const all = changes({ added: rows, changed: [], unchanged: [], missing: [] }, 'd1', '')

  test('five thousand rows become ops that each fit a line, nothing lost, in order', () => {
    const ops = pack(all)
    const bytes = (op: unknown): number => new TextEncoder().encode(JSON.stringify(op)).length
    expect(ops.flat()).toEqual(all)
    expect(Math.max(...ops.map(bytes))).toBeLessThanOrEqual(MAX_OP_BYTES + 1)
    expect(ops.length).toBeLessThanOrEqual(Math.ceil(bytes(all) / MAX_OP_BYTES) + 3)
  })

  test('one that is alone too big stays alone', () => {
    const big = { do: 'entry.post', id: 'x', set: { summary: '长'.repeat(30_000) } }
    const [small] = all
    expect(pack([small!, big, small!])).toEqual([[small], [big], [small]])
  })

  test('corrections carry the reason, and only what differs', () => {
    const entry = { id: 'e1', ...rows[0]! }
    const found = diff([{ ...rows[0]!, amount_fen: 7 }], [entry])
    expect(changes(found, 'd1', '少录一位')).toEqual([
      { do: 'entry.correct', id: 'e1', set: { amount_fen: 7, reason: '少录一位' } },
    ])
  })
})
