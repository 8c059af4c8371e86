/**
 * The list of a draw: out of a sheet, out of the roll, or a month's entries; and what is signed of it. Pure.
 *
 * Sheets are read as ledgers are (features/ledger/parse.ts); columns that are not asked for are left out.
 */
import { b64uEncode, entrantId, findPersonal, listRoot, type MaskingPolicy, SALT_BYTES } from '@shaiba/sync'
import type { Entrant, EntrantBehind } from '../../generated/kinds.ts'
import { type Cell, header, plain } from '../../sheet/cells.ts'
import { type HouseRow, planOf } from '../../sheet/households.ts'
import { BadFile, read } from '../../sheet/read.ts'
import { findHeader, isTotal, problemAt, type Problem as ProblemOf } from '../../sheet/table.ts'
import { yuan } from '../../text/format.ts'

const COLUMNS = {
  payee: ['户主', '户主姓名', '姓名', '名字', '申请人'],
  household: ['户编号', '户号', '户编码', '家庭编号'],
  note: ['组别', '小组', '村民小组', '组', '说明', '备注'],
} as const
type Field = keyof typeof COLUMNS
/** The columns of an empty sheet. */
export const NAMES: readonly string[] = ['户编号', '户主', '组别']
export const MOST = 500
/** Entries have longer names: so many fit in a line. */
export const MOST_CHECKED = 400
const LIMIT = 60
const HOUSEHOLD = /^[0-9A-Za-z_-]{1,30}$/

export type Problem = ProblemOf<string>

export interface ListSheet {
  readonly rows: readonly HouseRow[]
  readonly problems: readonly Problem[]
}

/** A list as it is signed: what everybody reads, whom it means, and the root over it. */
export interface Listed {
  readonly entrants: readonly Entrant[]
  readonly people: readonly EntrantBehind[]
  readonly root: string
}

interface Member {
  readonly id: string
  readonly [field: string]: unknown
}

const fields = new Map(
  Object.entries(COLUMNS).flatMap(([field, names]) => names.map((name) => [header(name), field as Field] as const)),
)

export async function readList(content: Uint8Array): Promise<ListSheet> {
  const whole = (code: string): ListSheet => ({
    rows: [],
    problems: [{ row: 0, column: '', name: '', code, value: '' }],
  })
  try {
    for (const { grid } of await read(content)) {
      const at = headerOf(grid)
      if (at !== null) return readGrid(grid, at)
    }
  } catch (error) {
    if (error instanceof BadFile) return whole(error.code)
    throw error
  }
  return whole('no_header')
}

/** A list of one column has a header of one name: what is asked for elsewhere is two. */
function headerOf(grid: readonly (readonly Cell[])[]): number | null {
  const found = findHeader(grid, { has: (name) => fields.has(name) })
  if (found !== null) return found
  const alone = grid.slice(0, 5).findIndex((row) => row.some((cell) => fields.get(header(cell)) === 'payee'))
  return alone === -1 ? null : alone
}

function readGrid(grid: readonly (readonly Cell[])[], at: number): ListSheet {
  const head = grid[at] ?? []
  const rows: HouseRow[] = []
  const problems: Problem[] = []
  const columns = new Map<Field, number>()
  const fault = (row: number, field: Field, code: string, value: string): void => {
    problems.push(problemAt(head, row, columns.get(field) ?? 0, code, value))
  }
  for (const [index, cell] of head.entries()) {
    const field = fields.get(header(cell))
    if (field !== undefined && !columns.has(field)) columns.set(field, index)
  }
  if (!columns.has('payee'))
    return { rows, problems: [{ row: at + 1, column: '', name: COLUMNS.payee[0], code: 'missing_column', value: '' }] }
  const seen = new Set<string>()
  for (const [index, cells] of grid.entries()) {
    if (index <= at) continue
    const text = (field: Field): string => plain(cells[columns.get(field) ?? -1] ?? null)
    const [payee, household, note] = [text('payee'), text('household'), text('note')]
    const label = cells.map(plain).find((one) => one !== '') ?? ''
    if (payee === '' || isTotal(label)) continue // who signed, what is added up
    const before = problems.length
    for (const [field, value] of [
      ['payee', payee],
      ['note', note],
    ] as const) {
      if (findPersonal(value).length > 0) fault(index + 1, field, 'identifier', value)
      else if (Array.from(value).length > LIMIT) fault(index + 1, field, 'too_long', value)
    }
    if (household !== '' && !HOUSEHOLD.test(household)) fault(index + 1, 'household', 'not_a_number', household)
    const key = JSON.stringify([payee, household, note])
    if (seen.has(key)) fault(index + 1, 'payee', 'duplicate', payee)
    seen.add(key)
    if (problems.length === before) rows.push({ number: rows.length + 1, payee, household, note })
  }
  if (rows.length === 0 && problems.length === 0) problems.push(problemAt(head, 0, null, 'empty', ''))
  if (rows.length > MOST) problems.push(problemAt(head, 0, null, 'too_many_rows', String(rows.length)))
  return { rows, problems }
}

/** A row for each household of the roll, by whoever of it stands there first. */
export function fromRoll(members: readonly Member[]): readonly HouseRow[] {
  const houses = new Map<string, Member>()
  for (const one of members) {
    const household = String(one['household'])
    if (one['left'] === undefined && !houses.has(household)) houses.set(household, one)
  }
  const sorted = [...houses].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
  return sorted.map(([household, one], at) => ({
    number: at + 1,
    payee: String(one['name']),
    household,
    note: text(one['group']),
  }))
}

/** Cover the names, and give each its id. `random` gives the salts. */
export function listed(
  draw: string,
  rows: readonly HouseRow[],
  policy: MaskingPolicy,
  members: readonly Member[],
  random: (size: number) => Uint8Array,
): Listed {
  const strict = { ...policy, names: 'surname' } as MaskingPolicy // who may be drawn stands nowhere by a whole name
  const made = planOf(rows, strict, members).map((line) => {
    const salt = random(SALT_BYTES)
    const id = entrantId(draw, salt, line.row.payee)
    const note = line.public.note === '' ? {} : { note: line.public.note }
    const household = line.household === '' ? {} : { household: line.household }
    return {
      entrant: { id, name: line.public.payee, ...note },
      person: { id, name: line.row.payee, salt: b64uEncode(salt), ...household },
    }
  })
  const entrants = made.map(({ entrant }) => entrant)
  return { entrants, people: made.map(({ person }) => person), root: b64uEncode(listRoot(entrants)) }
}

/** The entries of a month as a list to be checked: of too many, those that moved most. */
export function entriesOf(entries: readonly Member[], month: string): { readonly all: number; readonly list: Listed } {
  const own = entries.filter((one) => String(one['date']).startsWith(month))
  const most = [...own].sort((a, b) => Number(b['amount_fen']) - Number(a['amount_fen'])).slice(0, MOST_CHECKED)
  const entrants = most.map((one) => ({
    id: one.id,
    name: `${String(one['voucher'])} ${Array.from(text(one['summary'])).slice(0, 16).join('')}`.trim(),
    note: yuan(Number(one['amount_fen'])),
  }))
  return { all: own.length, list: { entrants, people: [], root: b64uEncode(listRoot(entrants)) } }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
