/** Clues that inspection makes of appeals (sync/spec/appeal.md, «Clues»). */
import { parentCode } from '@shaiba/sync'
import { freshId } from '../../device/fresh.ts'
import type { RecordView, Replica } from '../../replica/types.ts'
import type { Appeal } from './appeal.ts'
import { upwards } from '../../replica/above.ts'

const WATCHERS = ['discipline', 'inspector']

/** The regions whose clues this account reads that stand above this one: the lowest first. */
export function watchesOver(replica: Replica, region: string): string[] {
  const held = (replica.account.current?.grants ?? []).filter((grant) => WATCHERS.includes(grant.role))
  return upwards(parentCode(region)).filter((code) => held.some((grant) => upwards(code).includes(grant.region)))
}

/** The village, and the regions above it that somebody watches over: what a clue of it may concern. */
export function accusable(replica: Replica, village: string): string[] {
  return upwards(village).filter((code) => watchesOver(replica, code).length > 0)
}

export interface NewClue {
  readonly accused: string
  readonly text: string
}

/** Make a clue of an appeal, where inspection right above whom it concerns reads it. */
export async function raiseClue(replica: Replica, one: Appeal, { accused, text }: NewClue): Promise<void> {
  const me = replica.account.current
  const [watch] = watchesOver(replica, accused)
  if (me === null || watch === undefined) throw new Error('forbidden')
  const set = {
    title: one.title,
    text: text.trim(),
    about: `${one.scope} ${one.id}`,
    accused,
    by: me.person,
    name: me.name ?? me.person,
    day: replica.today(),
  }
  await replica.write(`watch/${watch}`, [{ do: 'clue.raise', id: freshId(), set }])
}

export interface Clue {
  readonly scope: string
  readonly record: RecordView
}

/** Every clue that this account reads: open ones first, then the newest. */
export function clues(replica: Replica): Clue[] {
  const scopes = new Set((replica.account.current?.scopes ?? []).filter((scope) => scope.startsWith('watch/')))
  for (const item of replica.outbox.current) if (item.scope.startsWith('watch/')) scopes.add(item.scope)
  return [...scopes]
    .flatMap((scope) =>
      replica
        .scope(scope)
        .records('clue')
        .map((record) => ({ scope, record })),
    )
    .sort((a, b) => Number('concluded' in a.record) - Number('concluded' in b.record) || b.record.at - a.record.at)
}

export async function conclude(replica: Replica, clue: Clue, conclusion: string, found: string): Promise<void> {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  const set = { conclusion, found: found.trim(), concluded_by: me.person, concluded: replica.today() }
  await replica.write(clue.scope, [{ do: 'clue.conclude', id: clue.record.id, set }])
}
