/**
 * What every table has, whatever it is of: a header somewhere near its top, faults by row and column, what was left out.
 *
 * Twin of what server/shaiba/roll.py has from server/shaiba/ledger.
 */
import { hidePersonal } from '@shaiba/sync'
import { type Cell, header, plain } from './cells.ts'
import { SHEET } from './sheet.ts'

/** A bad cell. `row` counts from 1 as the sheet does; `column` is its letter, `name` what the header calls it; `value`
 * is what stands there, personal numbers masked. A fault of the whole file has row 0 and no column. */
export interface Problem<Code extends string> {
  readonly row: number
  readonly column: string
  readonly name: string
  readonly code: Code
  readonly value: string
}

/** What was left out or masked: the row (or the header's, for a column), and its words. */
export interface Note<Code extends string> {
  readonly row: number
  readonly code: Code
  readonly value: string
}

/** The row that names most columns, of the first few; null where none names enough. */
export function findHeader(grid: readonly (readonly Cell[])[], known: { has(name: string): boolean }): number | null {
  const counts = grid.slice(0, SHEET.headerRows).map((row) => row.filter((cell) => known.has(header(cell))).length)
  const best = Math.max(0, ...counts)
  return best >= SHEET.headerNames ? counts.indexOf(best) : null
}

/** Whether a row with this label adds up those above it: 合计, 本页小计. */
export function isTotal(label: string): boolean {
  const word = header(label)
  return SHEET.totalWords.some(
    (total) => word.endsWith(total) && SHEET.totalPrefixes.includes(word.slice(0, -total.length)),
  )
}

/** The letter of a column counted from 0: A … Z, AA … */
export function letter(index: number): string {
  const head = Math.floor(index / 26)
  return (head > 0 ? letter(head - 1) : '') + String.fromCharCode(65 + (index % 26))
}

/** A fault of a cell under its header; of the whole file with no index. */
export function problemAt<Code extends string>(
  headers: readonly Cell[],
  row: number,
  index: number | null,
  code: Code,
  value: string,
): Problem<Code> {
  const name = index === null ? '' : hidePersonal(plain(headers[index] ?? null))
  return { row, column: index === null ? '' : letter(index), name, code, value: hidePersonal(value) }
}
