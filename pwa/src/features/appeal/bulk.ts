/** One step for several appeals: what would be said to each, worked out before any of it is said. */
import type { Step } from '@shaiba/sync'
import type { Replica } from '../../replica/types.ts'
import { levelsFor, lifeAfter, stepOf, stepsFor, takeStep } from './life.ts'
import { officesFor } from './offices.ts'
import type { RoundItem } from './round.ts'
import { fill } from './templates.ts'

export type BulkStep = 'accept' | 'dispatch' | 'answer' | 'reply'
export const BULK: readonly BulkStep[] = ['accept', 'dispatch', 'answer', 'reply']

/** What would be said to one; or why not: it is not this account's turn, or no office is proposed. */
export interface Planned {
  readonly item: RoundItem
  readonly step: Step | null
  readonly why: 'turn' | 'office' | 'words' | ''
}

export function planned(replica: Replica, items: readonly RoundItem[], name: BulkStep, words: string): Planned[] {
  return items.map((item) => planOne(replica, item, name, words))
}

function planOne(replica: Replica, item: RoundItem, name: BulkStep, words: string): Planned {
  const { one, life, village } = item
  const me = replica.account.current
  if (me === null || !stepsFor(replica, village, one, life).includes(name)) return { item, step: null, why: 'turn' }
  const office = name === 'dispatch' ? officesFor(replica, village, one, life).find((it) => it.proposed) : undefined
  if (name === 'dispatch' && office === undefined) return { item, step: null, why: 'office' }
  const holder = one.steps.findLast((step) => step.office === life.office)?.to ?? ''
  const text = fill(words.trim(), one, life, office?.name ?? holder)
  if (name === 'answer' && (text === '' || one.isSuggestion)) return { item, step: null, why: 'words' }
  const step = stepOf(replica, me, life, name, {
    ...(name === 'accept' ? { level: levelsFor(replica, village, one, life)[0] ?? life.level } : {}),
    ...(name === 'accept' ? { category: life.category ?? one.category } : {}),
    ...(office === undefined ? {} : { office: office.id, to: office.name }),
    ...(text === '' ? {} : { text }),
  })
  return { item, step, why: '' }
}

/** Where the appeal stands once that is said. */
export function comesOf({ item, step }: Planned): ReturnType<typeof lifeAfter> | null {
  return step === null ? null : lifeAfter(item.one, step, item.handling)
}

/** Say it to each; resolves with the ops, by which they are taken back while they wait on this phone. */
export async function sayAll(replica: Replica, plans: readonly Planned[]): Promise<string[]> {
  const ops: string[] = []
  for (const { item, step } of plans) if (step !== null) ops.push(await takeStep(replica, item.one, step))
  return ops
}
