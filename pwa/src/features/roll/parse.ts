/**
 * A village's roll from a sheet: its people, or every fault of it at once. One row is one person.
 *
 * Twin of server/shaiba/roll.py; spec by example: sync/vectors/roll.
 */
import { findPersonal, hidePersonal } from '@shaiba/sync'
import { ROLL_SHEET, type RollCode } from '../../generated/kinds.ts'
import { type Cell, header, plain } from '../../sheet/cells.ts'
import { BadFile, read, type Sheet } from '../../sheet/read.ts'
import { findHeader, type Note as NoteOf, problemAt, type Problem as ProblemOf } from '../../sheet/table.ts'

export type { RollCode }
export type Problem = ProblemOf<RollCode>
export type Note = NoteOf<'unknown_column' | 'other_sheet'>
type Field = keyof typeof ROLL_SHEET.columns

const REQUIRED: readonly Field[] = ROLL_SHEET.required
const fieldOf = new Map(
  Object.entries(ROLL_SHEET.columns).flatMap(([field, names]) =>
    names.map((name) => [header(name), field as Field] as const),
  ),
)

/** One row: a person, and what it says of the household. What is empty says nothing. */
export interface Person {
  readonly village: string
  readonly household: string
  readonly group: string
  readonly name: string
  readonly relation: string
  readonly phone_tail: string
  readonly note: string
}

/** What a sheet says. With problems there are people too, but nothing may be imported. */
export interface Parsed {
  readonly people: readonly Person[]
  readonly problems: readonly Problem[]
  readonly notes: readonly Note[]
}

/** Code: name. */
export type Villages = Readonly<Record<string, string>>

/** Read a file as the roll of these villages. Of a single one its column may be left out. */
export async function parse(content: Uint8Array, villages: Villages): Promise<Parsed> {
  let sheets: Sheet[]
  try {
    sheets = await read(content)
  } catch (error) {
    if (error instanceof BadFile) return whole(error.code as RollCode)
    throw error
  }
  const headed = sheets.flatMap((sheet) => {
    const at = findHeader(sheet.grid, fieldOf)
    return at === null ? [] : [{ sheet, at }]
  })
  const [first, ...others] = headed
  if (first === undefined) {
    const blank = sheets.every((sheet) => sheet.grid.every((row) => row.every((cell) => cell === null)))
    return whole(blank ? 'empty' : 'no_header')
  }
  const reader = new Reader(first.sheet, first.at, villages)
  const left = others.map(({ sheet }): Note => ({ row: 0, code: 'other_sheet', value: hidePersonal(sheet.name) }))
  return { people: reader.people, problems: reader.problems, notes: [...left, ...reader.notes] }
}

function whole(code: RollCode): Parsed {
  return { people: [], problems: [{ row: 0, column: '', name: '', code, value: '' }], notes: [] }
}

/** One pass over a sheet. */
class Reader {
  readonly people: Person[] = []
  readonly problems: Problem[] = []
  readonly notes: Note[] = []
  readonly #header: readonly Cell[]
  readonly #villages: Villages
  readonly #codeOf: ReadonlyMap<string, string>
  readonly #columns = new Map<Field, number>()
  readonly #first = new Map<string, Person>()
  readonly #named = new Set<string>()

  constructor(sheet: Sheet, at: number, villages: Villages) {
    this.#header = sheet.grid[at] ?? []
    this.#villages = villages
    this.#codeOf = codesByName(villages)
    this.#readHeader(at)
    if (this.problems.length > 0) return
    fillMerged(sheet, at)
    for (const [index, row] of sheet.grid.entries()) if (index > at) this.#readRow(row, index + 1)
    if (this.people.length === 0 && this.problems.length === 0) this.#problem(0, null, 'empty', '')
    else if (this.people.length > ROLL_SHEET.maxRows) {
      this.#problem(0, null, 'too_many_rows', String(this.people.length))
    }
  }

  #readHeader(at: number): void {
    for (const [index, cell] of this.#header.entries()) {
      const field = fieldOf.get(header(cell))
      const text = plain(cell)
      if (field === undefined) {
        if (text !== '') this.notes.push({ row: at + 1, code: 'unknown_column', value: hidePersonal(text) })
      } else if (this.#columns.has(field)) this.#problem(at + 1, index, 'duplicate_column', text)
      else this.#columns.set(field, index)
    }
    const required: readonly Field[] = Object.keys(this.#villages).length === 1 ? REQUIRED : ['village', ...REQUIRED]
    for (const field of required) {
      if (this.#columns.has(field)) continue
      const name = ROLL_SHEET.columns[field][0]
      this.problems.push({ row: at + 1, column: '', name, code: 'missing_column', value: '' })
    }
  }

  #readRow(row: readonly Cell[], number: number): void {
    const texts = new Map([...this.#columns].map(([field, index]) => [field, plain(row[index] ?? null)]))
    const filled = [...texts.values()].filter((text) => text !== '')
    if (filled.every((text) => fieldOf.has(header(text)))) return // blank, or the header again at the top of a page
    const before = this.problems.length
    for (const [field, text] of texts) this.#check(field, text, number)
    if (this.problems.length > before) return
    const text = (field: Field): string => texts.get(field) ?? ''
    const said = texts.has('village') ? this.#village(text('village')) : Object.keys(this.#villages)[0]
    const person: Person = {
      village: said ?? '',
      household: text('household'),
      group: text('group'),
      name: text('name'),
      relation: text('relation'),
      phone_tail: text('phone_tail')
        .replace(/[^0-9]/g, '')
        .slice(-4),
      note: text('note'),
    }
    const house = `${person.village}\n${person.household}`
    const first = this.#first.get(house) ?? person
    this.#first.set(house, first)
    const who = `${house}\n${person.name}`
    if (person.group !== first.group)
      this.#problem(number, this.#columns.get('group') ?? 0, 'group_differs', person.group)
    else if (this.#named.has(who)) {
      this.#problem(number, this.#columns.get('name') ?? 0, 'duplicate_person', person.name)
    } else {
      this.#named.add(who)
      this.people.push(person)
    }
  }

  /** Tell what is wrong with one cell. */
  #check(field: Field, text: string, number: number): void {
    const code = this.#fault(field, text)
    if (code !== null) this.#problem(number, this.#columns.get(field) ?? 0, code, text)
  }

  #fault(field: Field, text: string): RollCode | null {
    if (text === '') return field === 'village' || REQUIRED.includes(field) ? 'missing' : null
    if (field === 'phone_tail') return /^\D*(?:\d\D*){4}(?:(?:\d\D*){7})?$/.test(text) ? null : 'not_a_phone'
    if (findPersonal(text).length > 0) return 'identifier'
    if (Array.from(text).length > ROLL_SHEET.limit) return 'too_long'
    if (field === 'village' && this.#village(text) === undefined) return 'unknown_village'
    if (field === 'household' && !/^[0-9A-Za-z_-]{1,43}$/.test(text)) return 'not_a_number'
    return null
  }

  #village(text: string): string | undefined {
    return this.#codeOf.get(text) ?? this.#codeOf.get(short(text))
  }

  #problem(row: number, index: number | null, code: RollCode, value: string): void {
    this.problems.push(problemAt(this.#header, row, index, code, value))
  }
}

/** Villages by code, by name, and, where only one has it, by what is left of a name without its ending. */
function codesByName(villages: Villages): ReadonlyMap<string, string> {
  const entries = Object.entries(villages)
  const shorts = entries.map(([, name]) => short(name))
  const alone = entries.filter(([, name]) => shorts.filter((one) => one === short(name)).length === 1)
  return new Map([
    ...alone.map(([code, name]) => [short(name), code] as const),
    ...entries.map(([code, name]) => [name, code] as const),
    ...entries.map(([code]) => [code, code] as const),
  ])
}

/** 联中 of 联中村, 联中村委会, 联中村民委员会. */
function short(name: string): string {
  return name.replace(/(?:[村居]民委员会|[村居]委会)$/, '').replace(/(?:村|社区)$/, '')
}

/** A household written once beside all its people is said of each. */
function fillMerged(sheet: Sheet, at: number): void {
  for (const [first, last, left] of sheet.merged) {
    if (first <= at || left >= (sheet.grid[first]?.length ?? 0)) continue
    for (const row of sheet.grid.slice(first + 1, last + 1)) {
      if (left < row.length) row[left] = sheet.grid[first]?.[left] ?? null
    }
  }
}
