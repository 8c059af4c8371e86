/**
 * A bill of quantities from a sheet: its lines, or every fault of it at once. One row is one line.
 *
 * Read as ledgers are (features/ledger/parse.ts).
 */
import { findPersonal, hidePersonal, lineFen } from '@shaiba/sync'
import type { BillLine } from '../../generated/kinds.ts'
import { amount, type Cell, header, plain } from '../../sheet/cells.ts'
import { BadFile, read, type Sheet } from '../../sheet/read.ts'
import { findHeader, isTotal, problemAt, type Problem as ProblemOf } from '../../sheet/table.ts'

const COLUMNS = {
  item: ['项目', '项目名称', '名称', '工程内容', '材料名称', '分项工程'],
  unit: ['单位', '计量单位'],
  quantity: ['数量', '工程量'],
  price: ['单价', '综合单价'],
  usual: ['常用价', '参考价', '市场价', '常模'],
  money: ['金额', '合价', '小计', '合计金额'],
} as const
type Field = keyof typeof COLUMNS
const REQUIRED: readonly Field[] = ['item', 'unit', 'quantity', 'price']
/** The columns of an empty sheet. */
export const NAMES: readonly string[] = ['项目', '单位', '数量', '单价', '常用价', '金额']
const LIMITS = { item: 120, unit: 20 }
const MAX_ROWS = 200
const MOST = 1_000_000_000

export type Code =
  | 'missing' | 'too_long' | 'identifier' | 'missing_column' | 'duplicate_column' | 'no_header' | 'empty'
  | 'not_a_sheet' | 'too_big' | 'too_many_rows' | 'not_an_amount' | 'too_precise' | 'too_large' | 'negative'
  | 'not_a_quantity' | 'not_a_range' | 'total_differs' // prettier-ignore
export type Problem = ProblemOf<Code>

/** What a sheet says. With problems there are lines too, but nothing may be published. */
export interface Bill {
  readonly lines: readonly BillLine[]
  readonly problems: readonly Problem[]
}

const fields = new Map(
  Object.entries(COLUMNS).flatMap(([field, names]) => names.map((name) => [header(name), field as Field] as const)),
)

/** A column's name without what it is measured in: 单价（元）. */
function fieldOf(name: string): Field | undefined {
  return fields.get(name.replace(/\([^()]*\)$/, ''))
}

export async function readBill(content: Uint8Array): Promise<Bill> {
  let sheets: Sheet[]
  try {
    sheets = await read(content)
  } catch (error) {
    if (error instanceof BadFile) return whole(error.code as Code)
    throw error
  }
  for (const { grid } of sheets) {
    const at = findHeader(grid, { has: (name) => fieldOf(name) !== undefined })
    if (at !== null) return new Reader(grid, at)
  }
  const isBlank = sheets.every(({ grid }) => grid.every((row) => row.every((cell) => cell === null)))
  return whole(isBlank ? 'empty' : 'no_header')
}

function whole(code: Code): Bill {
  return { lines: [], problems: [{ row: 0, column: '', name: '', code, value: '' }] }
}

/** Thousandths of a unit: 12.5 is 12500. Null where it is no number, or none that is so exact. */
export function milliOf(text: string): number | null {
  const found = /^(\d{1,10})(?:\.(\d{1,3})0*)?$/.exec(text.normalize('NFKC').replaceAll(',', ''))
  if (found === null) return null
  const milli = Number(found[1]) * 1000 + Number((found[2] ?? '').padEnd(3, '0'))
  return milli > 0 && milli <= MOST ? milli : null
}

/** One pass over a sheet. */
class Reader implements Bill {
  readonly lines: BillLine[] = []
  readonly problems: Problem[] = []
  readonly #header: readonly Cell[]
  readonly #columns = new Map<Field, number>()

  constructor(grid: Sheet['grid'], at: number) {
    this.#header = grid[at] ?? []
    this.#readHeader(at)
    if (this.problems.length > 0) return
    for (const [index, row] of grid.entries()) if (index > at) this.#readRow(row, index + 1)
    if (this.lines.length === 0 && this.problems.length === 0) this.#problem(0, null, 'empty', '')
    else if (this.lines.length > MAX_ROWS) this.#problem(0, null, 'too_many_rows', String(this.lines.length))
  }

  #readHeader(at: number): void {
    for (const [index, cell] of this.#header.entries()) {
      const field = fieldOf(header(cell))
      if (field === undefined) continue
      if (this.#columns.has(field)) this.#problem(at + 1, index, 'duplicate_column', plain(cell))
      else this.#columns.set(field, index)
    }
    for (const field of REQUIRED) {
      if (this.#columns.has(field)) continue
      this.problems.push({ row: at + 1, column: '', name: COLUMNS[field][0], code: 'missing_column', value: '' })
    }
  }

  #readRow(row: readonly Cell[], number: number): void {
    const cell = (field: Field): Cell => row[this.#columns.get(field) ?? -1] ?? null
    const text = (field: Field): string => plain(cell(field))
    const filled = [...this.#columns.keys()].map(text).filter((one) => one !== '')
    if (filled.every((one) => fieldOf(header(one)) !== undefined)) return // blank, or the header again
    const label = row.map(plain).find((one) => one !== '') ?? ''
    if (isTotal(label)) {
      if (!/小计|本页/.test(label)) this.#checkTotal(number, cell('money'))
      return
    }
    if (text('quantity') === '' && text('price') === '') return // a heading, or who signed
    const before = this.problems.length
    for (const field of ['item', 'unit'] as const) {
      const value = text(field)
      if (value === '') this.#fault(number, field, 'missing', '')
      else if (Array.from(value).length > LIMITS[field]) this.#fault(number, field, 'too_long', value)
      else if (findPersonal(value).length > 0) this.#fault(number, field, 'identifier', value)
    }
    const milli = milliOf(text('quantity'))
    if (milli === null) this.#fault(number, 'quantity', 'not_a_quantity', text('quantity'))
    const price = this.#price(number, cell('price'))
    const usual = this.#usual(number, text('usual'))
    if (milli === null || price === null || usual === null || this.problems.length > before) return
    this.lines.push({ item: text('item'), unit: text('unit'), quantity_milli: milli, price_fen: price, ...usual })
  }

  #price(number: number, cell: Cell): number | null {
    const fen = amount(cell)
    const value = plain(cell)
    if (!fen.ok) this.#fault(number, 'price', fen.code as Code, value)
    else if (fen.value === null) this.#fault(number, 'price', 'missing', value)
    else if (fen.value < 0) this.#fault(number, 'price', 'negative', value)
    else if (fen.value > MOST) this.#fault(number, 'price', 'too_large', value)
    else return fen.value
    return null
  }

  /** 240-300, 240～300, or one number: what it costs at most. */
  #usual(number: number, text: string): Pick<BillLine, 'usual_low_fen' | 'usual_high_fen'> | null {
    if (text === '') return {}
    const parts = text.normalize('NFKC').split(/[-~—–至]+/)
    const sums = parts.map((part) => amount(part)).map((one) => (one.ok ? (one.value ?? -1) : -1))
    const [low = -1, high = low] = sums
    const isRange = low >= 0 && low <= high && high <= MOST
    if (isRange && sums.length === 1) return { usual_high_fen: high }
    if (isRange && sums.length === 2) return { usual_low_fen: low, usual_high_fen: high }
    this.#fault(number, 'usual', 'not_a_range', text)
    return null
  }

  /** A total is no line; where it is another than the lines', one of the two is wrong. */
  #checkTotal(number: number, cell: Cell): void {
    const fen = amount(cell)
    const sum = this.lines.reduce((all, line) => all + lineFen(line), 0)
    if (fen.ok && fen.value !== null && fen.value !== sum && this.problems.length === 0)
      this.#fault(number, 'money', 'total_differs', plain(cell))
  }

  #fault(number: number, field: Field, code: Code, value: string): void {
    this.#problem(number, this.#columns.get(field) ?? 0, code, value)
  }

  #problem(row: number, index: number | null, code: Code, value: string): void {
    this.problems.push(problemAt(this.#header, row, index, code, hidePersonal(value)))
  }
}
