/**
 * What was written here and is not yet in the proven log. Oldest first; never lost, never twice.
 *
 * The groups of refusal and what the phone does about each: sync/spec/errors.md.
 */
import { type Refused, type Verdict, parseOp } from '@shaiba/sync'
import { type Account } from './types.ts'
import { turnBack } from './clock.ts'
import { type DeviceRow, type Hold, type OutboxRow, type Refusal, type Tx } from './db.ts'
import { type Env } from './wire.ts'
import { signOp } from './write.ts'

/** An op is stamped and signed again at most this often; then its author is asked. */
const MAX_AGAIN = 2

/** What follows from verdicts: ops to sign again after the pull, and how long the server asks to be left alone. */
export interface Obeyed {
  readonly again: readonly OutboxRow[]
  /** seconds; 0: not at all */
  readonly waitS: number
}

/**
 * Obey verdicts, each with the id that was sent (a `seen` may name another: the log holds this act with another
 * signature). Safe to repeat: a verdict for an op that has gone on meanwhile changes nothing. One that a carrier brought
 * is shown, and the op sent again all the same: what the server itself says stands.
 */
export async function obey(
  env: Env,
  verdicts: readonly (readonly [sent: string, Verdict | Refused])[],
  { carrier = false } = {},
): Promise<Obeyed> {
  if (verdicts.length === 0) return { again: [], waitS: 0 }
  const again: OutboxRow[] = []
  let waitS = 0
  const scopes = await env.store.write(['outbox'], 'strict', async (tx) => {
    const touched = new Set<string>()
    for (const [sent, verdict] of verdicts) {
      const row = await tx.objectStore('outbox').index('id').get(sent)
      if (!row || (row.state !== 'waiting' && (carrier || !row.carried))) continue
      touched.add(row.scope)
      const next = carrier ? told(row, verdict) : after({ ...row, carried: false }, verdict)
      if (next === 'again') again.push({ ...row, error: refusalOf(verdict) })
      else if (next === 'later') {
        waitS = Math.max(waitS, afterS(verdict))
        const kept = verdict.verdict === 'refused' && verdict.detail['kept'] === true
        if (kept && !row.kept) void tx.objectStore('outbox').put({ ...row, kept })
      } else void tx.objectStore('outbox').put(next)
    }
    return [...touched]
  })
  env.bus.post({ say: 'outbox', scopes })
  return { again, waitS }
}

/** What a carrier brought: the id that was sent stays, or the log could not be known to hold it. */
function told(row: OutboxRow, verdict: Verdict | Refused): OutboxRow | 'again' | 'later' {
  const next = after(row, verdict)
  if (typeof next === 'string') return next
  return next.hold ? 'later' : { ...next, id: row.id, carried: true }
}

function after(row: OutboxRow, verdict: Verdict | Refused): OutboxRow | 'again' | 'later' {
  if (verdict.verdict !== 'refused') return { ...row, id: verdict.id, state: 'received', error: null }
  const error = refusalOf(verdict)
  switch (verdict.retry) {
    case 'later':
      return 'later'
    case 'after_pull':
      return row.again < MAX_AGAIN ? 'again' : { ...row, state: 'refused', error }
    case 'after_sign_in':
      return { ...row, error, hold: 'sign_in' }
    case 'after_step_up':
      return { ...row, error, hold: 'step_up' }
    case 'after_update':
      return { ...row, error, hold: 'update' }
    default:
      return { ...row, state: 'refused', error }
  }
}

function refusalOf(verdict: Verdict | Refused): Refusal | null {
  return verdict.verdict === 'refused' ? { error: verdict.error, retry: verdict.retry, detail: verdict.detail } : null
}

/** Seconds to leave the server alone when it says `later` without saying how long. */
const SOME_TIME_S = 10

function afterS(verdict: Verdict | Refused): number {
  const said = verdict.verdict === 'refused' ? verdict.detail['after_s'] : 0
  return typeof said === 'number' && said > 0 ? said : SOME_TIME_S
}

/** Stamp and sign these ops anew (after the pull that their refusal asked for). They keep their place. */
export async function signAgain(env: Env, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.some((row) => row.error?.error === 'clock_drift')) await turnBack(env)
  for (const row of rows) {
    const keys = await holder(env)
    if (keys?.person !== row.person) {
      await replace(env, row, { ...row, state: 'refused' }) // another person signs on this phone now
      continue
    }
    const signed = await signOp(env, row.scope, row.changes, parseOp(row.line).salt)
    await replace(env, row, { ...row, ...signed, error: null, hold: null, again: row.again + 1 })
  }
}

/** Let ops go on that waited for their author to sign in or to show to be there, or for this version of the app. */
export async function release(env: Env, hold: Hold): Promise<void> {
  const rows = (await env.store.run((db) => db.getAll('outbox'))).filter((row) => row.hold === hold)
  const keys = await holder(env)
  for (const row of rows) {
    if (hold === 'update' || (hold === 'step_up' && keys?.device === row.by))
      await replace(env, row, { ...row, error: null, hold: null })
    else if (keys?.person === row.person && keys.device !== row.by) await signAgain(env, [row])
  }
}

/** The author has read the refusal, takes the op back before it was sent, or gives up its attachments. */
export async function dismiss(env: Env, id: string): Promise<void> {
  const scope = await env.store.write(['outbox', 'uploads', 'blobs'], 'strict', async (tx) => {
    const row = await tx.objectStore('outbox').index('id').get(id)
    if (row?.n === undefined || (row.state === 'received' && !row.error)) return null
    await dropUploads(tx, row.n)
    if (row.state !== 'received' || row.proven) await tx.objectStore('outbox').delete(row.n)
    else await tx.objectStore('outbox').put({ ...row, error: null })
    return row.scope
  })
  if (scope !== null) env.bus.post({ say: 'outbox', scopes: [scope] })
}

/** Forget the uploads of an op; their bytes become an ordinary copy that may be dropped. */
export async function dropUploads(tx: Tx<'outbox' | 'uploads' | 'blobs'>, op: number): Promise<void> {
  const uploads = tx.objectStore('uploads')
  for (const upload of await uploads.getAll(IDBKeyRange.bound([op], [op, []]))) {
    await uploads.delete([op, upload.hash])
    const blob = await tx.objectStore('blobs').get(upload.hash)
    if (blob) await tx.objectStore('blobs').put({ ...blob, mine: 0 })
  }
}

async function holder(env: Env): Promise<{ person: string; device: string } | null> {
  const [device, account] = await env.store.read(['keys'], (tx) =>
    Promise.all([tx.objectStore('keys').get('device'), tx.objectStore('keys').get('account')]),
  )
  return device && account ? { person: (account as Account).person, device: (device as DeviceRow).id } : null
}

async function replace(env: Env, old: OutboxRow, next: OutboxRow): Promise<void> {
  await env.store.write(['outbox'], 'strict', async (tx) => {
    const now = old.n === undefined ? undefined : await tx.objectStore('outbox').get(old.n)
    if (now?.id === old.id && now.state === 'waiting') await tx.objectStore('outbox').put(next) // not taken back meanwhile
  })
  env.bus.post({ say: 'outbox', scopes: [old.scope] })
}
