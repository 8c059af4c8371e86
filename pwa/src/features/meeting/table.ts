/** The meetings of a village as a file: when, of what sort, how many came, what was voted and promised, what is wrong. */
import type { ScopeView } from '../../replica/types.ts'
import { saveList } from '../../sheet/save.ts'
import type { Column } from '../../sheet/xlsx.ts'
import { told } from '../../text/save.ts'
import type { Met } from './meeting.ts'
import { t } from './text.ts'
import { t as common } from '../../text/common.ts'

export async function saveMeetings(scope: ScopeView, all: readonly Met[]): Promise<void> {
  const columns: readonly Column<Met>[] = [
    { label: t().columns.title, of: ({ meeting }) => meeting.title },
    { label: t().columns.sort, of: ({ meeting }) => t().sorts[meeting.sort] ?? meeting.sort },
    { label: t().columns.day, of: ({ life }) => life.day },
    { label: t().sheetPlace, of: ({ life }) => life.place },
    { label: t().columns.state, of: ({ life }) => t().states[life.state] },
    { label: t().columns.called, of: ({ meeting }) => meeting.called },
    { label: t().came, of: ({ life }) => life.present },
    { label: t().agenda, of: ({ meeting }) => meeting.agenda.map(({ title }) => title).join('\n') },
    {
      label: t().promises,
      of: ({ meeting }) => meeting.promises?.map(({ what, who, due }) => `${what}（${who}，${due}）`).join('\n'),
    },
    {
      label: t().columns.faults,
      of: ({ life }) => life.faults.map((fault) => t().faults[fault]).join(common().semicolon),
    },
  ]
  await saveList(scope, { columns, rows: all, what: t().title }, told())
}
