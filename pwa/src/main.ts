/** Open the replica, mount the app, keep the shell. */
import { mount } from 'svelte'
import App from './App.svelte'
import { registerServiceWorker } from './device/update.svelte.ts'
import { PhoneReplica } from './replica/replica.ts'
import { localStorageOrNull } from './replica/settings.ts'
import workerUrl from './replica/worker.ts?worker&url'
import { fetchEnglish } from './text/words.svelte.ts'

const storage = localStorageOrNull()
/** each person on this phone has a database of his own (people.ts) */
const name = `shaiba${storage?.getItem('shaiba.who') ?? ''}`

void open()

registerServiceWorker()

async function open(): Promise<void> {
  // Where anybody on this phone has a PIN, what was left open is locked before it is read.
  if (storage?.getItem('shaiba.people')) await (await import('./replica/people.ts')).begin(name)
  // A guest has a database of his own, and what one left is wiped. (A power cut takes what was noted last.)
  const left = (await (indexedDB as Partial<IDBFactory>).databases?.().catch(() => [])) ?? []
  const hints = [location.search, storage?.getItem('shaiba.guests'), ...left.map((one) => one.name)]
  const guest = hints.some((hint) => hint?.includes('guest'))
  const visit = guest ? await (await import('./replica/guest.ts')).begin(name) : null
  start(visit ?? name, visit ? sessionStorage : storage)
}

function start(name: string, storage: Storage | null): void {
  const replica = new PhoneReplica({ name, worker: workerUrl, storage })

  const look = (): void => (document.visibilityState === 'visible' ? replica.show() : replica.hide())
  document.addEventListener('visibilitychange', look)
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) look() // back from the browser's memory
  })
  addEventListener('online', () => replica.wake()) // only a hint: the round that follows finds out
  addEventListener('pagehide', () => replica.hide())

  const target = document.getElementById('app')
  const paint = (): unknown => target && mount(App, { target, props: { replica } })
  // Who reads English waits for its words; without them the app is there all the same, in Chinese. (Not awaited at the top:
  // their file imports parts of this one, and each would wait for the other.)
  if (replica.settings.current['lang'] === 'en') fetchEnglish().then(paint, paint)
  else paint()

  // What this phone has is painted first; only then is the loop's worker fetched and started.
  requestAnimationFrame(() => setTimeout(look))
}
