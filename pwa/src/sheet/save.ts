/** Keep a list that is on the screen as an Excel file, with no network too. The writer is fetched when it is first wanted. */
import { save } from '../device/hand.ts'
import type { Column, Grid, Table } from './xlsx.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A list as a further sheet of a file. */
export function gridOf<T>(name: string, columns: readonly Column<T>[], rows: readonly T[]): Grid {
  return { name, columns, rows: rows.map((row) => columns.map(({ of }) => of(row))) }
}

/** `names`: those of its sheet of rows, and of the one that says where they came from. */
export async function saveTable<T>(table: Table<T>, names: readonly [string, string]): Promise<void> {
  const { workbook } = await import('./xlsx.ts')
  const file = table.name.replace(/[\\/:*?"<>|]/g, ' ')
  save(new File([workbook(table, names, new Date())], `${file}.xlsx`, { type: XLSX }))
}
