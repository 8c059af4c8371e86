/** What a village is called that has not said so itself. */
import type { RegionsAnswer, RegionsRow } from './regions.ts'
import { type Env, ask } from './wire.ts'

/** A region's name: as kept here and looked at again behind it, else as the server says; '' where it knows none.
 * Throws Unreachable where there is neither. */
export async function nameOf(env: Env, code: string): Promise<string> {
  const key = `region/${code}`
  const held = (await env.store.run((db) => db.get('meta', key))) as string | undefined
  const asked = askName(env, code, key).catch(async (error: unknown) => {
    const all = (await env.store.run((db) => db.get('meta', 'regions'))) as RegionsRow | undefined
    const name = all && nameIn(all.answer, code)
    if (name === undefined) throw error
    return name
  })
  if (held === undefined) return asked
  void asked.catch(() => undefined) // another name shows at the next start
  return held
}

/** Asked for alone: all of them are much to fetch, and to read, for one name. (A terminal whose line is cut gives all.) */
async function askName(env: Env, code: string, key: string): Promise<string> {
  const name = nameIn((await (await ask(env, `/regions.json?code=${code}`)).json()) as RegionsAnswer, code) ?? ''
  await env.store.write(['meta'], 'relaxed', (tx) => tx.objectStore('meta').put(name, key))
  return name
}

function nameIn({ regions }: RegionsAnswer, code: string): string | undefined {
  return regions.find(([one]) => one === code)?.[1]
}
