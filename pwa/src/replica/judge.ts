/**
 * Judge what the server says is wrong with a log. Loaded when that happens; every phone keeps it, for who has something to
 * hide must not be able to withhold it.
 *
 * Spec: sync/spec/scope.md: what is wrong with a log, Pulling.
 */
import { type Behind, type Cursor, type Damaged, type Fork, b64uEncode, origin } from '@shaiba/sync'
import { type LogRow } from './db.ts'
import { type Wrong } from './exchange.ts'
import { type Taken, openHead, raise, restart, scopeRow } from './pull.ts'
import { type Env } from './wire.ts'

/** `asked`: the cursor to which the server says it. */
export async function judge(env: Env, log: LogRow, said: Wrong, asked: Cursor | undefined): Promise<Taken> {
  const row = await scopeRow(env, said.scope)
  if (asked?.[0] !== row.epoch) return 'stale' // another round turned over meanwhile: it is not of what we hold now
  if ('fork' in said) return forked(env, log, said)
  if ('damaged' in said) return damaged(env, log, said)
  return said.entry === undefined ? behind(env, log, said) : (await import('./epoch.ts')).turnOver(env, log, said)
}

/** The server says that our root is not its own at our size. Its note of that size and ours convict the log. */
async function forked(env: Env, log: LogRow, { scope, epoch, checkpoint: note }: Fork): Promise<Taken> {
  const row = await scopeRow(env, scope)
  const theirs = await openHead(log, note)
  if (theirs?.origin !== origin(log.name, scope, epoch)) return raise(env, row, 'signature', note)
  if (epoch !== row.epoch || theirs.size !== row.size || b64uEncode(theirs.root) === row.root) return 'stale'
  return raise(env, row, 'root', note)
}

/** The server says that it has lost the bytes of lines. What we have proven ourselves holds. */
async function damaged(env: Env, log: LogRow, { scope, epoch, checkpoint: note }: Damaged): Promise<Taken> {
  const row = await scopeRow(env, scope)
  if (row.size === 0) return 'stale' // nothing was proven yet, so nothing is contradicted
  const theirs = await openHead(log, note)
  if (theirs?.origin !== origin(log.name, scope, epoch)) return raise(env, row, 'signature', note)
  return raise(env, row, 'damaged', note)
}

/** The server says that its log is shorter than what this phone has proven, or of another epoch. */
async function behind(env: Env, log: LogRow, { scope, epoch, checkpoint: note }: Behind): Promise<Taken> {
  const row = await scopeRow(env, scope)
  if (row.staged && row.size === 0) return restart(env, row) // nothing was proven yet, so nothing is contradicted
  if (note === '') return raise(env, row, 'shorter', note) // it has no such log at all
  const theirs = await openHead(log, note)
  if (!theirs) return raise(env, row, 'signature', note)
  if (epoch > row.epoch) return raise(env, row, 'epoch', note)
  return epoch < row.epoch || theirs.size < row.size ? raise(env, row, 'shorter', note) : 'stale'
}
