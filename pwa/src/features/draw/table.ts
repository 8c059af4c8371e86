/** The draws of a village, and the order of one, as files. */
import type { ScopeView } from '../../replica/types.ts'
import { saveList } from '../../sheet/save.ts'
import type { Column } from '../../sheet/xlsx.ts'
import { told } from '../../text/save.ts'
import { type Drawn, entrantsById } from './draw.ts'
import { t } from './text.ts'

interface Line {
  readonly place: number
  readonly id: string
}

/** `names`: full names, where this phone may read them; the file is then for the village, not for the board. */
export async function saveOrder(scope: ScopeView, one: Drawn, names: ReadonlyMap<string, string>): Promise<void> {
  const { draw, placed } = one
  const listed = entrantsById(draw)
  const gone = new Set((draw.declined ?? []).map((person) => person.id))
  const rows = (draw.order ?? []).map((id, at): Line => ({ id, place: at + 1 }))
  const thing = (id: string): string => draw.things?.[placed.holders.indexOf(id)] ?? ''
  const state = (id: string): string => {
    if (gone.has(id)) return t().declined
    return placed.holders.includes(id) ? (draw.sort === 'check' ? t().picked : t().won) : t().waiting
  }
  const columns: readonly Column<Line>[] = [
    { label: t().columns['place'] ?? '', of: ({ place }) => place },
    { label: t().columns['name'] ?? '', of: ({ id }) => names.get(id) ?? listed.get(id)?.name },
    { label: t().columns['note'] ?? '', of: ({ id }) => listed.get(id)?.note },
    { label: t().columns['thing'] ?? '', of: ({ id }) => thing(id) },
    { label: t().columns['state'] ?? '', of: ({ id }) => state(id) },
    { label: t().columns['id'] ?? '', of: ({ id }) => id },
  ]
  await saveList(scope, { columns, rows, what: draw.purpose }, told())
}

/** Every draw: what, when, how far it is, how many are drawn out of how many. */
export async function saveDraws(scope: ScopeView, all: readonly Drawn[]): Promise<void> {
  const columns: readonly Column<Drawn>[] = [
    { label: t().title, of: ({ draw }) => draw.purpose },
    { label: t().columns['sort'] ?? '', of: ({ draw }) => t().sorts[draw.sort] },
    { label: t().steps['day'] ?? '', of: ({ draw }) => draw.day },
    { label: t().columns['state'] ?? '', of: ({ state }) => t().states[state] },
    { label: t().list, of: ({ draw }) => draw.entrants.length },
    { label: t().won, of: ({ draw }) => draw.winners },
    { label: t().stateShort['void'] ?? '', of: ({ draw }) => draw.voided },
  ]
  await saveList(scope, { columns, rows: all, what: t().title }, told())
}
