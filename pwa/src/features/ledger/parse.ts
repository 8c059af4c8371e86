/**
 * The whole sheet: find the header, read every row, tell every fault at once.
 *
 * Twin of server/shaiba/ledger/parse.py; spec by example: sync/vectors/ledger.
 */
import { hidePersonal, strikePersonal } from '@shaiba/sync'
import { amount, type Cell, day, direction, header, inPeriod, plain } from '../../sheet/cells.ts'
import { BadFile, type Grid, read, type Sheet } from '../../sheet/read.ts'
import { type SheetNoteCode, SHEET, type SheetCode } from '../../sheet/sheet.ts'
import { findHeader, type Note as NoteOf, problemAt, type Problem as ProblemOf } from '../../sheet/table.ts'

const { columns: COLUMNS, amounts: AMOUNTS } = SHEET
const columnByName = new Map(
  COLUMNS.flatMap((column) => [column.name, ...column.aliases].map((name) => [header(name), column] as const)),
)

/** One entry: the fields of `entry.post` but for `disclosure`. */
export interface Row {
  readonly voucher: string
  readonly date: string
  readonly direction: Direction
  readonly subject: string
  readonly summary: string
  readonly payee: string
  readonly amount_fen: number
  readonly [field: string]: string | number
}

export type Problem = ProblemOf<SheetCode>
export type Note = NoteOf<SheetNoteCode>

/** What a sheet says. With problems there are rows too (those that are right), but nothing may be published. */
export interface Parsed {
  readonly sheet: string
  readonly rows: readonly Row[]
  readonly problems: readonly Problem[]
  readonly notes: readonly Note[]
}

/** Read a file as the ledger of a period (`2026-10`, `2026-Q3`, `2026`). Personal numbers are faults, or noted where
 * they will be masked (mask.ts). */
export async function parse(content: Uint8Array, period: string, mask = false): Promise<Parsed> {
  let sheets: Sheet[]
  try {
    sheets = await read(content)
  } catch (error) {
    if (error instanceof BadFile) return whole(error.code)
    throw error
  }
  const headed = sheets.flatMap((sheet) => {
    const at = findHeader(sheet.grid, columnByName)
    return at === null ? [] : [{ sheet, at }]
  })
  const chosen = headed.find(({ sheet }) => isNamedAfter(sheet.name, period)) ?? headed[0]
  if (chosen === undefined) {
    const blank = sheets.every((sheet) => sheet.grid.every((row) => row.every((cell) => cell === null)))
    return whole(blank ? 'empty' : 'no_header')
  }
  const reader = new Reader(chosen.sheet, chosen.at, period, mask)
  const others = headed.filter(({ sheet }) => sheet !== chosen.sheet)
  return {
    sheet: chosen.sheet.name,
    rows: reader.rows,
    problems: reader.problems,
    notes: [
      ...others.map(({ sheet }): Note => ({ row: 0, code: 'other_sheet', value: hidePersonal(sheet.name) })),
      ...reader.notes,
    ],
  }
}

function whole(code: SheetCode): Parsed {
  return { sheet: '', rows: [], problems: [{ row: 0, column: '', name: '', code, value: '' }], notes: [] }
}

type Direction = 'in' | 'out'

/** An amount that stands in a row. */
interface Found {
  readonly field: string
  readonly fen: number
  readonly index: number
}

/** One pass over a sheet. */
class Reader {
  readonly rows: Row[] = []
  readonly problems: Problem[] = []
  readonly notes: Note[] = []
  readonly #period: string
  readonly #mask: boolean
  readonly #header: readonly Cell[]
  readonly #headerKey: string
  readonly #columns = new Map<string, number[]>()
  readonly #vouchers = new Set<string>()
  readonly #people: ReadonlySet<number>

  constructor(sheet: Sheet, at: number, period: string, mask: boolean) {
    this.#period = period
    this.#mask = mask
    this.#header = sheet.grid[at] ?? []
    this.#headerKey = key(this.#header)
    this.#readHeader(sheet.grid, at)
    this.#people = new Set(SAYS_NO_TOTAL.flatMap((field) => this.#columns.get(field) ?? []))
    const headed = this.problems.length === 0
    if (headed) {
      this.#merge(sheet, at)
      for (const [index, row] of sheet.grid.entries()) if (index > at) this.#readRow(row, index + 1)
      if (this.rows.length === 0 && this.problems.length === 0) this.#problem(0, null, 'empty', '')
      else if (this.rows.length > SHEET.maxRows) this.#problem(0, null, 'too_many_rows', String(this.rows.length))
    }
    this.problems.sort((a, b) => a.row - b.row || a.column.length - b.column.length || compare(a.column, b.column))
  }

  #readHeader(grid: Grid, at: number): void {
    for (const [index, cell] of this.#header.entries()) {
      const name = header(cell)
      const column = columnByName.get(name)
      if (column !== undefined) {
        const indexes = this.#columns.get(column.field) ?? []
        this.#columns.set(column.field, indexes)
        indexes.push(index)
        if (column.type !== 'text' && indexes.length > 1) this.#problem(at + 1, index, 'duplicate_column', plain(cell))
      } else if (name !== '' && !SHEET.ignored.includes(name)) {
        this.#note(at + 1, 'unknown_column', plain(cell))
      }
    }
    const [signed] = this.#columns.get('direction') ?? []
    if (!this.#hasAmounts() && signed !== undefined) {
      if (!grid.slice(at + 1).some((row) => direction(row[signed] ?? null).ok)) {
        this.#columns.set('amount', [signed])
        this.#columns.delete('direction')
      }
    }
    const missing = COLUMNS.filter((column) => column.required && !this.#columns.has(column.field))
    const names = [...missing.map((column) => column.name), ...(this.#hasAmounts() ? [] : ['金额'])]
    for (const name of names) {
      this.problems.push({ row: at + 1, column: '', name, code: 'missing_column', value: '' })
    }
  }

  #hasAmounts(): boolean {
    return AMOUNTS.some((field) => this.#columns.has(field))
  }

  /** Fill what is merged downwards. A voucher over several rows is one with several lines: 17, 17/2, 17/3. */
  #merge(sheet: Sheet, at: number): void {
    const vouchers = this.#columns.get('voucher') ?? []
    for (const [first, last, left] of sheet.merged) {
      if (first <= at || left >= (sheet.grid[first]?.length ?? 0)) continue
      const value = sheet.grid[first]?.[left] ?? null
      if (value === null) continue
      for (const [line, row] of sheet.grid.slice(first + 1, last + 1).entries()) {
        if (left < row.length) row[left] = vouchers.includes(left) ? `${plain(value)}/${line + 2}` : value
      }
    }
  }

  #readRow(row: readonly Cell[], number: number): void {
    const texts = row.map((cell) => plain(cell))
    const filled = texts.filter((text) => text !== '')
    if (filled.length === 0 || key(row) === this.#headerKey) return
    const total = texts.find((text, index) => !this.#people.has(index) && isTotal(text))
    if (total !== undefined) {
      this.#note(number, 'total', total)
    } else if (this.#isFooter(texts)) {
      this.#note(number, 'footer', filled[0] ?? '')
    } else {
      const before = this.problems.length
      const entry: Record<string, string | number> = {}
      this.#readCells(row, number, entry)
      this.#readAmount(row, number, entry)
      if (this.problems.length === before) this.rows.push(inOrder(entry))
    }
  }

  #readCells(row: readonly Cell[], number: number, entry: Record<string, string | number>): void {
    for (const column of COLUMNS) {
      if (!this.#columns.has(column.field) || column.type === 'amount' || column.type === 'direction') continue
      const [index, cell] = this.#cell(row, column.field)
      const typed = plain(cell)
      const text = hidePersonal(typed)
      if (text === '') {
        if (column.required) this.#problem(number, index, 'missing', '')
      } else if (column.type === 'day') {
        const found = day(cell)
        if (!found.ok) this.#problem(number, index, found.code, text)
        else if (!inPeriod(found.value, this.#period)) this.#problem(number, index, 'outside_period', text)
        else entry['date'] = found.value
      } else if (text !== typed && !this.#mask) {
        this.#problem(number, index, 'identifier', text)
      } else if (Array.from(text).length > column.limit) {
        this.#problem(number, index, 'too_long', text)
      } else if (column.field === 'voucher' && this.#vouchers.has(strikePersonal(typed))) {
        this.#problem(number, index, 'duplicate_voucher', text)
      } else {
        if (column.field === 'voucher') this.#vouchers.add(strikePersonal(typed))
        if (text !== typed) this.#note(number, 'masked', text)
        entry[column.field] = typed
      }
    }
  }

  #readAmount(row: readonly Cell[], number: number, entry: Record<string, string | number>): void {
    const before = this.problems.length
    const said = this.#readDirection(row, number)
    const found: Found[] = []
    for (const field of AMOUNTS) {
      if (!this.#columns.has(field)) continue
      const [index, cell] = this.#cell(row, field)
      const fen = amount(cell)
      if (!fen.ok) this.#problem(number, index, fen.code, plain(cell))
      else if (fen.value !== null && (fen.value !== 0 || field === 'amount')) {
        found.push({ field, fen: fen.value, index })
      }
    }
    if (this.problems.length === before) this.#settle(row, number, entry, found, said)
  }

  /** What the direction column says. It must say it, but where income and expense have columns of their own. */
  #readDirection(row: readonly Cell[], number: number): Direction | null {
    if (!this.#columns.has('direction')) return null
    const [index, cell] = this.#cell(row, 'direction')
    if (plain(cell) === '' && !this.#columns.has('amount')) return null
    const said = direction(cell)
    if (said.ok) return said.value
    this.#problem(number, index, said.code, plain(cell))
    return null
  }

  /** Which way the money went, and how much of it. */
  #settle(
    row: readonly Cell[],
    number: number,
    entry: Record<string, string | number>,
    [first, second]: readonly Found[],
    said: Direction | null,
  ): void {
    if (first === undefined) {
      const field = AMOUNTS.find((one) => this.#columns.has(one)) ?? 'amount'
      this.#problem(number, this.#cell(row, field)[0], 'missing', '')
      return
    }
    if (second !== undefined) {
      this.#problem(number, second.index, 'both_directions', plain(row[second.index] ?? null))
      return
    }
    let { fen } = first
    let way = first.field === 'income' ? 'in' : first.field === 'expense' ? 'out' : said
    if (said !== null && said !== way) {
      const [index, cell] = this.#cell(row, 'direction')
      this.#problem(number, index, 'both_directions', plain(cell))
      return
    }
    if (way === null) [way, fen] = fen < 0 ? ['out', -fen] : ['in', fen]
    if (fen <= 0) {
      this.#problem(number, first.index, fen < 0 ? 'negative' : 'zero', plain(row[first.index] ?? null))
    } else {
      entry['direction'] = way
      entry['amount_fen'] = fen
    }
  }

  /** The first cell of a field that holds anything (收款人 and 付款人 may both be there), else its first cell. */
  #cell(row: readonly Cell[], field: string): [number, Cell] {
    const indexes = this.#columns.get(field) ?? []
    const index = indexes.find((one) => plain(row[one] ?? null) !== '') ?? indexes[0] ?? 0
    return [index, row[index] ?? null]
  }

  #isFooter(texts: readonly string[]): boolean {
    const facts = ['date', ...AMOUNTS].flatMap((field) => this.#columns.get(field) ?? [])
    return facts.every((index) => (texts[index] ?? '') === '') && texts.some(startsFooter)
  }

  #problem(row: number, index: number | null, code: SheetCode, value: string): void {
    this.problems.push(problemAt(this.#header, row, index, code, value))
  }

  #note(row: number, code: SheetNoteCode, value: string): void {
    this.notes.push({ row, code, value: hidePersonal(value) })
  }
}

/** In these a word like 合计 may be part of a name. */
const SAYS_NO_TOTAL = ['payee', 'account', 'method', 'handler', 'witness', 'approver', 'project', 'note']
const FIRST = ['voucher', 'date', 'direction', 'subject', 'summary', 'payee', 'amount_fen']
const ORDER = [
  ...FIRST,
  ...COLUMNS.filter((column) => column.type === 'text' && !column.required).map((column) => column.field),
]

function inOrder(entry: Readonly<Record<string, string | number>>): Row {
  return Object.fromEntries(ORDER.flatMap((field) => (field in entry ? [[field, entry[field]]] : []))) as Row
}

function key(row: readonly Cell[]): string {
  return JSON.stringify(row.map((cell) => header(cell)))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function isNamedAfter(name: string, period: string): boolean {
  const [year = '', month = ''] = period.split('-')
  if (!/^\d+$/.test(month)) return false
  const tight = header(name)
  const digits: readonly string[] = tight.match(/\d+/g) ?? []
  if (digits.includes(year + month)) return true
  const short = String(Number(month))
  return tight.includes(`${short}月`) && digits.some((one) => one.replace(/^0+/, '') === short)
}

function isTotal(text: string): boolean {
  const word = header(text)
  return SHEET.totalWords.some(
    (total) => word.endsWith(total) && SHEET.totalPrefixes.includes(word.slice(0, word.length - total.length)),
  )
}

function startsFooter(text: string): boolean {
  const tight = text.replaceAll(' ', '').replaceAll('：', ':')
  return SHEET.footerWords.some(
    (word) =>
      tight.startsWith(word) &&
      Array.from(tight)
        .slice(0, word.length + 9)
        .includes(':'),
  )
}
