/** The sums of a poll as a file. */
import type { Poll } from '../../generated/kinds.ts'
import type { ScopeView } from '../../replica/types.ts'
import { saveTable } from '../../sheet/save.ts'
import type { Column } from '../../sheet/xlsx.ts'
import { origin, t as words } from '../../text/save.ts'
import type { ResultRow } from './poll.ts'
import { t } from './text.ts'

/** `scope`: the log in which the poll stands. */
export async function saveResult(scope: ScopeView, poll: Poll, rows: readonly ResultRow[]): Promise<void> {
  const columns: readonly Column<ResultRow>[] = [
    { label: t().columns.option, of: ({ option }) => option },
    { label: t().columns.count, of: ({ count }) => count },
    { label: t().result, of: (row) => row.words },
  ]
  const about = origin(poll.title, scope.status, location.href)
  await saveTable({ name: poll.title, columns, rows, about }, words().sheets)
}
