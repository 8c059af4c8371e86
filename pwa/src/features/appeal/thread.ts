/** What was said after an appeal was raised, in order, each with where it stands. */
import { makeTag, type Step } from '@shaiba/sync'
import type { Call } from '../../generated/kinds.ts'
import type { Change, Mark, OpProof, OutboxItem } from '../../replica/types.ts'
import type { Answer, Appeal, Note } from './appeal.ts'

export interface Said {
  readonly key: string
  /** the tag of what was said: as a part that may be hidden; '' while it waits on this phone */
  readonly tag: string
  readonly at: number
  readonly mark: Mark
  readonly answer: Answer | null
  readonly note: string
  readonly step: Step | null
  readonly call: Call | null
  /** who wrote the note for the person, if somebody did */
  readonly by: string
}

/** From the ops in the log and those that still wait on this phone. */
export function thread(one: Appeal, proofs: readonly OpProof[], outbox: readonly OutboxItem[]): Said[] {
  const proven = proofs.flatMap((op) => said(one, op.changes, op.id, op.at, 'proven', op))
  const inLog = new Set(proofs.map((op) => op.id))
  const waiting = outbox
    .filter((item) => item.scope === one.scope && !inLog.has(item.id))
    .flatMap((item) => said(one, item.changes, item.id, item.at, MARK[item.state]))
  return [...proven, ...waiting].sort((a, b) => a.at - b.at)
}

const MARK: Readonly<Record<OutboxItem['state'], Mark>> = { waiting: 'phone', received: 'received', refused: 'refused' }

function said(
  one: Appeal,
  changes: readonly Change[],
  op: string,
  at: number,
  mark: Mark,
  proof?: Pick<OpProof, 'stamp' | 'by'>,
): Said[] {
  return changes.flatMap((change, index) => {
    if (change.id !== one.id || !change.do.startsWith('appeal.')) return []
    const tag = proof === undefined ? '' : makeTag(proof.stamp, proof.by, op, index)
    const answer = change.append?.['answers'] as Answer | undefined
    const note = change.append?.['notes'] as Note | undefined
    const step = change.append?.['steps'] as Step | undefined
    const call = change.append?.['calls'] as Call | undefined
    if (answer === undefined && note === undefined && step === undefined && call === undefined) return []
    const words = { answer: answer ?? null, note: note?.text ?? '', by: note?.by ?? '' }
    return [{ key: `${op} ${index}`, tag, at, mark, ...words, step: step ?? null, call: call ?? null }]
  })
}
