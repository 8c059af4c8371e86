/**
 * The list of a payout from a sheet: its households, or every fault of it at once. One row is one household.
 *
 * Read as every list is (sheet/list.ts); besides, no household stands in it twice, and a total below it is that of its rows.
 */
import { hidePersonal } from '@shaiba/sync'
import {
  type Columns,
  headerIn,
  type Line,
  listIn,
  type Listed,
  type Note,
  nothingIn,
  type Problem,
  sheetsOf,
} from '../../sheet/list.ts'

export const PAYOUT_COLUMNS = {
  payee: {
    names: ['户主', '户主姓名', '姓名', '补贴对象', '领款人', '收款人', '农户姓名', 'head of household'],
    sort: 'text',
    required: true,
  },
  household: { names: ['户编号', '户号', '户编码', '家庭编号', 'household'], sort: 'code' },
  quantity: { names: ['面积', '补贴面积', '亩数', '数量', '人数', '计补面积', 'quantity'], sort: 'text' },
  note: { names: ['备注', '说明', 'note'], sort: 'text' },
  amount: {
    names: ['金额', '补贴金额', '发放金额', '实发金额', '应发金额', '补贴资金', '补助金额', 'amount (yuan)', 'amount'],
    sort: 'money',
    required: true,
  },
  number: { names: ['序号', '编号', '号', 'no.'], sort: 'unread' },
} as const satisfies Columns
/** The columns of an empty sheet. */
export const NAMES: readonly string[] = ['户编号', '户主', '面积', '金额', '备注']

export type { Note, Problem }

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

type List = Listed<typeof PAYOUT_COLUMNS>

export async function parse(content: Uint8Array): Promise<Parsed> {
  const sheets = await sheetsOf(content)
  if ('code' in sheets) return { rows: [], problems: [sheets], notes: [] }
  const headed = sheets.flatMap((sheet) => {
    const found = headerIn(sheet, PAYOUT_COLUMNS)
    return found === null ? [] : [{ sheet, at: found.at }]
  })
  const [first, ...others] = headed
  if (first === undefined) return { rows: [], problems: [nothingIn(sheets)], notes: [] }
  const list = listIn(first.sheet, PAYOUT_COLUMNS, first.at)
  const problems = [...list.problems, ...twice(list)]
  const left = others.map(({ sheet }): Note => ({ row: 0, code: 'other_sheet', value: hidePersonal(sheet.name) }))
  return {
    rows: list.lines.map(rowOf),
    problems: problems.length > 0 ? problems : wrongTotals(list),
    notes: [...left, ...list.notes],
  }
}

function rowOf({ text, fen }: Line<typeof PAYOUT_COLUMNS>, at: number): Row {
  const { payee, household, quantity, note } = text
  return { number: at + 1, payee, amount_fen: fen.amount ?? 0, household, quantity, note }
}

/** Lines whose household stands above already. */
function twice(list: List): Problem[] {
  const seen = new Set<string>()
  return list.lines.flatMap((line) => {
    const { household } = line.text
    const isAgain = household !== '' && seen.has(household)
    seen.add(household)
    return isAgain ? [list.fault(line, 'household', 'duplicate_household')] : []
  })
}

/** A total below the list is no household; where it is another than the list's, one of the two is wrong. */
function wrongTotals(list: List): Problem[] {
  return list.totals.flatMap((total) => {
    const above = list.lines.filter(({ row }) => row < total.row).reduce((sum, { fen }) => sum + (fen.amount ?? 0), 0)
    const isPart = /小计|本页/.test(total.label)
    return isPart || total.fen.amount === null || total.fen.amount === above
      ? []
      : [list.fault(total, 'amount', 'total_differs')]
  })
}
