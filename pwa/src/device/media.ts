/** Films that the server hands out: their lists, and what of them this phone keeps (the service worker plays from there). */
import { type Tier, TIERS } from '@shaiba/sync'
import { type MediaList, filesOf, parseList } from './list.ts'

/** Bytes of a minute of each, as measured: for saying a size before it is known. */
export const BYTES_PER_MINUTE = { v: 3_200_000, p: 1_000_000, a: 200_000 } as const

/** Cache of a film that its viewer keeps. The service worker knows these names too (sw.ts). */
const KEPT = 'kept-'

const SILENCE_MS = 20_000

export function mediaPath(stream: string, file: string): string {
  return `/media/${stream}/${file}`
}

/** The whole list of a tier, or its window: what is played live. */
export function listName(tier: Tier, whole: boolean): string {
  return `${whole ? 'dvr-' : ''}${tier}.m3u8`
}

/** A list. Null where the server has none of this tier (nothing came yet, or it is sound only); throws where none answers. */
export async function fetchList(stream: string, tier: Tier, whole: boolean, viewing = ''): Promise<MediaList | null> {
  const answer = await ask(mediaPath(stream, listName(tier, whole)) + (viewing === '' ? '' : `?w=${viewing}`))
  return answer === null ? null : parseList(await answer.text())
}

/** How many watch just now; null where it is not known. */
export async function countWatching(stream: string): Promise<number | null> {
  try {
    const told = (await (await ask(mediaPath(stream, 'watching')))?.json()) as { watching?: unknown } | undefined
    return typeof told?.watching === 'number' ? told.watching : null
  } catch {
    return null
  }
}

/** What the server tells as hashes of all files of a tier: JSON that its reader has to check, and hold against the log. */
export async function fetchHashes(stream: string, tier: Tier): Promise<unknown> {
  return (await (await ask(mediaPath(stream, hashesName(tier))))?.json()) ?? null
}

const hashesName = (tier: Tier): string => `${tier}/hashes.json`

/** A file of a film: from this phone, else from the server. Null where the server has none. */
export async function fetchFile(stream: string, file: string): Promise<ArrayBuffer | null> {
  return (await (await ask(mediaPath(stream, file)))?.arrayBuffer()) ?? null
}

/** Keep a whole film of one tier. `told` hears how many files of how many are here; what is here is not fetched again. */
export async function keepFilm(
  stream: string,
  tier: Tier,
  told: (done: number, all: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const listed = await ask(mediaPath(stream, listName(tier, true)))
  if (listed === null) throw new Error('not_found')
  const cache = await caches.open(KEPT + stream)
  const files = [...filesOf(parseList(await listed.clone().text())), hashesName(tier)]
  for (const [index, file] of files.entries()) {
    if (signal.aborted) throw new DOMException('', 'AbortError')
    told(index, files.length)
    const path = mediaPath(stream, file)
    if (await cache.match(path)) continue
    const answer = await ask(path)
    if (answer === null) throw new Error('not_found')
    await cache.put(path, new Response(await answer.arrayBuffer(), answer)) // whole, or not at all
  }
  await cache.put(mediaPath(stream, listName(tier, true)), listed) // last: with it, all of the tier is here
  told(files.length, files.length)
}

/** The tiers of a film that are here whole, and how many bytes all that is kept of it has. */
export async function keptOf(stream: string): Promise<{ readonly tiers: readonly Tier[]; readonly bytes: number }> {
  if (!(await caches.has(KEPT + stream))) return { tiers: [], bytes: 0 }
  const cache = await caches.open(KEPT + stream)
  const held = await Promise.all(TIERS.map((tier) => cache.match(mediaPath(stream, listName(tier, true)))))
  let bytes = 0
  for (const request of await cache.keys()) bytes += (await (await cache.match(request))?.blob())?.size ?? 0
  return { tiers: TIERS.filter((_, i) => held[i] !== undefined), bytes }
}

/** Forget what is kept of a film here. */
export async function letGo(stream: string): Promise<void> {
  await caches.delete(KEPT + stream)
}

async function ask(path: string): Promise<Response | null> {
  const cut = new AbortController()
  const timer = setTimeout(() => cut.abort(), SILENCE_MS)
  try {
    const answer = await fetch(path, { credentials: 'omit', signal: cut.signal })
    if (answer.status === 404) return null
    if (!answer.ok) throw new Error(String(answer.status))
    return answer
  } finally {
    clearTimeout(timer)
  }
}
