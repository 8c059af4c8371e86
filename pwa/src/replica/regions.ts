/** Every region the server knows, with readings to search by. Fetched once, then looked at again in the background. */
import { SyncError, regionLevel } from '@shaiba/sync'
import { pause } from './pause.ts'
import { type Region } from './types.ts'
import { type Env, Unreachable, ask } from './wire.ts'

/** `GET /regions.json`; with `?code=` of one. */
export interface RegionsAnswer {
  readonly v: 1
  readonly regions: readonly (readonly [code: string, name: string, level: string, parent: string])[]
  /** reading of each character that stands in a name, and of each common one */
  readonly pinyin: Readonly<Record<string, string>>
}

/** How often the phone looks for newer ones, ms. */
const LOOK_MS = 24 * 3_600_000

export interface RegionsRow {
  /** ms since 1970 */
  readonly lookedAt: number
  readonly etag: string | null
  readonly answer: RegionsAnswer
}

/** The regions as kept here, else as fetched. Throws Unreachable where there are neither. */
export async function readRegions(env: Env): Promise<readonly Region[]> {
  const held = (await env.store.run((db) => db.get('meta', 'regions'))) as RegionsRow | undefined
  if (held && env.now() - held.lookedAt > LOOK_MS) void fetchRegions(env, held).catch(() => undefined) // newer ones show at the next start
  return spell((held ?? (await fetchRegions(env, null))).answer)
}

/** How each character is read, as the server has it: of those in names, and of common ones. */
export async function readReadings(env: Env): Promise<Readonly<Record<string, string>>> {
  const held = (await env.store.run((db) => db.get('meta', 'regions'))) as RegionsRow | undefined
  return (held ?? (await fetchRegions(env, null))).answer.pinyin
}

async function fetchRegions(env: Env, held: RegionsRow | null): Promise<RegionsRow> {
  const response = await ask(env, '/regions.json', held?.etag ? { headers: { 'If-None-Match': held.etag } } : {})
  const isSame = response.status === 304 && held
  const row: RegionsRow = isSame
    ? { ...held, lookedAt: env.now() }
    : { lookedAt: env.now(), etag: response.headers.get('ETag'), answer: (await response.json()) as RegionsAnswer }
  await env.store.write(['meta'], 'relaxed', (tx) => tx.objectStore('meta').put(row, 'regions'))
  return row
}

/** Villages whose log has begun: `GET /log/scopes`, or what it said last time. */
export async function readBegun(env: Env): Promise<ReadonlySet<string>> {
  try {
    const { scopes } = (await (await ask(env, '/log/scopes')).json()) as ScopesAnswer
    const codes = scopes.flatMap(([scope, , size]) =>
      scope.startsWith('village/') && size > 0 ? [scope.slice(8)] : [],
    )
    await env.store.write(['meta'], 'relaxed', (tx) => tx.objectStore('meta').put(codes, 'begun'))
    return new Set(codes)
  } catch (error) {
    if (!(error instanceof Unreachable || error instanceof SyncError)) throw error
    return new Set(((await env.store.run((db) => db.get('meta', 'begun'))) as string[] | undefined) ?? [])
  }
}

/** `GET /log/scopes`. */
interface ScopesAnswer {
  readonly scopes: readonly (readonly [scope: string, epoch: number, size: number])[]
}

/** So many are read in one go: all twelve thousand at once would hold a slow phone up. */
const AT_ONCE = 500

/** Readings: 蓉城 → `rongcheng`, `rc`. A character without one stands for itself. */
export async function spell({ regions, pinyin }: RegionsAnswer): Promise<Region[]> {
  const all: Region[] = []
  for (const [i, [code, name, , parent]] of regions.entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) await pause()
    let [whole, initials] = ['', '']
    for (const char of name) {
      const reading = pinyin[char] ?? char
      whole += reading
      initials += reading.charAt(0)
    }
    all.push({ code, name, level: regionLevel(code), parent, pinyin: whole, initials })
  }
  return all
}
