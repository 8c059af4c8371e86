/** The appeals that a whole village reads, as a file: what, where each stands, what was answered. Not whose they are, and
 * not what was meant for the handlers alone. */
import { dayOf } from '@shaiba/sync'
import type { Replica } from '../../replica/types.ts'
import { saveList } from '../../sheet/save.ts'
import type { Column } from '../../sheet/xlsx.ts'
import { t as lifeText } from '../../text/life.ts'
import { told } from '../../text/save.ts'
import { sortOf, type Appeal } from './appeal.ts'
import { handlingOf, lifeOf } from './life.ts'
import { t } from './text.ts'

export async function saveAppeals(replica: Replica, village: string, shown: readonly Appeal[]): Promise<void> {
  const handling = handlingOf(replica, village)
  const rows = shown
    .filter((one) => sortOf(one.scope) === 'square')
    .map((one) => ({ one, life: lifeOf(one, handling) }))
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { label: t().heading, of: ({ one }) => one.title },
    { label: t().sort, of: ({ one }) => t().sorts[one.isSuggestion ? 'suggestion' : 'appeal'] },
    { label: t().what, of: ({ one }) => t().categories[one.category] ?? one.category },
    { label: t().columns.filed, of: ({ one }) => dayOf(one.at) },
    { label: t().columns.level, of: ({ life }) => lifeText().levels[life.level] },
    {
      label: t().columns.state,
      of: ({ life }) => lifeText().waits[life.state]?.(lifeText().levels[life.level] ?? '') ?? life.state,
    },
    { label: t().columns.due, of: ({ life }) => life.due },
    { label: t().columns.voices, of: ({ one }) => one.supporters.length },
    { label: t().columns.answer, of: ({ one }) => answerOf(one) },
  ]
  const { status } = replica.scope(`square/${village}`)
  const home = replica.scope(`village/${village}`)
  const source = { status, record: (kind: string, id: string) => home.record(kind, id) }
  await saveList(source, { columns, rows, what: t().columns.file }, told())
}

/** What was last answered, by a step or, as before there were steps, in words. */
function answerOf({ steps, answers }: Appeal): string | undefined {
  return steps.findLast(({ step }) => step === 'answer')?.text ?? answers.at(-1)?.text
}
