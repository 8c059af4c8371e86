/** Coverage as a file: a village a row, an item a column, counts of how it stands. */
import type { Coverage, CoverageRow } from '../../replica/types.ts'
import { saveTable } from '../../sheet/save.ts'
import type { Column } from '../../sheet/xlsx.ts'
import { instant } from '../../text/format.ts'
import { t as words } from '../../text/save.ts'
import { keptBy } from './duty.ts'
import { t } from './text.ts'

/** Keep the table as it was told; `null` saves nothing. */
export async function saveCoverage(found: Coverage | null): Promise<void> {
  if (found === null) return
  const { told } = found
  const kept = new Map(keptBy(told, '').map((one) => [one.row.village, one]))
  const columns: readonly Column<CoverageRow>[] = [
    { label: t().village, of: (row) => row.name },
    { label: t().code, of: (row) => row.village },
    { label: t().percent, of: (row) => kept.get(row.village)?.percent ?? null },
    { label: t().states['overdue'] ?? '', of: (row) => kept.get(row.village)?.overdue ?? null },
    ...told.items.map(([key, name], at) => ({
      label: `${key} ${name}`,
      of: (row: CoverageRow) => row.counts?.[at]?.join('/') ?? '',
    })),
    { label: t().head, of: (row) => row.head?.split('\n').slice(0, 3).join(' ') ?? '' },
  ]
  const about = [t().from(told.region, told.year), words().asOf(instant(found.at)), t().cells]
  await saveTable(
    { name: `${t().coverage} ${told.region} ${told.year}`, columns, rows: told.villages, about },
    words().sheets,
  )
}
