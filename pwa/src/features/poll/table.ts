/** The polls of a village, and the sums of one, as files. */
import { dayOf } from '@shaiba/sync'
import type { Poll } from '../../generated/kinds.ts'
import type { ScopeView } from '../../replica/types.ts'
import { saveList, saveTable } from '../../sheet/save.ts'
import type { Column } from '../../sheet/xlsx.ts'
import { origin, t as words, told } from '../../text/save.ts'
import { type Polled, type ResultRow, stateText } from './poll.ts'
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

/** Every poll that a village takes part in. `scope`: the village's own log. */
export async function savePolls(scope: ScopeView, all: readonly Polled[]): Promise<void> {
  const { columns: words } = t()
  const columns: readonly Column<Polled>[] = [
    { label: t().title, of: ({ poll }) => poll.title },
    { label: words.why, of: ({ poll }) => poll.why },
    { label: words.from, of: (one) => (one.scope.startsWith('village/') ? t().askedBy.village : t().askedBy.region) },
    { label: words.opens, of: ({ poll }) => dayOf(Date.parse(poll.opens)) },
    { label: words.closes, of: ({ poll }) => dayOf(Date.parse(poll.closes)) },
    { label: words.state, of: (one) => stateText(one) },
    { label: words.ballots, of: ({ poll }) => poll.ballots },
    {
      label: t().result,
      of: ({ poll }) => poll.options?.map((option, at) => `${option} ${poll.counts?.[at] ?? ''}`.trim()).join('\n'),
    },
    { label: t().states['void'] ?? '', of: ({ poll }) => poll.voided },
  ]
  await saveList(scope, { columns, rows: all, what: t().title }, told())
}
