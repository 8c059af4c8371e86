/** Queued acts as a person reads them: what it is, of which village, and where one can go on with it. */
import type { Change, OutboxItem } from '../../replica/types.ts'

/** The verbs of an act and how often each, in the order they came. */
export function acts(item: OutboxItem): { readonly act: string; readonly count: number }[] {
  const counts = new Map<string, number>()
  for (const change of item.changes) counts.set(change.do, (counts.get(change.do) ?? 0) + 1)
  return [...counts].map(([act, count]) => ({ act, count }))
}

/** The words that tell it from others: its title, summary or text. */
export function gist(item: OutboxItem): string {
  for (const change of item.changes) {
    const said = { ...change.set, ...nested(change, 'answers'), ...nested(change, 'notes'), ...nested(change, 'steps') }
    for (const name of ['title', 'summary', 'text', 'name']) {
      const words = said[name]
      if (typeof words === 'string' && words !== '') return words
    }
  }
  return ''
}

function nested(change: Change, field: string): Readonly<Record<string, unknown>> {
  return (change.append?.[field] as Record<string, unknown> | undefined) ?? {}
}

/** The village code that a scope belongs to, or null. */
export function villageOf(scope: string): string | null {
  return /^[a-z]+\/(\d{12})/.exec(scope)?.[1] ?? null
}

/** The route of the record that an act is about, if there is a screen for it. */
export function routeOf(item: OutboxItem): { name: string; params: Record<string, string> } | null {
  const [change] = item.changes
  const village = villageOf(item.scope)
  if (change === undefined || village === null) return null
  const kind = change.do.slice(0, change.do.indexOf('.'))
  if (kind === 'appeal') {
    return { name: 'appeal', params: { village, sort: item.scope.slice(0, item.scope.indexOf('/')), id: change.id } }
  }
  if (kind === 'disclosure') return { name: 'disclosure', params: { village, disclosure: change.id } }
  if (kind === 'entry') return { name: 'entry', params: { village, entry: change.id } }
  return null
}
