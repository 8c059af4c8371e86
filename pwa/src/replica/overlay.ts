/** What the log proves, with what this phone has said since laid over it. */
import { type Record as Merged, kindOf, makeTag, merge } from '@shaiba/sync'
import { type OutboxRow } from './db.ts'
import { type Mark } from './types.ts'

/** A record that own ops touch, and how far they have come. */
export interface Laid {
  readonly kind: string
  readonly id: string
  /** null where only a refused change to a record we do not have speaks of it */
  readonly record: Merged | null
  readonly mark: Mark
}

/**
 * Lay ops over records. The tags are those they will have in the log, so laying one twice, or over its own line, says
 * nothing new. A refused op changes nothing that is there; what exists by it alone stays visible until its author has
 * dealt with it.
 */
export function lay(
  ops: readonly OutboxRow[],
  base: (kind: string, id: string) => Merged | undefined,
): ReadonlyMap<string, Laid> {
  const laid = new Map<string, Laid>()
  for (const op of ops) {
    if (op.proven) continue
    op.changes.forEach((change, index) => {
      const kind = kindOf(change)
      const key = `${kind}/${change.id}`
      const before = laid.get(key)
      const record = before ? before.record : (base(kind, change.id) ?? null)
      const told = op.state !== 'refused' || record === null || before?.mark === 'refused'
      const after = told ? merge(record, change, makeTag(op.at, op.by, op.id, index)) : record
      laid.set(key, { kind, id: change.id, record: after, mark: worse(before?.mark, markOf(op)) })
    })
  }
  return laid
}

function markOf(op: OutboxRow): Mark {
  return op.state === 'waiting' ? 'phone' : op.state
}

const ORDER: readonly Mark[] = ['proven', 'received', 'refused', 'phone']

function worse(a: Mark | undefined, b: Mark): Mark {
  return a !== undefined && ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b
}
