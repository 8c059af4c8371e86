/**
 * This phone vouches for what it has verified, where its person is of the committee that watches over the village.
 *
 * Spec: sync/spec/witness.md, A phone.
 */
import { SyncError, cosign } from '@shaiba/sync'
import { isPublic, readAccount, watchesOver } from './account.ts'
import { clockOffset } from './offset.ts'
import { type DeviceRow } from './db.ts'
import { logKey } from './log-key.ts'
import { scopeRow } from './pull.ts'
import { recordAt } from './records.ts'
import { type Env, ask } from './wire.ts'

const DAY_MS = 24 * 3_600_000

/** What this phone cosigned last of a log. */
interface CosignedRow {
  readonly device: string
  readonly epoch: number
  readonly size: number
  /** ms since 1970 */
  readonly at: number
}

/**
 * Vouch for what this phone has verified of these logs, if its person may: when a log grew, and once a day where it
 * did not. It is always its own history that it vouches for, so it can never vouch for two. Throws Unreachable.
 */
export async function vouch(env: Env, scopes: readonly string[]): Promise<void> {
  const log = await logKey(env)
  const account = await readAccount(env)
  const device = (await env.store.run((db) => db.get('keys', 'device'))) as DeviceRow | undefined
  if (!account || device?.alg !== 'ed25519') return
  for (const scope of scopes.filter(isPublic)) {
    if (!watchesOver(account, scope.slice(scope.indexOf('/') + 1))) continue
    const row = await scopeRow(env, scope)
    if (row.checkpoint === null || row.alarm) continue
    const key = `cosigned/${scope}`
    const last = (await env.store.run((db) => db.get('meta', key))) as CosignedRow | undefined
    if (row.epoch > 0 && !(await hasBegun(env, scope, row.epoch))) continue
    if (last?.device === device.id && last.epoch > row.epoch) continue // it was given up: never again for it
    if (last?.device === device.id && last.epoch === row.epoch) {
      if (row.size < last.size || (row.size === last.size && env.now() - last.at < DAY_MS)) continue
    }
    const name = `${log.name}/device/${device.id}`
    const timeS = Math.floor((env.now() + (await clockOffset(env.store))) / 1000)
    const body = await cosign(row.checkpoint, name, device, timeS)
    try {
      await ask(env, `/log/${scope}/cosign`, { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body })
    } catch (error) {
      if (!(error instanceof SyncError) || error.retry === 'later') throw error // refused: not again before it grows
    }
    const cosigned: CosignedRow = { device: device.id, epoch: row.epoch, size: row.size, at: env.now() }
    await env.store.write(['meta'], 'relaxed', (tx) => tx.objectStore('meta').put(cosigned, key))
  }
}

/** Whether the clerk's entry that began the epoch stands in what this phone has verified. */
async function hasBegun(env: Env, scope: string, epoch: number): Promise<boolean> {
  return (await recordAt(env.store, [scope, 'epoch', String(epoch)])) !== undefined
}
