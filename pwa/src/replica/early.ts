/**
 * What can be shown before it is proven: the newest records of a log whose rest is still on its way. They are marked as
 * received, are not stored, and give way to what the proven log says.
 */
import { type Bytes, type Record as Merged, b64uEncode, kindOf, leafOf, makeTag, merge } from '@shaiba/sync'
import { readOp } from './line.ts'
import { type Env } from './wire.ts'

/** Records per message to the screens, which draw with each: two bundles of single acts are one. */
const TELL = 1_200

/** Tell screens of records, some at a time. */
export function tell({ bus }: Env, scope: string, records: readonly Merged[]): void {
  for (let i = 0; i < records.length; i += TELL) bus.post({ say: 'early', scope, records: records.slice(i, i + TELL) })
}

/** Verbs that begin a record. One that was begun before these lines would show half of itself, so it waits. */
const BEGINS = /\.(describe|open|give|enrol|add|publish|post|file)$/

/** The records that begin in these lines, as far as these lines go. */
export function earlyRecords(lines: readonly Bytes[]): Merged[] {
  const records = new Map<string, Merged>()
  for (const line of lines) {
    const op = readOp(line)
    const id = op ? b64uEncode(leafOf(line)) : ''
    op?.do.forEach((change, index) => {
      const key = `${kindOf(change)}/${change.id}`
      const before = records.get(key)
      if (!before && !(change.set && BEGINS.test(change.do))) return
      records.set(key, merge(before ?? null, change, makeTag(op.at, op.by, id, index)))
    })
  }
  return [...records.values()]
}
