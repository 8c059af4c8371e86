/** Notes from elsewhere, as people bring them, and those kept until this phone holds as much (sync/spec/witness.md, Compare). */
import { isPublic } from './account.ts'
import { compare } from './compare.ts'
import { beginning, NOTES_KEPT as KEPT } from './db.ts'
import { pinnedKey } from './log-key.ts'
import { openHead } from './pull.ts'
import { type Comparison } from './types.ts'
import { type Env } from './wire.ts'

const NOTHING: Comparison = { result: 'nothing', scope: null, size: 0 }

/** The same for a note that says itself whose it is. One that is ahead of us is kept until we have as much. */
export async function compareNote(env: Env, note: string): Promise<Comparison> {
  const log = await pinnedKey(env)
  const said = log && (await openHead(log, note))
  if (!said) return NOTHING
  const scope = said.origin.slice(log.name.length + 1).replace(/\+\d+$/, '')
  if (!isPublic(scope)) return NOTHING
  const result = await compare(env, log, scope, note)
  if (result === 'later') await env.store.write(['meta'], 'strict', (tx) => tx.objectStore('meta').put(note, KEPT + scope)) // prettier-ignore
  return { result, scope, size: said.size }
}

/** Compare the kept notes of logs that have grown as far. */
export async function compareKept(env: Env): Promise<void> {
  for (const key of await env.store.run((db) => db.getAllKeys('meta', beginning(KEPT)))) {
    const note = (await env.store.run((db) => db.get('meta', key))) as string
    const { result } = await compareNote(env, note)
    if (result !== 'later') await env.store.write(['meta'], 'relaxed', (tx) => tx.objectStore('meta').delete(key))
  }
}
