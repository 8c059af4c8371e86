/** What search finds beside money, what was published and appeals: where such records stand, and where a row leads. */
import { recordsAbove } from '../../replica/above.ts'
import { listOf } from '../../replica/powers.ts'
import type { RecordView, Replica } from '../../replica/types.ts'
import { known, link } from '../../router.svelte.ts'

/** `route` and `at` make the address (`:` stands for the id); `title` and `sub` are the fields that a row shows. */
interface Other {
  readonly kind: string
  readonly route: string
  readonly at: Readonly<Record<string, string>>
  readonly title: string
  readonly sub: string
}

const other = (kind: string, route: string, at: Other['at'], title = 'title', sub = 'day'): Other => ({
  kind,
  route,
  at,
  title,
  sub,
})

const OTHERS: readonly Other[] = [
  other('project', 'project', { project: ':' }, 'title', 'number'),
  other('contract', 'estate', { part: 'contracts', id: ':' }, 'title', 'number'),
  other('asset', 'estate', { part: 'assets' }, 'name', 'number'),
  other('debt', 'estate', { part: 'debts' }, 'party', 'reason'),
  other('scheme', 'know', {}, 'title', 'plain'),
  other('power', 'power', { power: ':' }, 'name', 'body'),
  other('run', 'run', { run: ':' }, 'title', 'began'),
  other('meeting', 'meetings', { id: ':' }),
  other('poll', 'polls', { id: ':' }, 'title', 'why'),
  other('draw', 'draws', { id: ':' }, 'purpose'),
  other('circular', 'know', { part: 'cases' }),
]

export interface Group extends Other {
  readonly records: readonly RecordView[]
}

/** All of them that this phone has of a village and of the regions above it. */
export function othersOf(replica: Replica, village: string): readonly Group[] {
  const scope = replica.scope(`village/${village}`)
  return OTHERS.filter(({ route }) => known(route)).map((one) => ({
    ...one,
    records:
      one.kind === 'power'
        ? (listOf(replica, village, 'power')?.now.items ?? []).map((item) => ({
            ...item,
            kind: 'power',
            id: item.key,
            at: 0,
          }))
        : [...scope.records(one.kind), ...recordsAbove(replica, village, one.kind)],
  }))
}

export function addressOf({ route, at }: Other, village: string, id: string): string {
  const parts = Object.entries(at).map(([name, part]) => [name, part === ':' ? id : part])
  return link(route, { village, ...(Object.fromEntries(parts) as Record<string, string>) })
}
