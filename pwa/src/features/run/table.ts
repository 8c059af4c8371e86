/** What a village is going through as a file. */
import type { Column } from '../../sheet/xlsx.ts'
import type { Going } from './run.ts'
import { t } from './text.ts'

export function runColumns(): readonly Column<Going>[] {
  const { columns } = t()
  return [
    { label: columns.title, of: ({ run }) => run.title },
    { label: columns.procedure, of: ({ procedure }) => procedure.title },
    { label: columns.began, of: ({ run }) => run.began },
    { label: columns.state, of: ({ life }) => t().states[life.state] },
    { label: columns.taken, of: ({ life }) => life.taken },
    { label: columns.steps, of: ({ life }) => life.steps.length },
    { label: columns.faults, of: ({ life }) => life.faults },
  ]
}
