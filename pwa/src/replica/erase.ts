/**
 * What the clerk ordered to go goes from this phone: the line, what was merged from it, its files. The gap stays.
 *
 * Spec: sync/spec/erase.md 3.
 */
import {
  type Bytes,
  type Record as Merged,
  b64uDecode,
  b64uEncode,
  formatGone,
  isGone,
  kindOf,
  makeTag,
  merge,
  parseOp,
  verify,
} from '@shaiba/sync'
import { type LogRow, type PageRow, type RecordRow, TO_ERASE, type Tx } from './db.ts'
import { type ReadOp, readOp } from './line.ts'
import { pinnedKey } from './log-key.ts'
import { PAGE, leavesOf, pack, unpack } from './pages.ts'
import { KEPT, dropRecord, recordAt, recordIn, recordsOf } from './records.ts'
import { type Env } from './wire.ts'

/** Carry out the orders of the scopes that wait for it. Safe to repeat. */
export async function eraseOrdered(env: Env): Promise<void> {
  const log = await pinnedKey(env)
  for (const scope of ((await env.store.run((db) => db.get('meta', TO_ERASE))) ?? []) as string[]) {
    const orders = await recordsOf(env.store, scope, 'erasure')
    for (const order of orders) while (!(await carryOut(env, log, scope, order)));
    await env.store.write(['meta'], 'strict', async (tx) => {
      const left = (((await tx.objectStore('meta').get(TO_ERASE)) ?? []) as string[]).filter((other) => other !== scope)
      if (left.length) await tx.objectStore('meta').put(left, TO_ERASE)
      else await tx.objectStore('meta').delete(TO_ERASE)
    })
  }
}

const TOUCHED = ['pages', ...KEPT, 'blobs', 'uploads', 'outbox'] as const

interface Order {
  readonly seq: number
  readonly leaf: string
  readonly why: string
}

/** One order. False where the database changed meanwhile: look again. */
async function carryOut(env: Env, log: LogRow | undefined, scope: string, row: RecordRow): Promise<boolean> {
  const lines = new Lines(env, scope)
  const { seq, leaf, why } = row.record.fields as unknown as Order
  const said = await lines.at(row.seqs[0] ?? -1)
  if (!log?.clerk || !said || !(await isClerks(log.clerk, said))) return true // nobody else's word takes anything away
  const [held, itsLeaf, page] = [await lines.at(seq), await lines.leafAt(seq), await lines.page(seq)]
  if (!held || !itsLeaf || !page || isGone(held) || b64uEncode(itsLeaf) !== leaf) return true
  const all = [...(await unpack(page))]
  all[seq % PAGE] = formatGone(leaf, log.clerk.device, why)
  const packed = await pack(all, leavesOf(page))
  const changes = readOp(held)?.do ?? []
  const touched = new Map(changes.map((change) => [`${kindOf(change)}/${change.id}`, change]))
  const again: Again[] = []
  for (const change of touched.values()) again.push(await withoutLine(env, lines, [scope, kindOf(change), change.id], seq)) // prettier-ignore
  const files = new Set(filesIn(changes))
  const done = await env.store.write(TOUCHED, 'strict', async (tx) => {
    if ((await tx.objectStore('pages').get([scope, pageOf(seq)]))?.count !== page.count) return false
    for (const { at, before } of again) if ((await recordIn(tx, at))?.seqs.length !== before?.seqs.length) return false
    void tx.objectStore('pages').put(packed, [scope, pageOf(seq)])
    for (const { at, after } of again) {
      await dropRecord(tx, at) // a block, too, forgets what it said
      if (after) void tx.objectStore('records').put(after, at)
    }
    const own = await tx.objectStore('outbox').index('id').get(leaf) // it waits for its files to be sent: nobody wants them
    if (own?.n !== undefined) await drop(tx, own.n)
    for (const hash of files) await tx.objectStore('blobs').delete(hash)
    return true
  })
  if (done) env.bus.post({ say: 'changed', scope, keys: again.map(({ at: [, kind, id] }) => [kind, id]) })
  return done
}

const pageOf = (seq: number): number => Math.floor(seq / PAGE)

async function drop(tx: Tx<(typeof TOUCHED)[number]>, n: number): Promise<void> {
  await tx.objectStore('uploads').delete(IDBKeyRange.bound([n], [n, []]))
  await tx.objectStore('outbox').delete(n)
}

/** Whether the clerk said it, with a good signature. */
async function isClerks(clerk: NonNullable<LogRow['clerk']>, line: Bytes): Promise<boolean> {
  try {
    const op = parseOp(line)
    await verify(clerk.alg, b64uDecode(clerk.key, clerk.alg === 'ed25519' ? 32 : 65), op)
    return op.by === clerk.device
  } catch {
    return false
  }
}

interface Again {
  readonly at: [scope: string, kind: string, id: string]
  readonly before: RecordRow | undefined
  readonly after: RecordRow | null
}

/** A record from the lines that are left; null where none is. */
async function withoutLine(env: Env, lines: Lines, at: Again['at'], seq: number): Promise<Again> {
  const [, kind, id] = at
  const before = await recordAt(env.store, at)
  const seqs = (before?.seqs ?? []).filter((other) => other !== seq)
  let record: Merged | null = null
  for (const other of seqs) {
    const [op, leaf] = [await lines.opAt(other), await lines.leafAt(other)]
    for (const [index, change] of (op?.do ?? []).entries())
      if (op && leaf && kindOf(change) === kind && change.id === id)
        record = merge(record, change, makeTag(op.at, op.by, b64uEncode(leaf), index))
  }
  return { at, before, after: record && { record, seqs } }
}

/** Hashes of the files that changes name: the member `blob` of any object in them. */
function* filesIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  const { blob } = value as { blob?: unknown }
  if (typeof blob === 'string') yield blob
  for (const member of Object.values(value)) yield* filesIn(member)
}

/** The lines of a scope that this phone holds, each page read once. */
class Lines {
  readonly #env: Env
  readonly #scope: string
  readonly #pages = new Map<number, Promise<{ page: PageRow | undefined; lines: readonly Bytes[] }>>()

  constructor(env: Env, scope: string) {
    this.#env = env
    this.#scope = scope
  }

  async page(seq: number): Promise<PageRow | undefined> {
    return (await this.#read(pageOf(seq))).page
  }

  async at(seq: number): Promise<Bytes | undefined> {
    return (await this.#read(pageOf(seq))).lines[seq % PAGE]
  }

  async opAt(seq: number): Promise<ReadOp | null> {
    const line = await this.at(seq)
    return line ? readOp(line) : null
  }

  async leafAt(seq: number): Promise<Bytes | undefined> {
    const page = await this.page(seq)
    return page && leavesOf(page)[seq % PAGE]
  }

  #read(n: number): Promise<{ page: PageRow | undefined; lines: readonly Bytes[] }> {
    let read = this.#pages.get(n)
    if (!read) this.#pages.set(n, (read = this.#fetch(n)))
    return read
  }

  async #fetch(n: number): Promise<{ page: PageRow | undefined; lines: readonly Bytes[] }> {
    const page = await this.#env.store.run((db) => db.get('pages', [this.#scope, n]))
    return { page, lines: page ? await unpack(page) : [] }
  }
}
