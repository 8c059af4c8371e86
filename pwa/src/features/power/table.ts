/** A power list as a file. */
import type { PowerItem } from '../../generated/kinds.ts'
import type { Column } from '../../sheet/xlsx.ts'
import { FIELDS } from './power.ts'
import { t } from './text.ts'

/** Of a list of looks; `ticked`: the keys of those that were looked at. */
export function lookColumns(ticked: readonly string[]): readonly Column<PowerItem>[] {
  const [key = '', group = '', name = '', watch = ''] = ['key', 'group', 'name', 'watch'].map((one) => t().fields[one])
  return [
    { label: key, of: (one) => one.key },
    { label: group, of: (one) => one.group },
    { label: name, of: (one) => one.name },
    { label: watch, of: (one) => one.watch?.join('\n') },
    { label: t().seen, of: (one) => (ticked.includes(one.key) ? '✓' : '') },
  ]
}

export function powerColumns(): readonly Column<PowerItem>[] {
  return (['key', ...FIELDS] as const).map((field) => ({
    label: t().fields[field] ?? '',
    of: (one) => [one[field] ?? []].flat().join('\n'),
  }))
}
