/**
 * When the server says that something is wrong with a log: give back what it has lost, hand in what convicts it. Loaded
 * when that happens. (judge.ts says whether it is an alarm.)
 *
 * Spec: sync/spec/scope.md: what is wrong with a log, Refill, Evidence; sync/spec/regain.md.
 */
import { type Behind, type Bytes, SyncError, b64uEncode, refillBody, rootOf } from '@shaiba/sync' // prettier-ignore
import { isPublic } from './account.ts'
import { type LogRow, type ScopeRow, TO_OFFER } from './db.ts'
import { type Round } from './exchange.ts'
import { readOp } from './line.ts'
import { logKey } from './log-key.ts'
import { PAGE, gzip, unpack } from './pages.ts'
import { leavesUpTo, openHead, scopeRow } from './pull.ts'
import { put } from './upload.ts'
import { type Env, ask, fetched } from './wire.ts'

/** Between two refills of the same log, ms. */
const AGAIN_MS = 60_000

/** The server answered for these logs and finds nothing wrong with what we hold: what it had lost is there again. */
export async function settled(env: Env, scopes: readonly string[]): Promise<void> {
  for (const scope of scopes) {
    const { alarm } = await scopeRow(env, scope)
    if (!alarm || alarm.mended !== undefined || !(alarm.code === 'shorter' || alarm.code === 'damaged')) continue
    await env.store.write(['scopes'], 'strict', async (tx) => {
      const now = await tx.objectStore('scopes').get(scope)
      if (now?.alarm?.at === alarm.at)
        await tx.objectStore('scopes').put({ ...now, alarm: { ...now.alarm, mended: env.now() } })
    })
    env.bus.post({ say: 'changed', scope, keys: [] })
  }
}

/** The person has read of an alarm that is over. The evidence stays. */
export async function dismissAlarm(env: Env, scope: string): Promise<void> {
  await env.store.write(['scopes'], 'strict', async (tx) => {
    const now = await tx.objectStore('scopes').get(scope)
    if (now?.alarm?.mended !== undefined) await tx.objectStore('scopes').put({ ...now, alarm: null })
  })
  env.bus.post({ say: 'changed', scope, keys: [] })
}

/** Do what can be done about it. True if the server took something, so that another round is worth it. */
export async function mend(env: Env, { wrong, restored }: Pick<Round, 'wrong' | 'restored'>): Promise<boolean> {
  const log = await logKey(env)
  let given = false
  let turned = false
  for (const said of wrong) {
    if ('fork' in said) await handIn(env, said.scope)
    else if ('behind' in said && said.entry !== undefined) turned = true
    else if ('damaged' in said) given = (await giveBack(env, said.scope, Math.min(...said.damaged, Infinity))) || given
    else if (await isOurs(env, log, said)) given = (await giveBack(env, said.scope, said.behind)) || given
    else await handIn(env, said.scope)
  }
  if (!restored && !turned && !(await env.store.run((db) => db.get('meta', TO_OFFER)))) return given
  if (restored) await sendReceivedAgain(env)
  const scopes = (await env.store.run((db) => db.getAllKeys('scopes'))).filter((scope) => !isPublic(scope))
  const offers: (boolean | null)[] = []
  for (const scope of scopes) offers.push(await giveBack(env, scope, 0))
  const { regain } = await fetched(import('./regain.ts'))
  const again = await regain(env)
  if (again.taken.length > 0) await sendFiles(env, again.taken)
  if (!offers.includes(null) && !again.left)
    await env.store.write(['meta'], 'strict', (tx) => tx.objectStore('meta').delete(TO_OFFER))
  return given || turned || offers.includes(true) || again.taken.length > 0
}

/** Whether a shorter log is a beginning of the history that we have proven. */
async function isOurs(env: Env, log: LogRow, { scope, epoch, checkpoint: note }: Behind): Promise<boolean> {
  if (note === '') return true
  const [row, theirs] = [await scopeRow(env, scope), await openHead(log, note)]
  if (!theirs || epoch > row.epoch || theirs.size >= row.size) return false
  const leaves = await leavesUpTo(env, scope, theirs.size)
  return leaves !== null && b64uEncode(rootOf(leaves)) === b64uEncode(theirs.root)
}

/** Give back the lines from there on; our checkpoint, which the log signed, vouches for them. Null: it is too soon again. */
async function giveBack(env: Env, scope: string, place: number): Promise<boolean | null> {
  const from = place === Infinity ? 0 : place // nobody knows which lines: all of them
  const row = await scopeRow(env, scope)
  if (row.checkpoint === null || from >= row.size) return false
  if (!(await isDue(env, scope))) return null
  const lines = await linesFrom(env, row, from)
  if (!lines) return false
  const header = { epoch: row.epoch, begin: from, checkpoint: row.checkpoint }
  try {
    const zip = typeof CompressionStream !== 'undefined'
    const body = refillBody(header, lines)
    const response = await ask(env, `/log/${scope}/refill`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-ndjson', ...(zip ? { 'Content-Encoding': 'gzip' } : {}) },
      body: zip ? await gzip(body) : body,
    })
    const { mended, appended } = (await response.json()) as { mended: number; appended: number }
    if (appended > 0) await sendFiles(env, lines)
    return mended + appended > 0
  } catch (error) {
    if (error instanceof SyncError) return false // what it does not take now says nothing against the log
    throw error
  }
}

/** At most once a minute. */
async function isDue(env: Env, scope: string): Promise<boolean> {
  return env.store.write(['meta'], 'relaxed', async (tx) => {
    const key = `refilled/${scope}`
    const last = (await tx.objectStore('meta').get(key)) as number | undefined
    if (last !== undefined && Math.abs(env.now() - last) < AGAIN_MS) return false
    await tx.objectStore('meta').put(env.now(), key)
    return true
  })
}

/** The lines from there on that we have proven; null where the phone has lost some of them. */
async function linesFrom(env: Env, row: ScopeRow, from: number): Promise<Bytes[] | null> {
  const lines: Bytes[] = []
  for (let n = Math.floor(from / PAGE); n * PAGE < row.size; n++) {
    const page = await env.store.run((db) => db.get('pages', [row.scope, n]))
    if (!page) return null
    lines.push(...(await unpack(page)).slice(Math.max(from - n * PAGE, 0), row.size - n * PAGE))
  }
  return lines.length === row.size - from ? lines : null
}

/** Files that these lines name, that we hold and that the server may have lost with them. */
async function sendFiles(env: Env, lines: readonly Bytes[]): Promise<void> {
  const hashes = new Set(lines.flatMap((line) => blobsIn(readOp(line)?.do)))
  for (const hash of hashes) {
    const blob = await env.store.run((db) => db.get('blobs', hash))
    if (!blob) continue
    const size = blob.bytes.byteLength
    await put(env, { hash, type: blob.type, size }, 0, blob.bytes, size).catch((error: unknown) => {
      if (!(error instanceof SyncError)) throw error // it has it already, or does not want it
    })
  }
}

function blobsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const { blob } = value as { blob?: unknown }
  return [...(typeof blob === 'string' ? [blob] : []), ...Object.values(value).flatMap(blobsIn)]
}

/** Our note, and the one that contradicts it, belong where everybody can see them. */
async function handIn(env: Env, scope: string): Promise<void> {
  const { checkpoint } = await scopeRow(env, scope)
  if (checkpoint === null || !isPublic(scope) || !(await isDue(env, scope))) return
  try {
    await ask(env, `/log/${scope}/evidence`, { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: checkpoint }) // prettier-ignore
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
  }
}

/** What the server had acknowledged, and nobody has proven: a copy may not have it. It is sent again; seen is seen. */
async function sendReceivedAgain(env: Env): Promise<void> {
  await env.store.write(['outbox'], 'strict', async (tx) => {
    const rows = await tx.objectStore('outbox').getAll()
    for (const row of rows)
      if (row.state === 'received' && !row.proven && !row.error)
        await tx.objectStore('outbox').put({ ...row, state: 'waiting' })
  })
}
