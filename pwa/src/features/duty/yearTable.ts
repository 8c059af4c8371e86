/** What a village owes of a year, and how each stands, as a file. */
import type { Owed } from '../../replica/owed.ts'
import type { ScopeView } from '../../replica/types.ts'
import { saveList } from '../../sheet/save.ts'
import type { Column } from '../../sheet/xlsx.ts'
import { told } from '../../text/save.ts'
import { t } from './text.ts'

export async function saveYear(scope: ScopeView, rows: readonly Owed[], year: string): Promise<void> {
  const columns: readonly Column<Owed>[] = [
    { label: t().columns.group, of: ({ ask }) => ask.group },
    { label: t().which, of: ({ ask }) => ask.name },
    { label: t().period, of: ({ period }) => period },
    { label: t().columns.due, of: ({ due }) => due },
    { label: t().columns.state, of: ({ state }) => t().states[state] },
    { label: t().columns.published, of: ({ published }) => published },
    { label: t().columns.days, of: ({ days, state }) => (state === 'late' || state === 'overdue' ? days : null) },
    { label: t().by, of: ({ ask }) => ask.by },
    { label: t().law, of: ({ ask }) => ask.law },
  ]
  await saveList(scope, { columns, rows, what: `${t().title} ${year}` }, told())
}
