/** A new version of the app waits until its user says so (shared rule: nobody loses a half-written form to an update). */
import { scriptUrl } from './trusted.ts'

let waiting = $state.raw<ServiceWorker | null>(null)
/** another tab took a new version: what this page has not loaded yet is gone from the cache, and from the server */
let isOlder = $state(false)

/** Is a new version ready? `take()` starts it and reloads the page. Nothing else does: whoever films, or writes, goes on. */
export const update = {
  get ready(): boolean {
    return waiting !== null || isOlder
  },
  take(): void {
    if (isOlder) {
      location.reload()
      return
    }
    // Armed only now: at the first visit the worker takes the page over without anybody asking for a reload.
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
    waiting?.postMessage({ type: 'SKIP_WAITING' })
  },
}

/** A worker in the place of another is a new version. The first one only takes the page over. */
function watchForOthers(container: ServiceWorkerContainer): void {
  let isFirst = container.controller === null
  container.addEventListener('controllerchange', () => {
    isOlder = !isFirst
    isFirst = false
  })
}

const CHECK_EVERY_MS = 60 * 60_000

/** Somebody here holds an office: what they work with is kept as well, to be there without network. */
export function keepDesk(): void {
  const container = (navigator as Partial<Navigator>).serviceWorker // none in some in-app browsers
  void container?.ready.then(({ active }) => active?.postMessage({ type: 'DESK' }))
}

/** Register the service worker once the page has loaded. Where there is none (some in-app browsers) a file that the
 * server has no more is all that tells of a new version. */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator)) {
    addEventListener('vite:preloadError', () => (isOlder = navigator.onLine))
    return
  }
  watchForOthers(navigator.serviceWorker)
  if (document.readyState === 'complete') void register()
  else addEventListener('load', () => void register(), { once: true })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void check()
  })
  setInterval(() => void check(), CHECK_EVERY_MS)
}

/** Ask whether there is a newer version. */
async function check(): Promise<void> {
  await (await navigator.serviceWorker.getRegistration())?.update().catch(() => undefined) // offline
}

async function register(): Promise<void> {
  let registration: ServiceWorkerRegistration
  try {
    registration = await navigator.serviceWorker.register(scriptUrl('/sw.js'), { scope: '/' })
  } catch {
    return // private windows refuse it; the app works without, online
  }
  const look = (worker: ServiceWorker | null): void => {
    // Without a controller this is the first install: nothing is replaced, so nothing is asked.
    if (worker?.state === 'installed' && navigator.serviceWorker.controller) waiting = worker
    if (worker?.state === 'redundant' && !registration.active) retry() // its files did not all come
  }
  const found = (): void => {
    const worker = registration.installing
    worker?.addEventListener('statechange', () => look(worker))
  }
  look(registration.waiting)
  found() // the install may have begun before we could listen
  registration.addEventListener('updatefound', found)
  await navigator.serviceWorker.ready
  // A page that was on its way while the worker took over was left out.
  if (!navigator.serviceWorker.controller) registration.active?.postMessage({ type: 'CLAIM' })
}

const RETRY_MS = 30_000
let tries = 0

/** A first install that was cut goes on where it was, a few times. */
function retry(): void {
  if (++tries <= 5) setTimeout(() => void register(), RETRY_MS * tries)
}
