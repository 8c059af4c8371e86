/** What many appeals have in common (sync/spec/appeal.md, «Issues»): read, proposed, and said. */
import { covers, LEVELS, regionLevel } from '@shaiba/sync'
import { freshId } from '../../device/fresh.ts'
import { DESKS, type Move } from '../../generated/kinds.ts'
import { upwards } from '../../replica/above.ts'
import type { RecordView, Replica } from '../../replica/types.ts'
import { appealsIn, type Appeal } from './appeal.ts'
import { likeness, pairs } from './similar.ts'

export interface Issue {
  readonly scope: string
  readonly region: string
  readonly level: string
  readonly id: string
  readonly name: string
  readonly field: string
  readonly office: string
  readonly to: string
  readonly stage: string
  readonly stages: readonly Move[]
  /** the appeals that show it: village and id */
  readonly children: readonly { readonly village: string; readonly id: string }[]
  readonly at: number
}

/** Those of the village and of every region above it; the nearer first, of one region the newest. */
export function issuesOf(replica: Replica, village: string): Issue[] {
  return upwards(village)
    .filter((code) => (LEVELS as readonly string[]).includes(regionLevel(code)))
    .flatMap((code) => {
      const scope = code === village ? `village/${code}` : `region/${code}`
      return replica
        .scope(scope)
        .records('issue')
        .map((record) => toIssue(scope, code, record))
    })
}

function toIssue(scope: string, region: string, record: RecordView): Issue {
  const text = (field: string): string => (record[field] as string | undefined) ?? ''
  const stages = (record['stages'] as readonly Move[] | undefined) ?? []
  const apart = new Set(record['apart'] as readonly string[] | undefined)
  const linked = ((record['appeals'] as readonly string[] | undefined) ?? []).filter((ref) => !apart.has(ref))
  return {
    scope,
    region,
    level: regionLevel(region),
    id: record.id,
    name: text('name'),
    field: text('field'),
    office: text('office'),
    to: text('to'),
    stage: stages.at(-1)?.stage ?? 'found',
    stages,
    children: linked.map((ref) => ({ village: ref.slice(0, 12), id: ref.slice(13) })),
    at: record.at,
  }
}

/** Whether this account holds a desk of the region or above it; `owner`: or sits in the office that owns it. */
export function mayHandle(replica: Replica, region: string, owner = ''): boolean {
  const roles: readonly string[] = DESKS.square
  return (replica.account.current?.grants ?? []).some(
    (grant) => covers(grant.region, region) && (roles.includes(grant.role) || (owner !== '' && grant.office === owner)),
  )
}

/** The village and the regions above it for which this account may say what appeals have in common. */
export function placesFor(replica: Replica, village: string): string[] {
  return upwards(village).filter(
    (code) => (LEVELS as readonly string[]).includes(regionLevel(code)) && mayHandle(replica, code),
  )
}

/** From here on two appeals are proposed as of one sort: less alike than the same thing said twice. */
const OF_ONE_SORT = 0.22

/** Other appeals at or below the region that may show the same: of the category, the most alike first. */
export function proposals(replica: Replica, region: string, one: Appeal): { village: string; one: Appeal }[] {
  const mine = pairs(`${one.title} ${one.text}`)
  return (replica.account.current?.scopes ?? [])
    .filter((scope) => scope.startsWith('square/') && covers(region, scope.slice(7)))
    .flatMap((scope) => appealsIn(replica, scope).map((other) => ({ village: scope.slice(7), one: other })))
    .filter(({ one: other }) => other.id !== one.id && !other.isHidden && other.category === one.category)
    .map((found) => ({ ...found, score: likeness(mine, pairs(`${found.one.title} ${found.one.text}`)) }))
    .filter(({ score }) => score >= OF_ONE_SORT)
    .sort((a, b) => b.score - a.score)
    .slice(0, 20)
}

export interface NewIssue {
  readonly region: string
  readonly village: string
  readonly name: string
  readonly field: string
  readonly office: { readonly id: string; readonly name: string }
  readonly refs: readonly string[]
}

/** One act: what it is, and which appeals show it. */
export async function openIssue(replica: Replica, made: NewIssue): Promise<void> {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  const id = freshId()
  const set = {
    name: made.name.trim(),
    field: made.field,
    office: made.office.id,
    to: made.office.name,
    by: me.person,
    day: replica.today(),
  }
  const scope = made.region === made.village ? `village/${made.region}` : `region/${made.region}`
  await replica.write(scope, [
    { do: 'issue.open', id, set },
    { do: 'issue.link', id, add: { appeals: made.refs } },
  ])
}

export async function linkAppeals(replica: Replica, issue: Issue, refs: readonly string[]): Promise<void> {
  await replica.write(issue.scope, [{ do: 'issue.link', id: issue.id, add: { appeals: refs } }])
}

export async function moveIssue(replica: Replica, issue: Issue, stage: string, text: string): Promise<void> {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  const named = me.name === null ? {} : { name: me.name }
  const stages = { stage, text: text.trim(), by: me.person, day: replica.today(), ...named }
  await replica.write(issue.scope, [{ do: 'issue.move', id: issue.id, append: { stages } }])
}
