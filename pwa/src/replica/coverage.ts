/** How the villages of a region keep to their catalogue: as the server reckons it now, or as it last did. */
import { type Coverage, type CoverageTable } from './types.ts'
import { type Env, Unreachable, ask } from './wire.ts'

interface Row extends Coverage {
  readonly etag: string | null
}

/** Throws Unreachable where it was never fetched and nobody answers. */
export async function readCoverage(env: Env, region: string, year: string): Promise<Coverage> {
  const key = `coverage ${region} ${year}`
  const held = (await env.store.run((db) => db.get('meta', key))) as Row | undefined
  try {
    const asked = held?.etag ? { headers: { 'If-None-Match': held.etag } } : {}
    const response = await ask(env, `/coverage/${region}/${year}.json`, asked)
    const told = response.status === 304 && held ? held.told : ((await response.json()) as CoverageTable)
    const row: Row = { at: env.now(), told, etag: response.headers.get('ETag') }
    await env.store.write(['meta'], 'relaxed', (tx) => tx.objectStore('meta').put(row, key))
    return row
  } catch (error) {
    if (!(error instanceof Unreachable) || held === undefined) throw error
    return held
  }
}
