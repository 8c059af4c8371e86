/** What one may ask for as a file. */
import type { Scheme } from '../../generated/kinds.ts'
import type { Column } from '../../sheet/xlsx.ts'
import { t } from './text.ts'

export function schemeColumns(): readonly Column<Scheme>[] {
  return [
    { label: t().title, of: (one) => one.title },
    { label: t().plainColumn, of: (one) => one.plain },
    { label: t().who, of: (one) => one.who },
    { label: t().standard, of: (one) => one.standard },
    { label: t().papers, of: (one) => one.papers?.join('\n') },
    { label: t().window, of: (one) => one.window },
    { label: t().contact, of: (one) => one.contact },
    { label: t().number, of: (one) => one.number },
    { label: t().sinceColumn, of: (one) => one.since },
    { label: t().untilColumn, of: (one) => one.until },
  ]
}
