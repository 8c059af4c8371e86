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

/** The log that a list came from, as far as its file tells of it. */
interface Source<Status extends { readonly scope: string }> {
  readonly status: Status
  record(kind: string, id: string): Readonly<Record<string, unknown>> | undefined
}

interface Told<Status> {
  origin(name: string, status: Status, address: string): readonly string[]
  readonly sheets: readonly [string, string]
}

/** Keep a list of a village, or of its square, with where it came from. `what`: names the file beside the village. */
export async function saveList<T, Status extends { readonly scope: string }>(
  source: Source<Status>,
  list: Pick<Table<T>, 'columns' | 'rows' | 'more'> & { readonly what: string },
  told: Told<Status>,
): Promise<void> {
  const { what, ...table } = list
  const village = source.status.scope.slice(source.status.scope.indexOf('/') + 1)
  const name = (source.record('village', village)?.['name'] as string | undefined) ?? village
  const about = told.origin(name, source.status, location.href)
  await saveTable({ ...table, name: `${name} ${what}`, about }, told.sheets)
}
