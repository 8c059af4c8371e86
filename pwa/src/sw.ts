/// <reference lib="webworker" />
/**
 * Service worker: keeps the shell by hash and nothing else. It knows no village, no sync and no API.
 *
 * Files are fetched several at a time and kept as they come, so a cut install goes on where it was (Workbox fetches one
 * after another: with half a second to and fro, eighty files are most of a minute).
 */

export {} // a module, so that this self is not every script's

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: readonly Shelled[] }

/** A file of the build. Without a revision its name carries its hash, and it never changes. */
interface Shelled {
  readonly url: string
  readonly revision: string | null
}

/** Navigations that are the server's own pages. Same list in vite.config.ts. */
const SERVER_PAGES =
  /^\/(sync|log|live|media|blob|identity|demo|open|appeal|slot|reply|ballot|notify|stats|schema|regions\.json|health|openapi\.json)(\/|$)/

const FILES = self.__WB_MANIFEST
const PATHS = new Set(FILES.map(({ url }) => new URL(url, self.location.href).pathname))

/** There once somebody on this phone has held an office: from then on it keeps their desk too. Holds nothing. */
const DESK = 'desk'
const isDesk = (path: string): boolean => path.includes('assets/desk-')

/** What the daily slot needs: not of the first screen, so it comes after it; then it is kept as the rest. */
const isSeal = (path: string): boolean => path.includes('assets/seal-')

/** Another name for every other build: index.html names all that is hashed. */
const SHELL = `shell-${FILES.flatMap(({ revision }) => revision?.slice(0, 8) ?? []).join('')}`

/** Chunks too big to fetch for everybody: kept once used. */
const LAZY = 'lazy'
const MAX_LAZY = 12

/** Films of broadcasts (sync/spec/live.md): what was watched here, the newest of it; and those that somebody keeps (device/media.ts). */
const WATCHED = 'watched'
const KEPT = 'kept-'
const MOST_WATCHED = 1_800 // pieces of two seconds: an hour, at most 200 MB

const LATER_MS = 5_000

const AT_A_TIME = 4 // of the six connections a browser has; the page needs some

/** A file may take so long the first time, ms; longer each time after. */
const STALL_MS = 20_000
const MAX_TRIES = 3

self.addEventListener('install', (event) => event.waitUntil(fill()))
self.addEventListener('activate', (event) => {
  event.waitUntil(takeOver())
  later()
})
self.addEventListener('message', (event) => {
  const { type } = (event.data ?? {}) as { type?: string }
  if (type === 'SKIP_WAITING') void self.skipWaiting() // its user tapped "update"
  if (type === 'DESK') event.waitUntil(caches.open(DESK).then(() => fill()))
  if (type === 'CLAIM') event.waitUntil(self.clients.claim()) // a page that was not there yet when we took over
})
self.addEventListener('push', (event) => event.waitUntil(knocked()))
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(toInbox())
})
self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    if (!SERVER_PAGES.test(url.pathname)) event.respondWith(fromShell('/index.html', request))
    later()
  } else if (url.pathname.startsWith('/media/')) {
    if (/\.(mp4|m4s)$/.test(url.pathname) && !request.headers.has('Range')) event.respondWith(fromFilm(request))
    else if (/\.(m3u8|json)$/.test(url.pathname)) event.respondWith(fromList(request))
  } else if (PATHS.has(url.pathname)) event.respondWith(fromShell(url.pathname, request))
  else if (url.pathname.startsWith('/assets/')) event.respondWith(fromLazy(request))
})

/** What every knock says, in the language of whom it is for; what came is not read (sync/spec/notify.md 13). */
const LOOK = '晒坝有新消息'
const INBOX = '/account/inbox'

/** Somebody knocked: pages that are open sync; and it is said, as browsers demand of each push. */
async function knocked(): Promise<void> {
  for (const page of await self.clients.matchAll()) page.postMessage({ type: 'KNOCK' })
  await self.registration.showNotification(LOOK, { tag: 'look', icon: '/icon-192.png' })
}

async function toInbox(): Promise<void> {
  const [page] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (!page) await self.clients.openWindow(INBOX)
  await page?.navigate(INBOX)
  await page?.focus()
}

let aside: Promise<void> | null = null

/** When the app had some time for its first screen: the rest that everybody keeps. What is cut is tried at the next start.
 * One file after another: on a thin line somebody may be watching a meeting. */
function later(): void {
  setTimeout(() => {
    aside ??= fill(true)
      .catch(() => undefined)
      .finally(() => (aside = null))
  }, LATER_MS)
}

/** Fetch what this build has and the phone does not; `all`: what the first screen does not wait for, too. */
async function fill(all = false): Promise<void> {
  const shell = await caches.open(SHELL)
  const desk = await caches.has(DESK)
  const missing = FILES.filter(({ url }) => (desk || !isDesk(url)) && (all || !isSeal(url)))
  const worker = async (): Promise<void> => {
    for (let file = missing.pop(); file; file = missing.pop()) await fetchInto(shell, file)
  }
  await Promise.all(Array.from({ length: all ? 1 : AT_A_TIME }, worker))
}

async function fetchInto(shell: Cache, { url, revision }: Shelled): Promise<void> {
  if (await shell.match(url)) return
  const held = revision === null ? await caches.match(url) : undefined // the last version had it too
  const response = held ?? (await fetchFile(url, revision === null ? 'default' : 'reload'))
  if (!response.ok) throw new Error(`${url}: ${String(response.status)}`)
  await shell.put(url, response)
}

/** A file, whole. One that stalls is asked for again: an install waits for its slowest file. */
async function fetchFile(url: string, cache: RequestCache): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const cut = new AbortController()
    const timer = setTimeout(() => cut.abort(), STALL_MS * tries)
    try {
      const response = await fetch(url, { cache, signal: cut.signal })
      return new Response(await response.arrayBuffer(), response)
    } catch (error) {
      if (tries === MAX_TRIES) throw error
    } finally {
      clearTimeout(timer)
    }
  }
}

async function takeOver(): Promise<void> {
  for (const name of await caches.keys())
    if (![SHELL, LAZY, DESK, WATCHED].includes(name) && !name.startsWith(KEPT)) await caches.delete(name)
  await trim(LAZY, MAX_LAZY) // of versions long gone
  await trim(WATCHED, MOST_WATCHED)
  await self.clients.claim() // a page reloads only after its user asked to
}

/** Leave the newest of a cache. */
async function trim(name: string, most: number): Promise<void> {
  const cache = await caches.open(name)
  const old = (await cache.keys()).slice(0, -most)
  for (const request of old) await cache.delete(request)
}

async function fromShell(path: string, request: Request): Promise<Response> {
  const shell = await caches.open(SHELL)
  return (await shell.match(path)) ?? (isDesk(path) || isSeal(path) ? fetchAndKeep(shell, request) : fetch(request))
}

async function fromLazy(request: Request): Promise<Response> {
  const lazy = await caches.open(LAZY)
  return (await lazy.match(request)) ?? fetchAndKeep(lazy, request)
}

/** A piece of a film never changes. */
async function fromFilm(request: Request): Promise<Response> {
  const held = await caches.match(request)
  if (held) return held
  const response = await fetchAndKeep(await caches.open(WATCHED), request)
  if (++watched % 100 === 0) void trim(WATCHED, MOST_WATCHED)
  return response
}

let watched = 0

/** A list does: the server's word first, what was kept of it where there is none. */
async function fromList(request: Request): Promise<Response> {
  try {
    const response = await fetch(request)
    if (response.ok || response.status < 500) return response
  } catch {
    // no network
  }
  return (await caches.match(request, { ignoreSearch: true })) ?? Response.error()
}

async function fetchAndKeep(cache: Cache, request: Request): Promise<Response> {
  const response = await fetch(request)
  if (response.ok) await cache.put(request, response.clone())
  return response
}
