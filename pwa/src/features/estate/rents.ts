/** What a contract makes due to many, from a sheet: a household a row, or every fault of it at once. */
import type { HouseRow } from '../../sheet/households.ts'
import { headerIn, listIn, nothingIn, type Problem, sheetsOf } from '../../sheet/list.ts'
import { RENT_COLUMNS } from './columns.ts'

/** The columns of an empty sheet. */
export const NAMES: readonly string[] = ['户编号', '户主', '面积', '应付日', '金额']
const MAX_ROWS = 2_000

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

/** `first` is the number of the first line: those before it are in the schedule already. */
export async function readRents(content: Uint8Array, first: number): Promise<RentSheet> {
  const sheets = await sheetsOf(content)
  if ('code' in sheets) return { rows: [], problems: [sheets] }
  for (const sheet of sheets) {
    const found = headerIn(sheet, RENT_COLUMNS)
    if (found === null) continue
    const { lines, problems } = listIn(sheet, RENT_COLUMNS, found.at, MAX_ROWS)
    const rows = lines.map(({ text, fen }, at): RentRow => {
      const { payee, household, quantity, due } = text
      return { number: first + at, payee, household, quantity, due, amount_fen: fen.amount ?? 0, note: '' }
    })
    return { rows, problems }
  }
  return { rows: [], problems: [nothingIn(sheets)] }
}
