import { read } from '@e965/xlsx'
import { expect, test } from 'vitest'
import { type Table, workbook } from './xlsx.ts'

interface Row {
  readonly text: string
  readonly fen: number
}
const AT = new Date(2026, 10, 27)
const table = (rows: readonly Row[]): Table<Row> => ({
  name: 'x',
  columns: [
    { label: '摘要', of: (row) => row.text },
    { label: '金额', of: (row) => row.fen, money: true },
    { label: '笔', of: () => 7 },
    { label: '空', of: () => undefined },
  ],
  rows,
  about: ['village/350583112216 · 9990', '凭记 0ac5'],
})
const open = (rows: readonly Row[]) => read(workbook(table(rows), ['账目: 十月', '来历'], AT), { cellStyles: true })

test('another program reads the same rows, and where they came from', () => {
  const book = open([{ text: '路灯 & <线>', fen: 486005 }, { text: '退', fen: -7 }]) // prettier-ignore
  expect(book.SheetNames).toEqual(['账目  十月', '来历'])
  const [sheet, about] = book.SheetNames.map((name) => book.Sheets[name] ?? {})
  expect(sheet?.['A1']).toMatchObject({ t: 's', v: '摘要' })
  expect(sheet?.['A2']).toMatchObject({ t: 's', v: '路灯 & <线>' })
  expect(sheet?.['B2']).toMatchObject({ t: 'n', v: 4860.05 })
  expect(sheet?.['B3']).toMatchObject({ t: 'n', v: -0.07 })
  expect(sheet?.['C2']).toMatchObject({ t: 'n', v: 7 })
  expect(about?.['A2']).toMatchObject({ v: '凭记 0ac5' })
})

test.each(['=1+1', "=cmd|' /C calc'!A0", '+86', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])(
  '«%s» is text, no formula',
  (text) => {
    const cell = open([{ text, fen: 1 }]).Sheets['账目  十月']?.['A2'] as { t: string; v: string; f?: string }
    expect([cell.t, cell.f]).toEqual(['s', undefined])
    expect(cell.v.trim()).toBe(text.trim())
    expect(new TextDecoder('latin1').decode(workbook(table([{ text, fen: 1 }]), ['a', 'b'], AT))).not.toMatch(/<f>/)
  },
)

test('what XML cannot carry is left out', () => {
  expect(open([{ text: 'a\u0000b\ud800c', fen: 1 }]).Sheets['账目  十月']?.['A2']).toMatchObject({ v: 'abc' })
})
