/** A power list as a file. */
import type { PowerItem } from '../../generated/kinds.ts'
import type { Column } from '../../sheet/xlsx.ts'
import { FIELDS } from './power.ts'
import { t } from './text.ts'

export function powerColumns(): readonly Column<PowerItem>[] {
  return (['key', ...FIELDS] as const).map((field) => ({
    label: t().fields[field] ?? '',
    of: (one) => [one[field] ?? []].flat().join('\n'),
  }))
}
