/** What one may ask for, and what came of cases, as files. */
import type { Scheme } from '../../generated/kinds.ts'
import type { Column } from '../../sheet/xlsx.ts'
import { roles } from '../../text/roles.ts'
import type { Case } from './know.ts'
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

export function caseColumns(): readonly Column<Case>[] {
  return [
    { label: t().cases, of: ({ circular }) => circular.title },
    { label: t().day, of: ({ circular }) => circular.day },
    { label: t().facts, of: ({ circular }) => circular.facts },
    { label: t().law, of: ({ circular }) => circular.law },
    { label: t().outcome, of: ({ circular }) => circular.outcome },
    { label: t().lesson, of: ({ circular }) => circular.lesson },
    { label: t().withdrawn, of: ({ circular }) => circular.withdrawn },
    {
      label: t().signers,
      of: ({ signed }) => signed.map(({ name, role }) => `${name}（${roles()[role] ?? role}）`).join('\n'),
    },
  ]
}
