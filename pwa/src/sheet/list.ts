/**
 * A list of any sort out of a file: its rows with every cell read as its column asks, or every fault of it at once.
 *
 * Columns are declared; what is not asked for (identity and card numbers) is left out. Read as ledgers are
 * (features/ledger/parse.ts): a header near the top, totals and who signed below are no rows.
 */
import { findPersonal, hidePersonal } from '@shaiba/sync'
import { amount, type Cell, day, header, plain } from './cells.ts'
import { BadFile, read, type Sheet } from './read.ts'
import { findHeader, isTotal, type Note as NoteOf, type Problem as ProblemOf, problemAt } from './table.ts'

/** `words`: what a choice is called, by its value; `unread`: known, and not asked for, as what a list is exported with. */
export interface Column {
  readonly names: readonly string[]
  readonly sort: 'text' | 'day' | 'money' | 'moved' | 'count' | 'code' | 'choice' | 'unread'
  readonly required?: boolean
  /** in code points; 120 unless it is said */
  readonly limit?: number
  readonly words?: Readonly<Record<string, readonly string[]>>
}
export type Columns = Readonly<Record<string, Column>>

export type Problem = ProblemOf<string>
export type Note = NoteOf<'unknown_column' | 'other_sheet' | 'total'>

/** One row. Texts, days (ISO) and choices (their values) are text, empty where nothing stands; sums are fen, null there. */
export interface Line<C extends Columns> {
  readonly row: number
  readonly text: Readonly<Record<keyof C, string>>
  readonly fen: Readonly<Record<keyof C, number | null>>
}

/** A total: what it is called, and its sums. */
export interface Total<C extends Columns> extends Line<C> {
  readonly label: string
}

/** What a sheet says. With problems there are lines too, but nothing may be published. */
export interface Listed<C extends Columns> {
  readonly lines: readonly Line<C>[]
  /** rows that add up those above them; of their cells only the sums are read, null where none can be */
  readonly totals: readonly Total<C>[]
  readonly problems: readonly Problem[]
  readonly notes: readonly Note[]
  /** names a bad cell of a line that was read well, which does not go with others */
  fault(line: Line<C>, field: keyof C, code: string): Problem
}

const LIMIT = 120
const MAX_ROWS = 10_000
const MAX_FEN = 100_000_000_000
const CODE = /^[0-9A-Za-z_-]{1,30}$/

/** The sheets of a file, or why it is none. */
export async function sheetsOf(content: Uint8Array): Promise<readonly Sheet[] | Problem> {
  try {
    return await read(content)
  } catch (error) {
    if (error instanceof BadFile) return wholeFile(error.code)
    throw error
  }
}

/** A fault of the whole file. */
export function wholeFile(code: string, value = ''): Problem {
  return { row: 0, column: '', name: '', code, value }
}

/** Why nothing was found in sheets: there is nothing in them, or no header that was asked for. */
export function nothingIn(sheets: readonly Sheet[]): Problem {
  const isBlank = sheets.every(({ grid }) => grid.every((row) => row.every((cell) => cell === null)))
  return wholeFile(isBlank ? 'empty' : 'no_header')
}

/** How many of the columns a sheet's header names, and which row that is; null where it has none. */
export function headerIn(sheet: Sheet, columns: Columns): { readonly at: number; readonly named: number } | null {
  const known = fieldsOf(columns)
  const at = findHeader(sheet.grid, { has: (name) => fieldIn(known, name) !== undefined })
  if (at === null) return null
  const named = (sheet.grid[at] ?? []).filter((cell) => fieldIn(known, header(cell)) !== undefined)
  return { at, named: named.length }
}

/** Read a sheet whose header is row `at`, counted from 0. */
export function listIn<C extends Columns>(sheet: Sheet, columns: C, at: number, most = MAX_ROWS): Listed<C> {
  return new Reader(sheet, columns, at, most)
}

type Known = ReadonlyMap<string, string>

function fieldsOf(columns: Columns): Known {
  return new Map(Object.entries(columns).flatMap(([field, { names }]) => names.map((one) => [header(one), field] as const))) // prettier-ignore
}

/** A column's field, by its name without what it is measured in: 面积（亩）. */
function fieldIn(known: Known, name: string): string | undefined {
  return known.get(name) ?? known.get(name.replace(/\([^()]*\)$/, ''))
}

/** One pass over a sheet. */
class Reader<C extends Columns> implements Listed<C> {
  readonly lines: Line<C>[] = []
  readonly totals: Total<C>[] = []
  readonly problems: Problem[] = []
  readonly notes: Note[] = []
  readonly #header: readonly Cell[]
  readonly #known: Known
  readonly #asked: C
  readonly #columns = new Map<string, number>()

  constructor({ grid }: Sheet, columns: C, at: number, most: number) {
    this.#header = grid[at] ?? []
    this.#known = fieldsOf(columns)
    this.#asked = columns
    this.#readHeader(at + 1)
    if (this.problems.length > 0) return
    for (const [index, row] of grid.entries()) if (index > at) this.#readRow(row, index + 1)
    if (this.lines.length === 0 && this.problems.length === 0) this.problems.push(wholeFile('empty'))
    else if (this.lines.length > most) this.problems.push(wholeFile('too_many_rows', String(this.lines.length)))
  }

  fault(line: Line<C>, field: keyof C, code: string): Problem {
    const index = this.#columns.get(String(field)) ?? 0
    const fen = line.fen[field]
    return this.#bad(line.row, index, code, fen === null ? line.text[field] : (fen / 100).toFixed(2))
  }

  #readHeader(row: number): void {
    for (const [index, cell] of this.#header.entries()) {
      const field = fieldIn(this.#known, header(cell))
      const text = plain(cell)
      if (field === undefined) {
        if (text !== '') this.notes.push({ row, code: 'unknown_column', value: hidePersonal(text) })
      } else if (this.#columns.has(field)) this.problems.push(this.#bad(row, index, 'duplicate_column', text))
      else this.#columns.set(field, index)
    }
    for (const [field, { required, names }] of Object.entries(this.#asked)) {
      if (required !== true || this.#columns.has(field)) continue
      this.problems.push({ row, column: '', name: names[0] ?? field, code: 'missing_column', value: '' })
    }
  }

  #readRow(row: readonly Cell[], number: number): void {
    const cellOf = (field: string): Cell => row[this.#columns.get(field) ?? -1] ?? null
    const filled = [...this.#columns.keys()].map((field) => plain(cellOf(field))).filter((one) => one !== '')
    if (filled.every((one) => fieldIn(this.#known, header(one)) !== undefined)) return // blank, or the header again
    const label = row.map(plain).find((one) => one !== '') ?? ''
    if (isTotal(label)) {
      this.notes.push({ row: number, code: 'total', value: hidePersonal(label) })
      const fields = Object.keys(this.#asked)
      const sums = fields.map((field) => [field, amount(cellOf(field))] as const)
      const fen = Object.fromEntries(sums.map(([field, read]) => [field, read.ok ? read.value : null]))
      const text = Object.fromEntries(fields.map((field) => [field, '']))
      this.totals.push({ row: number, label, text, fen } as Total<C>)
      return
    }
    const required = Object.keys(this.#asked).filter((field) => this.#asked[field]?.required === true)
    const lacking = required.filter((field) => plain(cellOf(field)) === '')
    if (required.length - lacking.length < 1 || (lacking.length > 0 && filled.length === 1)) return // a remark, or who signed
    const before = this.problems.length
    const text: Record<string, string> = {}
    const fen: Record<string, number | null> = {}
    for (const [field, column] of Object.entries(this.#asked)) {
      const read = valueOf(column, cellOf(field))
      text[field] = read.text ?? ''
      fen[field] = read.fen ?? null
      if (read.code !== undefined)
        this.problems.push(this.#bad(number, this.#columns.get(field) ?? 0, read.code, plain(cellOf(field))))
    }
    if (this.problems.length === before) this.lines.push({ row: number, text, fen } as Line<C>)
  }

  #bad(row: number, index: number, code: string, value: string): Problem {
    return problemAt(this.#header, row, index, code, value)
  }
}

interface Value {
  readonly text?: string
  readonly fen?: number
  readonly code?: string
}

function valueOf({ sort, required, limit = LIMIT, words = {} }: Column, cell: Cell): Value {
  const text = plain(cell)
  if (sort === 'unread') return {}
  if (text === '') return required === true ? { code: 'missing' } : {}
  if (sort === 'day') {
    const read = day(cell)
    return read.ok ? { text: read.value } : { code: 'not_a_date' }
  }
  if (sort === 'money' || sort === 'moved') return moneyOf(cell, sort, required === true)
  if (findPersonal(text).length > 0) return { code: 'identifier' }
  if (sort === 'choice') {
    const found = Object.entries(words).find(([, names]) => names.some((name) => header(name) === header(text)))
    return found === undefined ? { code: 'no_such_word' } : { text: found[0] }
  }
  if (sort === 'count') return /^[1-9][0-9]{0,4}$/.test(text) ? { text } : { code: 'not_a_count' }
  if (Array.from(text).length > limit) return { code: 'too_long' }
  return sort === 'code' && !CODE.test(text) ? { code: 'not_a_number' } : { text }
}

/** `moved` may be nothing, as what was paid so far. */
function moneyOf(cell: Cell, sort: 'money' | 'moved', isRequired: boolean): Value {
  const read = amount(cell)
  if (!read.ok) return { code: read.code }
  if (read.value === null) return isRequired ? { code: 'missing' } : {} // a dash
  if (sort === 'money' && read.value === 0) return { code: 'zero' }
  if (read.value < 0) return { code: 'negative' }
  return read.value > MAX_FEN ? { code: 'too_large' } : { fen: read.value }
}
