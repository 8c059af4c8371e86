/**
 * Who reads on a phone that is not his own, or in the village's office, leaves nothing behind: a database, drafts and
 * settings of the visit, wiped when it ends and when nobody touched anything (sync/spec/people.md, «On a phone that is
 * not one's own»). A visit is a tab's; one that was killed is wiped when the app is next opened, before it paints.
 */
import { draftsOf } from '../device/drafts.ts'
import { Store } from './db.ts'
import { localStorageOrNull } from './settings.ts'

/** A guest who touched nothing for so long is gone, ms. */
const IDLE_MS = 300_000
/** Between two looks at that, ms. */
const LOOK_MS = 5_000

/** Of this tab: the visit; where another one follows it, on which page; whether the guest may sign in. */
const [GUEST, STAY, MAY] = ['shaiba.guest', 'shaiba.stay', 'shaiba.guestMay']
/** Of the phone: visits that are not wiped for certain, and when each was last touched (0: it has ended). */
const GUESTS = 'shaiba.guests'

type Visits = Readonly<Record<string, number>>

/** Before the replica opens: wipe what was left. The database of the visit, or null where this tab is nobody's guest. */
export async function begin(owner: string): Promise<string | null> {
  const asked = new URLSearchParams(location.search).get('guest')
  const held = sessionStorage.getItem(GUEST)
  const stay = asked === '' ? location.pathname : held !== null ? sessionStorage.getItem(STAY) : null
  const goesOn = held !== null && !isOver(visits()[held])
  const open = await openVisits()
  for (const id of await known())
    if (isOver(visits()[id]) || (open && id !== held && !open.has(id))) {
      await wipe(id)
      keep(id, null)
    }
  if (!goesOn) sessionStorage.clear()
  if (!goesOn && asked === null && stay === null) return null
  const id = goesOn ? held : `guest-${crypto.randomUUID().slice(0, 8)}`
  sessionStorage.setItem(GUEST, id)
  if (stay !== null) sessionStorage.setItem(STAY, stay)
  sessionStorage.setItem(MAY, (await isSignedIn(owner)) ? 'no' : 'yes')
  if (asked !== null) history.replaceState(null, '', location.pathname)
  keepWatch(id)
  return databaseOf(id)
}

/** Begin a visit in this tab; after it the phone is its owner's again. */
export function beginGuest(): void {
  location.assign('/?guest=once')
}

/** End it: the session, all that was kept, and where this tab was. */
export async function endGuest(): Promise<void> {
  const id = sessionStorage.getItem(GUEST) ?? ''
  const stay = sessionStorage.getItem(STAY)
  keep(id, 0) // what the loop writes yet is wiped by the next start
  if (await isSignedIn(databaseOf(id))) {
    const headers = { 'X-Shaiba': '1' }
    await fetch('/identity/session', { method: 'DELETE', headers }).catch(() => undefined)
  }
  await wipe(id)
  sessionStorage.clear()
  location.replace(stay === null ? '/' : `${stay}?guest`)
}

function keepWatch(id: string): void {
  let touched = Date.now()
  const touch = (): void => void (touched = Date.now())
  const look = (): void => {
    if (isOver(touched)) void endGuest()
    else keep(id, touched)
  }
  for (const event of ['pointerdown', 'keydown', 'wheel'])
    addEventListener(event, touch, { passive: true, capture: true })
  document.addEventListener('visibilitychange', look)
  setInterval(look, LOOK_MS)
  keep(id, touched)
  void locks()?.request(id, () => new Promise(() => undefined)) // for as long as the tab is there
}

/** Visits whose tab is there; null where the browser does not say. */
async function openVisits(): Promise<ReadonlySet<string | undefined> | null> {
  const found = await locks()?.query()
  return found ? new Set(found.held?.map((lock) => lock.name)) : null
}

function locks(): LockManager | undefined {
  return (navigator as { locks?: LockManager }).locks
}

/** Visits that left anything: noted, or, as a power cut takes notes, by their databases. */
async function known(): Promise<ReadonlySet<string>> {
  const all = (await (indexedDB as Partial<IDBFactory>).databases?.()) ?? []
  const named = all.flatMap(({ name }) => /guest-\w+$/.exec(name ?? '')?.[0] ?? [])
  return new Set([...named, ...Object.keys(visits())])
}

function isOver(touched = 0): boolean {
  return Math.abs(Date.now() - touched) > IDLE_MS
}

function visits(): Visits {
  return JSON.parse(localStorageOrNull()?.getItem(GUESTS) ?? '{}') as Visits
}

/** Note when a visit was touched; null: nothing of it is left. */
function keep(id: string, touched: number | null): void {
  const { [id]: _before, ...others } = visits()
  const all: Visits = touched === null ? others : { ...others, [id]: touched }
  if (Object.keys(all).length > 0) localStorageOrNull()?.setItem(GUESTS, JSON.stringify(all))
  else localStorageOrNull()?.removeItem(GUESTS)
}

const databaseOf = (id: string): string => `shaiba-${id}`

/** Whether somebody is there, and not locked: then his cookie is the browser's, and a guest's would take its place. */
async function isSignedIn(name: string): Promise<boolean> {
  const store = new Store(name)
  try {
    return (await store.run((db) => db.get('keys', 'account'))) !== undefined
  } finally {
    await store.close()
  }
}

async function wipe(id: string): Promise<void> {
  for (const name of [databaseOf(id), draftsOf(id)])
    await new Promise<void>((resolve) => {
      const request = indexedDB.deleteDatabase(name)
      request.onsuccess = request.onerror = request.onblocked = () => resolve() // the next start tries again
    })
}
