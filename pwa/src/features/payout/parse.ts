/**
 * The list of a payout from a sheet: its households, or every fault of it at once. One row is one household.
 *
 * Read as ledgers are (features/ledger/parse.ts); columns that are not asked for (identity and card numbers) are left out.
 */
import { findPersonal, hidePersonal } from '@shaiba/sync'
import { amount, type Cell, header, plain } from '../../sheet/cells.ts'
import { BadFile, read, type Sheet } from '../../sheet/read.ts'
import { findHeader, isTotal, type Note as NoteOf, problemAt, type Problem as ProblemOf } from '../../sheet/table.ts'

const COLUMNS = {
  payee: ['户主', '户主姓名', '姓名', '补贴对象', '领款人', '收款人', '农户姓名'],
  amount_fen: ['金额', '补贴金额', '发放金额', '实发金额', '应发金额', '补贴资金', '补助金额'],
  household: ['户编号', '户号', '户编码', '家庭编号'],
  quantity: ['面积', '补贴面积', '亩数', '数量', '人数', '计补面积'],
  note: ['备注', '说明'],
  number: ['序号', '编号', '号'],
} as const
type Field = keyof typeof COLUMNS
const REQUIRED: readonly Field[] = ['payee', 'amount_fen']
/** The columns of an empty sheet. */
export const NAMES: readonly string[] = ['序号', '户编号', '户主', '面积', '金额', '备注']
const LIMIT = 120
const MAX_ROWS = 10_000
const HOUSEHOLD = /^[0-9A-Za-z_-]{1,30}$/

export type Code =
  | 'missing' | 'too_long' | 'identifier' | 'missing_column' | 'duplicate_column' | 'no_header' | 'empty'
  | 'not_a_sheet' | 'too_big' | 'too_many_rows' | 'not_an_amount' | 'too_precise' | 'too_large' | 'negative' | 'zero'
  | 'not_a_number' | 'duplicate_household' | 'total_differs' // prettier-ignore
export type Problem = ProblemOf<Code>
export type Note = NoteOf<'unknown_column' | 'other_sheet' | 'total'>

/** One household's line; `number` is its place in the list. What is empty says nothing. */
export interface Row {
  readonly number: number
  readonly payee: string
  readonly amount_fen: number
  readonly household: string
  readonly quantity: string
  readonly note: string
}

/** What a sheet says. With problems there are rows too, but nothing may be published. */
export interface Parsed {
  readonly rows: readonly Row[]
  readonly problems: readonly Problem[]
  readonly notes: readonly Note[]
}

const fields = new Map(
  Object.entries(COLUMNS).flatMap(([field, names]) => names.map((name) => [header(name), field as Field] as const)),
)

/** A column's name without what it is measured in: 面积（亩）. */
function fieldOf(name: string): Field | undefined {
  return fields.get(name.replace(/\([^()]*\)$/, ''))
}

export async function parse(content: Uint8Array): Promise<Parsed> {
  let sheets: Sheet[]
  try {
    sheets = await read(content)
  } catch (error) {
    if (error instanceof BadFile) return whole(error.code as Code)
    throw error
  }
  const headed = sheets.flatMap((sheet) => {
    const at = findHeader(sheet.grid, { has: (name) => fieldOf(name) !== undefined })
    return at === null ? [] : [{ sheet, at }]
  })
  const [first, ...others] = headed
  if (first === undefined) {
    const blank = sheets.every((sheet) => sheet.grid.every((row) => row.every((cell) => cell === null)))
    return whole(blank ? 'empty' : 'no_header')
  }
  const reader = new Reader(first.sheet, first.at)
  const left = others.map(({ sheet }): Note => ({ row: 0, code: 'other_sheet', value: hidePersonal(sheet.name) }))
  return { rows: reader.rows, problems: reader.problems, notes: [...left, ...reader.notes] }
}

function whole(code: Code): Parsed {
  return { rows: [], problems: [{ row: 0, column: '', name: '', code, value: '' }], notes: [] }
}

/** One pass over a sheet. */
class Reader {
  readonly rows: Row[] = []
  readonly problems: Problem[] = []
  readonly notes: Note[] = []
  readonly #header: readonly Cell[]
  readonly #columns = new Map<Field, number>()
  readonly #households = new Set<string>()

  constructor(sheet: Sheet, at: number) {
    this.#header = sheet.grid[at] ?? []
    this.#readHeader(at)
    if (this.problems.length > 0) return
    for (const [index, row] of sheet.grid.entries()) if (index > at) this.#readRow(row, index + 1)
    if (this.rows.length === 0 && this.problems.length === 0) this.#problem(0, null, 'empty', '')
    else if (this.rows.length > MAX_ROWS) this.#problem(0, null, 'too_many_rows', String(this.rows.length))
  }

  #readHeader(at: number): void {
    for (const [index, cell] of this.#header.entries()) {
      const field = fieldOf(header(cell))
      const text = plain(cell)
      if (field === undefined) {
        if (text !== '') this.notes.push({ row: at + 1, code: 'unknown_column', value: hidePersonal(text) })
      } else if (this.#columns.has(field)) this.#problem(at + 1, index, 'duplicate_column', text)
      else this.#columns.set(field, index)
    }
    for (const field of REQUIRED) {
      if (this.#columns.has(field)) continue
      this.problems.push({ row: at + 1, column: '', name: COLUMNS[field][0], code: 'missing_column', value: '' })
    }
  }

  #readRow(row: readonly Cell[], number: number): void {
    const texts = new Map([...this.#columns].map(([field, index]) => [field, plain(row[index] ?? null)]))
    const text = (field: Field): string => texts.get(field) ?? ''
    const filled = [...texts.values()].filter((one) => one !== '')
    if (filled.every((one) => fieldOf(header(one)) !== undefined)) return // blank, or the header again at the top of a page
    const fen = amount(row[this.#columns.get('amount_fen') ?? 0] ?? null)
    const label = filled[0] ?? ''
    if (isTotal(label)) {
      this.#checkTotal(number, label, fen.ok ? fen.value : null)
      return
    }
    if (text('payee') === '' && text('amount_fen') === '') return // a remark, or who signed, below the list
    const before = this.problems.length
    for (const field of ['payee', 'household', 'quantity', 'note'] as const) {
      const code = this.#fault(field, text(field))
      if (code !== null) this.#problem(number, this.#columns.get(field) ?? 0, code, text(field))
    }
    const at = this.#columns.get('amount_fen') ?? 0
    if (!fen.ok) this.#problem(number, at, fen.code as Code, text('amount_fen'))
    else if (fen.value === null) this.#problem(number, at, 'missing', '')
    else if (fen.value <= 0) this.#problem(number, at, fen.value < 0 ? 'negative' : 'zero', text('amount_fen'))
    if (!fen.ok || fen.value === null || this.problems.length > before) return
    if (text('household') !== '') this.#households.add(text('household'))
    const place = this.rows.length + 1
    this.rows.push({
      number: place,
      payee: text('payee'),
      amount_fen: fen.value,
      household: text('household'),
      quantity: text('quantity'),
      note: text('note'),
    })
  }

  #fault(field: 'payee' | 'household' | 'quantity' | 'note', text: string): Code | null {
    if (text === '') return field === 'payee' ? 'missing' : null
    if (findPersonal(text).length > 0) return 'identifier'
    if (Array.from(text).length > LIMIT) return 'too_long'
    if (field === 'household' && !HOUSEHOLD.test(text)) return 'not_a_number'
    if (field === 'household' && this.#households.has(text)) return 'duplicate_household'
    return null
  }

  /** A total below the list is no household; where it is another than the list's, one of the two is wrong. */
  #checkTotal(number: number, label: string, fen: number | null): void {
    const sum = this.rows.reduce((all, one) => all + one.amount_fen, 0)
    this.notes.push({ row: number, code: 'total', value: hidePersonal(label) })
    if (fen === null || fen === sum || this.problems.length > 0 || /小计|本页/.test(label)) return
    this.#problem(number, this.#columns.get('amount_fen') ?? 0, 'total_differs', (fen / 100).toFixed(2))
  }

  #problem(row: number, index: number | null, code: Code, value: string): void {
    this.problems.push(problemAt(this.#header, row, index, code, value))
  }
}
