/**
 * Judge a head that came without lines: from the server's static file, from those who vouch, from a neighbour's screen
 * or the notice-board. One of as many lines as we hold, or fewer, says the same as our own tree, or convicts the log.
 *
 * Spec: sync/spec/witness.md, Compare; sync/spec/scope.md, Pulling.
 */
import { type Bytes, b64uDecode, origin, rootOf, sameBytes } from '@shaiba/sync'
import { type LogRow, type ScopeRow } from './db.ts'
import { leavesUpTo, openHead, raise, scopeRow } from './pull.ts'
import { type Compared } from './types.ts'
import { type Env } from './wire.ts'

/**
 * `same` · `other`: the alarm was stored and told · `later`: it has more lines than we hold · `nothing`: no head of this
 * log, which says nothing about it.
 */
export async function compare(env: Env, log: LogRow, scope: string, note: string): Promise<Compared> {
  const row = await scopeRow(env, scope)
  const theirs = await openHead(log, note)
  if (theirs?.origin !== origin(log.name, scope, row.epoch)) return 'nothing'
  if (row.root === null || theirs.size > row.size) return 'later'
  const root = await rootAt(env, row, theirs.size)
  if (root === null) return 'nothing'
  if (sameBytes(theirs.root, root)) return 'same'
  await raise(env, row, 'root', note)
  return 'other'
}

/** The root of our own tree when it had so many lines; null where this phone has lost some of them. */
async function rootAt(env: Env, row: ScopeRow, size: number): Promise<Bytes | null> {
  if (size === row.size) return b64uDecode(row.root ?? '', 32)
  const leaves = await leavesUpTo(env, row.scope, size)
  return leaves && rootOf(leaves)
}
