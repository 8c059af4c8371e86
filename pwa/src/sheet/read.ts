/**
 * Open a file: .xlsx, .xls or text, told apart by content and never by name, as sheets of cells.
 *
 * Twin of server/shaiba/ledger/read.py. Workbooks are read by SheetJS, which comes only when one is picked.
 */
import type { CellObject } from '@e965/xlsx'
import { type Cell, serialDay } from './cells.ts'
import { parseCsv } from './csv.ts'
import { ROLL_SHEET } from '../generated/kinds.ts'
import { SHEET, type SheetCode } from './sheet.ts'

export type Grid = Cell[][]

export interface Sheet {
  readonly name: string
  readonly grid: Grid
  /** what is merged downwards: first row, last row, first column, counted from 0 */
  readonly merged: readonly (readonly [number, number, number])[]
}

/** Why a file is no sheet at all. */
export class BadFile extends Error {
  readonly code: SheetCode
  constructor(code: SheetCode) {
    super(code)
    this.code = code
  }
}

const XLSX = [0x50, 0x4b, 0x03, 0x04]
const XLS = [0xd0, 0xcf, 0x11, 0xe0]
/** Rows looked at in one sheet, blank ones included. */
const MAX_LINES = ROLL_SHEET.maxRows * 2

/** The sheets of a file. Throws `BadFile`: `empty`, `too_big`, `not_a_sheet`. */
export async function read(content: Uint8Array): Promise<Sheet[]> {
  if (content.every((byte) => byte === 32 || (byte >= 9 && byte <= 13))) throw new BadFile('empty')
  if (content.length > SHEET.maxBytes) throw new BadFile('too_big')
  if (startsWith(content, XLSX)) {
    if (unpackedSize(content) > SHEET.maxUnpackedBytes) throw new BadFile('too_big')
    return workbook(content)
  }
  if (startsWith(content, XLS)) return workbook(content)
  return [{ name: '', grid: parseCsv(decode(content)), merged: [] }]
}

/** A cell as SheetJS has it: rows and cells that nobody wrote are holes. */
type Held = CellObject | undefined

async function workbook(content: Uint8Array): Promise<Sheet[]> {
  const { isDate, read: open } = await import('./workbook.ts')
  let book: ReturnType<typeof open>
  try {
    book = open(content, {
      type: 'array',
      dense: true,
      cellNF: true,
      cellText: false,
      cellHTML: false,
      cellFormula: false,
      sheetRows: MAX_LINES,
    })
  } catch {
    throw new BadFile('not_a_sheet') // broken, or locked with a password
  }
  const since1904 = book.Workbook?.WBProps?.date1904 === true ? 1462 : 0
  return book.SheetNames.map((name) => {
    const sheet = book.Sheets[name]
    const held: readonly (Held[] | undefined)[] = sheet?.['!data'] ?? []
    const found = Array.from(held, (row) =>
      Array.from(row ?? [], (cell): Cell => {
        if (cell?.v === undefined || cell.v === '') return null
        if (typeof cell.v === 'boolean') return cell.v ? '是' : '否'
        if (cell.t === 'n' && typeof cell.v === 'number') {
          return isDate(String(cell.z ?? '')) ? { day: serialDay(cell.v + since1904) } : cell.v
        }
        return cell.t === 's' ? String(cell.v) : null
      }),
    )
    const width = found.reduce((most, row) => Math.max(most, row.length), 0)
    const grid = found.map((row) => [...row, ...Array<Cell>(width - row.length).fill(null)])
    const merged = (sheet?.['!merges'] ?? [])
      .filter(({ s, e }) => e.r > s.r)
      .map(({ s, e }) => [s.r, e.r, s.c] as const)
    return { name, grid, merged }
  })
}

/** utf-16 with its mark, else utf-8 where it is valid utf-8, else gb18030, which older programs in China write. */
function decode(content: Uint8Array): string {
  const marked = startsWith(content, [0xff, 0xfe]) ? 'utf-16le' : startsWith(content, [0xfe, 0xff]) ? 'utf-16be' : null
  for (const encoding of marked === null ? ['utf-8', 'gb18030'] : [marked]) {
    let text: string
    try {
      text = new TextDecoder(encoding, { fatal: true }).decode(content)
    } catch {
      continue
    }
    if (text.includes('\u0000') || text.trimStart().startsWith('<')) break // binary; or HTML, which some save as .xls
    return text
  }
  throw new BadFile('not_a_sheet')
}

/** What an .xlsx (a zip) says that it unpacks to, from its directory at the end; 0 when there is none. */
function unpackedSize(content: Uint8Array): number {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  let end = content.length - 22
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--
  if (end < 0) return 0
  let at = view.getUint32(end + 16, true)
  let size = 0
  while (at + 46 <= end && view.getUint32(at, true) === 0x02014b50) {
    size += view.getUint32(at + 24, true)
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return size
}

function startsWith(content: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => content[index] === byte)
}
