/**
 * What a contract makes due to many, from a sheet: a household a row, or every fault of it at once.
 *
 * Read as ledgers are (features/ledger/parse.ts); columns that are not asked for (identity and card numbers) are left out.
 */
import { findPersonal } from '@shaiba/sync'
import { amount, type Cell, day, header, plain } from '../../sheet/cells.ts'
import type { HouseRow } from '../../sheet/households.ts'
import { BadFile, read, type Sheet } from '../../sheet/read.ts'
import { findHeader, isTotal, problemAt, type Problem as ProblemOf } from '../../sheet/table.ts'

const COLUMNS = {
  payee: ['户主', '户主姓名', '姓名', '收款人', '农户姓名', '承包方'],
  household: ['户编号', '户号', '户编码', '家庭编号'],
  quantity: ['面积', '亩数', '流转面积', '数量'],
  due: ['应付日', '应付日期', '到期日', '付款日期'],
  amount: ['金额', '租金', '应付金额', '应付'],
} as const
type Field = keyof typeof COLUMNS
const REQUIRED: readonly Field[] = ['payee', 'due', 'amount']
/** The columns of an empty sheet. */
export const NAMES: readonly string[] = ['户编号', '户主', '面积', '应付日', '金额']
const LIMIT = 120
const MAX_ROWS = 2_000
const MAX_FEN = 100_000_000_000
const HOUSEHOLD = /^[0-9A-Za-z_-]{1,30}$/

export type Code =
  | 'missing' | 'too_long' | 'identifier' | 'missing_column' | 'duplicate_column' | 'no_header' | 'empty' | 'not_a_sheet'
  | 'too_big' | 'too_many_rows' | 'not_an_amount' | 'too_precise' | 'too_large' | 'zero' | 'not_a_date' | 'not_a_number' // prettier-ignore
export type Problem = ProblemOf<Code>

/** One household's line. */
export interface RentRow extends HouseRow {
  readonly due: string
  readonly amount_fen: number
  readonly quantity: string
}

/** What a sheet says. With problems there are rows too, but nothing may be published. */
export interface RentSheet {
  readonly rows: readonly RentRow[]
  readonly problems: readonly Problem[]
}

const fields = new Map(
  Object.entries(COLUMNS).flatMap(([field, names]) => names.map((name) => [header(name), field as Field] as const)),
)

/** A column's name without what it is measured in: 面积（亩）. */
function fieldOf(name: string): Field | undefined {
  return fields.get(name.replace(/\([^()]*\)$/, ''))
}

/** `first` is the number of the first line: those before it are in the schedule already. */
export async function readRents(content: Uint8Array, first: number): Promise<RentSheet> {
  let sheets: Sheet[]
  try {
    sheets = await read(content)
  } catch (error) {
    if (error instanceof BadFile) return whole(error.code as Code)
    throw error
  }
  for (const { grid } of sheets) {
    const at = findHeader(grid, { has: (name) => fieldOf(name) !== undefined })
    if (at !== null) return new Reader(grid, at, first)
  }
  const isBlank = sheets.every(({ grid }) => grid.every((row) => row.every((cell) => cell === null)))
  return whole(isBlank ? 'empty' : 'no_header')
}

function whole(code: Code): RentSheet {
  return { rows: [], problems: [{ row: 0, column: '', name: '', code, value: '' }] }
}

/** One pass over a sheet. */
class Reader implements RentSheet {
  readonly rows: RentRow[] = []
  readonly problems: Problem[] = []
  readonly #header: readonly Cell[]
  readonly #columns = new Map<Field, number>()
  readonly #first: number

  constructor(grid: Sheet['grid'], at: number, first: number) {
    this.#header = grid[at] ?? []
    this.#first = first
    for (const [index, cell] of this.#header.entries()) {
      const field = fieldOf(header(cell))
      if (field === undefined) continue
      if (this.#columns.has(field)) this.#problem(at + 1, index, 'duplicate_column', plain(cell))
      else this.#columns.set(field, index)
    }
    for (const field of REQUIRED)
      if (!this.#columns.has(field))
        this.problems.push({ row: at + 1, column: '', name: COLUMNS[field][0], code: 'missing_column', value: '' })
    if (this.problems.length > 0) return
    for (const [index, row] of grid.entries()) if (index > at) this.#readRow(row, index + 1)
    if (this.rows.length === 0 && this.problems.length === 0) this.#problem(0, null, 'empty', '')
    else if (this.rows.length > MAX_ROWS) this.#problem(0, null, 'too_many_rows', String(this.rows.length))
  }

  #readRow(row: readonly Cell[], number: number): void {
    const cell = (field: Field): Cell => row[this.#columns.get(field) ?? -1] ?? null
    const text = (field: Field): string => plain(cell(field))
    const filled = [...this.#columns.keys()].map(text).filter((one) => one !== '')
    if (filled.every((one) => fieldOf(header(one)) !== undefined)) return // blank, or the header again
    if (isTotal(row.map(plain).find((one) => one !== '') ?? '')) return
    if (text('payee') === '' && text('amount') === '') return // a remark, or who signed
    const before = this.problems.length
    for (const field of ['payee', 'household', 'quantity'] as const) {
      const code = faultOf(field, text(field))
      if (code !== null) this.#fault(number, field, code, text(field))
    }
    const due = day(cell('due'))
    if (!due.ok) this.#fault(number, 'due', text('due') === '' ? 'missing' : 'not_a_date', text('due'))
    const fen = amount(cell('amount'))
    if (!fen.ok) this.#fault(number, 'amount', fen.code as Code, text('amount'))
    else if (fen.value === null) this.#fault(number, 'amount', 'missing', '')
    else if (fen.value <= 0) this.#fault(number, 'amount', 'zero', text('amount'))
    else if (fen.value > MAX_FEN) this.#fault(number, 'amount', 'too_large', text('amount'))
    if (!due.ok || !fen.ok || fen.value === null || this.problems.length > before) return
    const [payee, household, quantity] = [text('payee'), text('household'), text('quantity')]
    const place = this.#first + this.rows.length
    this.rows.push({ number: place, payee, household, quantity, due: due.value, amount_fen: fen.value, note: '' })
  }

  #fault(number: number, field: Field, code: Code, value: string): void {
    this.#problem(number, this.#columns.get(field) ?? 0, code, value)
  }

  #problem(row: number, index: number | null, code: Code, value: string): void {
    this.problems.push(problemAt(this.#header, row, index, code, value))
  }
}

function faultOf(field: 'payee' | 'household' | 'quantity', text: string): Code | null {
  if (text === '') return field === 'payee' ? 'missing' : null
  if (findPersonal(text).length > 0) return 'identifier'
  if (Array.from(text).length > LIMIT) return 'too_long'
  return field === 'household' && !HOUSEHOLD.test(text) ? 'not_a_number' : null
}
