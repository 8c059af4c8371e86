/** Keep a list that is on the screen as an Excel file, with no network too. The writer is fetched when it is first wanted. */
import { save } from '../device/hand.ts'
import type { Table } from './xlsx.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** `names`: those of its two sheets, the rows' and the one that says where they came from. */
export async function saveTable<T>(table: Table<T>, names: readonly [string, string]): Promise<void> {
  const { workbook } = await import('./xlsx.ts')
  const file = table.name.replace(/[\\/:*?"<>|]/g, ' ')
  save(new File([workbook(table, names, new Date())], `${file}.xlsx`, { type: XLSX }))
}
