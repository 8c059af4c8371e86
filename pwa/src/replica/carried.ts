/**
 * Ops and files of other people's phones, on their way to the server: kept apart from this phone's own, sent after them.
 *
 * Spec: sync/spec/carry.md, «A carrier MUST». What is in them is for no screen.
 */
import { type Refused, SyncError, type Verdict } from '@shaiba/sync'
import { isPublic } from './account.ts'
import { type CarriedFileRow, type CarriedRow, type Tx } from './db.ts'
import { type Carried } from './types.ts'
import { offsetIn, put } from './upload.ts'
import { type Env } from './wire.ts'

/** What is carried longer is forgotten. */
const KEEP_MS = 30 * 24 * 3_600_000

/** With the phone's own, one request carries no more ops than this. */
const MAX_OPS = 100

/** The ops to send now, oldest first. */
export async function carriedToSend(env: Env): Promise<CarriedRow[]> {
  return (await waiting(env)).slice(0, MAX_OPS)
}

/** Ops that no server has spoken of to this phone. */
export async function waiting(env: Env): Promise<CarriedRow[]> {
  return (await env.store.run((db) => db.getAll('carried'))).filter((row) => row.state === 'waiting')
}

/** Keep what the server said; returns how long it asks to be left alone, s. */
export async function obeyCarried(
  env: Env,
  verdicts: readonly (readonly [sent: string, Verdict | Refused])[],
): Promise<number> {
  if (verdicts.length === 0) return 0
  let waitS = 0
  await env.store.write(['carried'], 'strict', async (tx) => {
    for (const [sent, verdict] of verdicts) {
      const row = await tx.objectStore('carried').index('id').get(sent)
      if (row?.state !== 'waiting') continue
      if (verdict.verdict === 'refused' && verdict.retry === 'later') {
        const said = verdict.detail['after_s']
        waitS = Math.max(waitS, typeof said === 'number' ? said : 1)
      } else {
        const state = verdict.verdict === 'refused' ? ('refused' as const) : ('delivered' as const)
        await tx.objectStore('carried').put({ ...row, verdict, state })
      }
    }
  })
  env.bus.post({ say: 'carried' })
  return waitS
}

/** Send the files of ops that the server has. Throws when it cannot go on now. */
export async function uploadCarried(env: Env): Promise<void> {
  const rows = (await env.store.run((db) => db.getAll('carried'))).filter((row) => row.state === 'delivered')
  for (const row of rows) {
    for (const file of await filesOf(env, row.id)) if (file.state === 'waiting') await bring(env, file)
  }
}

/** The files that came with a carried op. */
export async function filesOf(env: Env, op: string): Promise<CarriedFileRow[]> {
  return env.store.run((db) => db.getAll('carriedFiles', IDBKeyRange.bound([op], [op, []])))
}

/** In one piece: without a session the server takes no other, and who has one goes on where it was cut. */
async function bring(env: Env, file: CarriedFileRow): Promise<void> {
  let sent = 0
  for (let astray = 0; ; astray++) {
    try {
      const answer = await put(env, { ...file, size: file.bytes.byteLength }, sent, file.bytes, Infinity)
      if (!answer.complete) throw new SyncError('unavailable')
      await settle(env, file, 'delivered')
      return
    } catch (error) {
      if (!(error instanceof SyncError)) throw error
      if (error.code === 'wrong_offset' && astray < 2) sent = offsetIn(error)
      else if (error.retry === 'never') return settle(env, file, 'refused')
      else throw error
    }
  }
}

async function settle(env: Env, file: CarriedFileRow, state: 'delivered' | 'refused'): Promise<void> {
  await env.store.write(['carriedFiles'], 'strict', (tx) => tx.objectStore('carriedFiles').put({ ...file, state }))
  env.bus.post({ say: 'carried' })
}

/** Forget what was carried too long. */
export async function sweepCarried(env: Env): Promise<void> {
  const before = env.now() - KEEP_MS
  await forget(env, (row) => row.taken < before)
}

/** The verdicts are with those who gave the ops: nothing of these is needed any more. */
export async function handedBack(env: Env): Promise<void> {
  await forget(env, (row) => row.state !== 'waiting')
}

async function forget(env: Env, which: (row: CarriedRow) => boolean): Promise<void> {
  const gone = (await env.store.run((db) => db.getAll('carried'))).filter(which)
  if (gone.length === 0) return
  await env.store.write(['carried', 'carriedFiles'], 'strict', async (tx) => {
    for (const row of gone) await drop(tx, row)
  })
  env.bus.post({ say: 'carried' })
}

async function drop(tx: Tx<'carried' | 'carriedFiles'>, row: CarriedRow): Promise<void> {
  void tx.objectStore('carriedFiles').delete(IDBKeyRange.bound([row.id], [row.id, []]))
  await tx.objectStore('carried').delete(row.n as number)
}

/** What a screen may say of it: how much of what sort, and what became of it. */
export async function countCarried(env: Env): Promise<Carried> {
  const [rows, files] = await env.store.read(['carried', 'carriedFiles'], (tx) =>
    Promise.all([tx.objectStore('carried').getAll(), tx.objectStore('carriedFiles').getAll()]),
  )
  const count = (state: CarriedRow['state']): number => rows.filter((row) => row.state === state).length
  return {
    waiting: count('waiting'),
    delivered: count('delivered'),
    refused: count('refused'),
    open: rows.filter((row) => isPublic(row.scope)).length,
    files: files.length,
    filesWaiting: files.filter((file) => file.state === 'waiting').length,
    receipts: rows.filter((row) => row.verdict !== null).length,
  }
}
