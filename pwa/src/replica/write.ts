/** Say one thing: stamp, sign, queue. It is durable here before anything else happens. */
import { SyncError, b64uEncode, buildHead, checkPublic, digest, finish, opId, parseScope, sign } from '@shaiba/sync'
import { CONTACT } from '../generated/kinds.ts'
import { nextStamp } from './clock.ts'
import { type DeviceRow, type OutboxRow } from './db.ts'
import { type Account, type Attachment, type Change } from './types.ts'
import { type Env } from './wire.ts'

/**
 * Queue one op. Resolves with its row once it is durable.
 *
 * Throws `signed_out` where this phone has no key, `malformed`, `too_large` or `identifier` where the op would not be
 * taken.
 */
export async function write(
  env: Env,
  scope: string,
  changes: readonly Change[],
  attachments: readonly Attachment[] = [],
): Promise<OutboxRow> {
  if (parseScope(scope).public) for (const change of changes) checkPublic(change, contactOf(change))
  const signed = await signOp(env, scope, changes)
  const row: OutboxRow = { ...signed, state: 'waiting', error: null, hold: null, again: 0, proven: false }
  const n = await env.store.write(['outbox', 'uploads', 'blobs'], 'strict', async (tx) => {
    const op = await tx.objectStore('outbox').add(row)
    for (const { hash, type, bytes } of attachments) {
      void tx.objectStore('blobs').put({ hash, type, bytes, used: env.now(), mine: 1 })
      void tx.objectStore('uploads').put({ hash, type, op, size: bytes.byteLength, sent: 0 })
    }
    return op
  })
  return { ...row, n }
}

/** Fields by which the public reaches an office: there a phone's number may stand. */
function contactOf({ do: verb }: Change): readonly string[] {
  return (CONTACT as Readonly<Record<string, readonly string[]>>)[verb.slice(0, verb.indexOf('.'))] ?? []
}

export type Signed = Pick<OutboxRow, 'id' | 'scope' | 'by' | 'person' | 'at' | 'line' | 'changes'>

/**
 * Stamp and sign. The stamp is taken in a transaction of its own: signing waits, and IndexedDB does not. It need not be
 * on the disk by itself: the line that bears it is written after it, and strictly. An act that is signed again keeps its
 * salt, so that it stands once whichever of its lines come (sync/spec/op.md 7).
 */
export async function signOp(
  env: Env,
  scope: string,
  changes: readonly Change[],
  salt: string = b64uEncode(crypto.getRandomValues(new Uint8Array(16))),
): Promise<Signed> {
  const { device, person, at, seen } = await env.store.write(['keys', 'meta', 'scopes'], 'relaxed', async (tx) => {
    const [device, account, row, at] = await Promise.all([
      tx.objectStore('keys').get('device') as Promise<DeviceRow | undefined>,
      tx.objectStore('keys').get('account') as Promise<Account | undefined>,
      tx.objectStore('scopes').get(scope),
      nextStamp(tx, env.now()),
    ])
    if (!device || !account) throw new SyncError('signed_out') // and the stamp is not taken
    const seen: [number, string] | null = row?.root ? [row.size, row.root] : null
    return { device, person: account.person, at, seen }
  })
  const head = buildHead(scope, device.id, at, salt, seen, changes)
  const line = finish(head, await sign(device.alg, device.privateKey, digest(head)))
  return { id: opId(line), scope, by: device.id, person, at, line, changes }
}
