/** What proves a record: every op that touched it, its path to the root that the log signed, and who signed it. */
import {
  type Bytes,
  SyncError,
  b64uDecode,
  b64uEncode,
  inclusionProof,
  isGone,
  kindOf,
  makeTag,
  parseOp,
  parseStamp,
  verify,
} from '@shaiba/sync'
import { coverChanges } from './cover.ts'
import { type DeviceRow, type RecordRow, type ScopeRow, within } from './db.ts'
import { type ReadOp, readOp } from './line.ts'
import { pinnedKey } from './log-key.ts'
import { PAGE, leavesOf, unpack } from './pages.ts'
import { placesOf } from './places.ts'
import { KEPT, recordAt, recordIn, recordsOfIn } from './records.ts'
import { type OpProof } from './types.ts'
import { type Env } from './wire.ts'

/** The ops that made a record, oldest first. Empty where nothing of it is in the proven log. */
export async function prove(env: Env, scope: string, kind: string, id: string): Promise<readonly OpProof[]> {
  const [row, found, hiding, orders, pages] = await env.store.read(['scopes', ...KEPT, 'pages'], (tx) =>
    Promise.all([
      tx.objectStore('scopes').get(scope),
      recordIn(tx, [scope, kind, id]),
      recordIn(tx, [scope, 'moderation', id]),
      recordsOfIn(tx, scope, 'erasure'),
      tx.objectStore('pages').getAll(within(scope)),
    ]),
  )
  const seqs = new Set([...(found?.seqs ?? []), ...orders.flatMap((order) => gapOf(order, `${kind}/${id}`))])
  if (!row?.checkpoint || row.root === null) return []
  const leaves = pages.flatMap(leavesOf).slice(0, row.size)
  const lines: Proven[] = []
  for (const seq of [...seqs].sort((a, b) => a - b)) {
    const page = pages[Math.floor(seq / PAGE)]
    const line = page && (await unpack(page))[seq % PAGE]
    if (line) lines.push({ seq, line: line.slice(), leaf: leaves[seq] as Bytes, op: readOp(line) })
  }
  const concurrent = overtaken(lines, kind, id)
  const proofs = await Promise.all(lines.map((line) => proofOf(env, row, line, leaves, concurrent.has(line.seq))))
  if (!hiding) return proofs
  return proofs.map((proof, i) => {
    const op = lines[i]?.op
    const left = op && coverChanges({ ...op, id: proof.id }, id, hiding.record)
    return left ? { ...proof, changes: left, covered: true } : proof
  })
}

/** The place of a gap that an order speaks of, where the line was about this record. */
function gapOf({ record }: RecordRow, name: string): number[] {
  const { seq, records } = record.fields as { seq?: unknown; records?: unknown }
  return typeof seq === 'number' && Array.isArray(records) && records.includes(name) ? [seq] : []
}

interface Proven {
  readonly seq: number
  readonly line: Bytes
  readonly leaf: Bytes
  readonly op: ReadOp | null
}

async function proofOf(
  env: Env,
  row: ScopeRow,
  { seq, line, leaf, op }: Proven,
  leaves: readonly Bytes[],
  concurrent: boolean,
): Promise<OpProof> {
  return {
    seq,
    id: b64uEncode(leaf),
    line: new TextDecoder().decode(line),
    by: op?.by ?? '',
    at: op ? parseStamp(op.at).millis : 0,
    stamp: op?.at ?? '',
    changes: op?.do ?? [],
    path: inclusionProof(leaves, seq).map(b64uEncode),
    size: row.size,
    root: row.root ?? '',
    checkpoint: row.checkpoint ?? '',
    signature: await signatureOf(env, row.scope, line, op),
    gone: isGone(line),
    concurrent,
    covered: false,
  }
}

/** Check a line's signature with the key that its author's device was enrolled with. */
async function signatureOf(env: Env, scope: string, line: Bytes, op: ReadOp | null): Promise<OpProof['signature']> {
  const device = op && (await deviceOf(env, scope, op.by))
  if (!device) return 'unknown_device'
  try {
    const key = b64uDecode(device.key, device.alg === 'ed25519' ? 32 : 65)
    await verify(device.alg, key, parseOp(line))
    return 'good'
  } catch (error) {
    if (error instanceof SyncError) return 'bad'
    throw error
  }
}

interface Enrolled {
  readonly alg: DeviceRow['alg']
  readonly key: string
}

/** A device's enrolment: in the scope's village or a region above it; the clerk's comes with the log's key. */
async function deviceOf(env: Env, scope: string, id: string): Promise<Enrolled | null> {
  const log = await pinnedKey(env)
  if (log?.clerk?.device === id) return log.clerk
  for (const place of placesOf(scope)) {
    const row = await recordAt(env.store, [place, 'device', id])
    const { alg, key } = (row?.record.fields ?? {}) as Partial<Enrolled>
    if (alg && key) return { alg, key }
  }
  const own = (await env.store.run((db) => db.get('keys', 'device'))) as DeviceRow | undefined
  return own?.id === id ? { alg: own.alg, key: b64uEncode(own.publicKey) } : null
}

/**
 * The seqs of ops whose value stands over another's that their author had not seen (sync/spec/merge.md, Concurrent
 * overwrites).
 */
export function overtaken(
  lines: readonly Pick<Proven, 'seq' | 'op' | 'leaf'>[],
  kind: string,
  id: string,
): Set<number> {
  const sets = lines.flatMap(({ seq, op, leaf }) =>
    (op?.do ?? []).flatMap((change, index) =>
      op && change.set && kindOf(change) === kind && change.id === id
        ? [{ seq, op, fields: change.set, tag: makeTag(op.at, op.by, b64uEncode(leaf), index) }]
        : [],
    ),
  )
  const found = new Set<number>()
  for (const winner of sets)
    for (const loser of sets) {
      const unseen = loser.op.by !== winner.op.by && loser.seq >= (winner.op.seen?.[0] ?? 0)
      const shared = Object.keys(winner.fields).some((field) => Object.hasOwn(loser.fields, field))
      if (unseen && shared && winner.tag > loser.tag) found.add(winner.seq)
    }
  return found
}
