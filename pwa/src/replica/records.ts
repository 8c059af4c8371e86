/**
 * Records where they stand on the phone. Those that a log's first lines made stand in blocks, many to a value: ten thousand
 * rows take the browser seconds. What came or changed since has a row of its own, which stands over what a block has.
 */
import { type Bytes, type Record as Merged, kindOf, makeTag, merge } from '@shaiba/sync'
import { type Name, type RecordRow, type Store, type Tx, rowsIn, within } from './db.ts'
import { type ReadOp } from './line.ts'

/** Where records are read. */
export const KEPT = ['records', 'blocks'] as const

/** A transaction over them, and whatever else. */
type Over<N extends Name, M extends IDBTransactionMode> = Tx<N | (typeof KEPT)[number], M>
/** A record's place. */
type At = readonly [scope: string, kind: string, id: string]

/** The block in which a record stands that has no row, if it stands in one: the first that does not end before it. */
export function blockFor(scope: string, kind: string, id: string): IDBKeyRange {
  return IDBKeyRange.bound([scope, kind, id], [scope, kind, []])
}

/** One record. */
export async function recordAt(store: Store, at: At): Promise<RecordRow | undefined> {
  return store.read(KEPT, (tx) => recordIn(tx, at))
}

/** One record, in a transaction. */
export async function recordIn<N extends Name, M extends IDBTransactionMode>(
  tx: Over<N, M>,
  [scope, kind, id]: At,
): Promise<RecordRow | undefined> {
  const row = await tx.objectStore('records').get([scope, kind, id])
  if (row) return row
  const block = await tx.objectStore('blocks').get(blockFor(scope, kind, id))
  return block && rowsIn(block).find(({ record }) => record.id === id)
}

/** All records of a kind: rows first. */
export async function recordsOf(store: Store, scope: string, kind: string): Promise<RecordRow[]> {
  return store.read(KEPT, (tx) => recordsOfIn(tx, scope, kind))
}

/** All records of a kind, in a transaction. */
export async function recordsOfIn<N extends Name, M extends IDBTransactionMode>(
  tx: Over<N, M>,
  scope: string,
  kind: string,
): Promise<RecordRow[]> {
  const [rows, blocks] = await Promise.all([
    tx.objectStore('records').getAll(within(scope, kind)),
    tx.objectStore('blocks').getAll(within(scope, kind)),
  ])
  const over = new Set(rows.map(({ record }) => record.id))
  return [...rows, ...blocks.flatMap(rowsIn).filter(({ record }) => !over.has(record.id))]
}

/** What a line of a log says, and its name. */
interface Said {
  readonly op: ReadOp | null
  readonly id: string
}

/** The records that lines touch, merged, by `kind/id`; before these lines there are so many. */
export async function merged(
  store: Store,
  scope: string,
  size: number,
  said: readonly Said[],
): Promise<ReadonlyMap<string, RecordRow>> {
  const touches = said.flatMap(({ op, id }, i) =>
    (op?.do ?? []).map((change, index) => {
      const kind = kindOf(change)
      const tag = makeTag(op?.at ?? '', op?.by ?? '', id, index)
      return { key: `${kind}/${change.id}`, kind, change, tag, seq: size + i }
    }),
  )
  const keys = new Map(touches.map(({ key, kind, change }) => [key, [kind, change.id] as const]))
  const rows = size > 0 ? await recordsAt(store, scope, keys) : new Map<string, RecordRow>()
  const records = new Map<string, { record: Merged | null; seqs: number[] }>()
  for (const { key, change, tag, seq } of touches) {
    let entry = records.get(key)
    if (!entry) {
      const old = rows.get(key)
      records.set(key, (entry = { record: old?.record ?? null, seqs: [...(old?.seqs ?? [])] }))
    }
    entry.record = merge(entry.record, change, tag)
    if (entry.seqs.at(-1) !== seq) entry.seqs.push(seq)
  }
  return records as Map<string, RecordRow>
}

/** Many records, by `kind/id`; each block is read once. */
export async function recordsAt(
  store: Store,
  scope: string,
  keys: ReadonlyMap<string, readonly [kind: string, id: string]>,
): Promise<Map<string, RecordRow>> {
  // prettier-ignore
  return store.read(KEPT, async (tx) => {
    const [records, blocks] = [tx.objectStore('records'), tx.objectStore('blocks')]
    const rows = await Promise.all(
      [...keys].map(async ([key, at]) => ({ key, at, row: await records.get([scope, ...at]) })),
    )
    const found = new Map<string, RecordRow>()
    let [ofKind, upTo, block]: [string, string | null, ReadonlyMap<string, RecordRow>] = ['', '', new Map()]
    for (const { key, at, row } of rows.sort((a, b) => (a.key < b.key ? -1 : 1))) {
      const [kind, id] = at
      if (!row && (kind !== ofKind || (upTo !== null && id > upTo))) {
        const value = await blocks.get(blockFor(scope, kind, id))
        const held = value ? rowsIn(value) : []
        ;[ofKind, upTo] = [kind, held.at(-1)?.record.id ?? null] // null: no block reaches so far
        block = new Map(held.map((one) => [one.record.id, one]))
      }
      const one = row ?? (kind === ofKind ? block.get(id) : undefined)
      if (one) found.set(key, one)
    }
    return found
  })
}

/** Signs in a block: all of it is read for one record, and of more than 64 KiB Chromium makes a file. */
const BLOCK = 20_000

const encoder = new TextEncoder()

/** A log's first records, by `kind/id`, as blocks. */
export function inBlocks(first: ReadonlyMap<string, RecordRow>): ReturnType<typeof blocksOf> {
  return blocksOf([...first].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row))
}

/** Records of a kind, or of several one after the other, in the order of their ids, as blocks, by what names each. */
export function blocksOf(rows: readonly RecordRow[]): [key: [kind: string, last: string], block: Bytes][] {
  const blocks: [[string, string], Bytes][] = []
  let [texts, size]: [string[], number] = [[], 0]
  rows.forEach((row, i) => {
    const text = JSON.stringify(row)
    texts.push(text)
    size += text.length
    const { kind, id } = row.record
    if (size < BLOCK && rows[i + 1]?.record.kind === kind) return
    blocks.push([[kind, id], encoder.encode(`[${texts.join()}]`)])
    ;[texts, size] = [[], 0]
  })
  return blocks
}

/** Take a record away, row and all that a block says of it. */
export async function dropRecord<N extends Name>(tx: Over<N, 'readwrite'>, [scope, kind, id]: At): Promise<void> {
  void tx.objectStore('records').delete([scope, kind, id])
  const cursor = await tx.objectStore('blocks').openCursor(blockFor(scope, kind, id))
  if (!cursor) return
  const held = rowsIn(cursor.value)
  const left = held.filter(({ record }) => record.id !== id)
  if (left.length === held.length) return
  await cursor.delete()
  for (const [at, block] of blocksOf(left)) await tx.objectStore('blocks').put(block, [scope, ...at])
}
