/**
 * Lists as an Excel file: a sheet of rows each, and one that says where they came from. Written by hand in the few parts that
 * a spreadsheet needs (ECMA-376); a library for it would weigh more than the screen it serves.
 *
 * Text is text: it stands in the file as a string and is marked as quoted, so that no program takes one for a formula.
 */
import { zip } from '../device/zip.ts'

export type Cell = string | number | null | undefined

export interface Column<T> {
  readonly label: string
  readonly of: (row: T) => Cell
  /** fen in the row, yuan in the file */
  readonly money?: boolean
}

export interface Table<T> {
  readonly name: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  /** of what, as of when, by which head of the log: line by line */
  readonly about: readonly string[]
  /** further sheets that belong to it */
  readonly more?: readonly Grid[]
}

/** A sheet as it is written: its name, its columns, and of each row the cells. */
export interface Grid {
  readonly name: string
  readonly columns: readonly { readonly label: string; readonly money?: boolean }[]
  readonly rows: readonly (readonly Cell[])[]
}

/** Styles of cells, by their places in `STYLES`. */
const [PLAIN, HEAD, MONEY, QUOTED] = [0, 1, 2, 3]
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const STYLES =
  `${XML}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>` +
  '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>' +
  '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/>' +
  '<xf numFmtId="4" applyNumberFormat="1"/><xf quotePrefix="1"/></cellXfs>' +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'

/** The bytes of the file. `names` are those of its first sheet and of its last. */
export function workbook<T>(table: Table<T>, names: readonly [string, string], at: Date): Uint8Array<ArrayBuffer> {
  const rows = table.rows.map((row) => table.columns.map(({ of }) => of(row)))
  const grids: readonly Grid[] = [{ name: names[0], columns: table.columns, rows }, ...(table.more ?? [])]
  const about = table.about.map((line) => [text(line, PLAIN)])
  const sheets = [...grids.map(gridXml), sheetOf(about, '')]
  const parts = [
    ...sheets.map((xml, i) => ({ name: `xl/worksheets/sheet${String(i + 1)}.xml`, text: xml })),
    { name: 'xl/styles.xml', text: STYLES },
    { name: 'xl/workbook.xml', text: bookOf([...grids.map(({ name }) => name), names[1]]) },
    { name: 'xl/_rels/workbook.xml.rels', text: relationsOf(sheets.length) },
    { name: '_rels/.rels', text: related([['officeDocument', 'xl/workbook.xml']]) },
    { name: '[Content_Types].xml', text: typesOf(sheets.length) },
  ]
  return zip(parts, at)
}

function gridXml({ columns, rows }: Grid): string {
  const head = columns.map(({ label }) => text(label, HEAD))
  const cells = rows.map((row) => row.map((value, at) => cellOf(value, columns[at]?.money === true)))
  return sheetOf([head, ...cells], widths(columns))
}

function cellOf(value: Cell, money: boolean): string {
  if (value === null || value === undefined || value === '') return '<c/>'
  if (typeof value === 'string') return text(value, QUOTED)
  return money ? `<c s="${String(MONEY)}"><v>${yuanOf(value)}</v></c>` : `<c><v>${String(value)}</v></c>`
}

/** Whole fen as a decimal of yuan, without a detour over fractions. */
function yuanOf(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, '0')
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

function text(value: string, style: number): string {
  return `<c s="${String(style)}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`
}

/** Text as XML has it; what XML 1.0 cannot carry (controls, lone halves of pairs) is left out. */
function escaped(value: string): string {
  const plain = value.replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
  return plain.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\r/g, '&#13;')
}

function widths(columns: Grid['columns']): string {
  const cols = columns.map(({ money }, i) => `<col min="${String(i + 1)}" max="${String(i + 1)}" width="${money ? '14' : '18'}" customWidth="1"/>`) // prettier-ignore
  return `<cols>${cols.join('')}</cols>`
}

function sheetOf(rows: readonly (readonly string[])[], columns: string): string {
  const lines = rows.map((cells) => `<row>${cells.join('')}</row>`)
  return `${XML}<worksheet xmlns="${MAIN}">${columns}<sheetData>${lines.join('')}</sheetData></worksheet>`
}

function bookOf(names: readonly string[]): string {
  const sheets = names.map((name, i) => {
    const n = String(i + 1)
    // a name has at most 31 signs, and not these
    const short = escaped(Array.from(name.replace(/[\\/?*:[\]'"]/g, ' ')).slice(0, 31).join('')) // prettier-ignore
    return `<sheet name="${short}" sheetId="${n}" r:id="r${n}"/>`
  })
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets.join('')}</sheets></workbook>`
}

function related(all: readonly (readonly [string, string])[]): string {
  const one = ([type, target]: readonly [string, string], i: number): string =>
    `<Relationship Id="r${String(i + 1)}" Type="${OFFICE}/${type}" Target="${target}"/>`
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${all.map(one).join('')}</Relationships>`
}

function relationsOf(sheets: number): string {
  const own = Array.from({ length: sheets }, (_, i) => ['worksheet', `worksheets/sheet${String(i + 1)}.xml`] as const)
  return related([...own, ['styles', 'styles.xml']])
}

function typesOf(sheets: number): string {
  const part = (name: string, type: string): string =>
    `<Override PartName="/xl/${name}.xml" ContentType="${SHEET}.${type}+xml"/>`
  const own = Array.from({ length: sheets }, (_, i) => part(`worksheets/sheet${String(i + 1)}`, 'worksheet'))
  return (
    `${XML}<Types xmlns="${PACKAGE}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `${part('workbook', 'sheet.main')}${own.join('')}${part('styles', 'styles')}</Types>`
  )
}
