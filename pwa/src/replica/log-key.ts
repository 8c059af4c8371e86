/** Whose signature makes a checkpoint: learnt at the first contact, pinned from then on. */
import { parseVkey } from '@shaiba/sync'
import { type LogRow } from './db.ts'
import { type Env, Unreachable, ask } from './wire.ts'

/** `GET /log/key`. */
interface KeyAnswer {
  readonly vkey: string
  readonly clerk?: { readonly device: string; readonly alg: 'ed25519' | 'p256'; readonly key: string }
}

/** The log's key as pinned. Only the very first call asks the server. */
export async function logKey(env: Env): Promise<LogRow> {
  return (await pinnedKey(env)) ?? pin(env, (await (await ask(env, '/log/key')).json()) as KeyAnswer)
}

/** The log's key if this phone has met its server. */
export async function pinnedKey(env: Env): Promise<LogRow | undefined> {
  return env.store.run((db) => db.get('meta', 'log')) as Promise<LogRow | undefined>
}

async function pin(env: Env, answer: KeyAnswer): Promise<LogRow> {
  if (typeof answer.vkey !== 'string') throw new Unreachable('no log key')
  const row: LogRow = { vkey: answer.vkey, name: parseVkey(answer.vkey).name, clerk: answer.clerk ?? null }
  return env.store.write(['meta'], 'strict', async (tx) => {
    const held = (await tx.objectStore('meta').get('log')) as LogRow | undefined
    if (held) return held // another tab was faster
    await tx.objectStore('meta').put(row, 'log')
    return row
  })
}
