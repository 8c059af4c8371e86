/**
 * The people of this phone: each has a database of his own, one is there (sync/spec/people.md, «Several people on one
 * phone»). Public logs are kept once for each: a database is then one person's history of proofs, and goes with him.
 *
 * Who is there is read before anything is opened (main.ts), so changing is a new start of the page: nothing that one
 * person's screens held can come to the next one's.
 */
import { deviceId } from '@shaiba/sync'
import { replaceDrafts } from '../device/drafts.ts'
import { makePinned } from '../device/pin.ts'
import { Store } from './db.ts'
import { keepLock, lock, lockState, readLock, sweep, unlock } from './lock.ts'
import { localStorageOrNull } from './settings.ts'
import { adopt, inSession, introduce, signInAs } from './sign-in.ts'
import { readAccount } from './account.ts'
import { beginGuest, endGuest } from './guest.ts'
import { type OnPhone, type People } from './types.ts'
import { type Env, tell } from './wire.ts'

/** A person who touched nothing for so long is gone, ms. */
const IDLE_MS = 300_000
/** Between two looks at that, ms. */
const LOOK_MS = 10_000

const [PEOPLE, WHO, USED] = ['shaiba.people', 'shaiba.who', 'shaiba.used']

/** Before the replica opens: lock what was left open, and see to it that it is locked again. Only where anybody has a PIN. */
export async function begin(name: string): Promise<void> {
  const store = new Store(name)
  try {
    if ((await lockState(store)) === 'open' && isIdle()) await lock(store)
    if ((await lockState(store)) === 'locked') await sweep(store)
    else keepWatch(store)
  } finally {
    await store.close()
  }
  addEventListener('storage', (event) => {
    const { key } = event as StorageEvent
    if (key === WHO || key === PEOPLE) location.reload() // another tab's person left, or came
  })
}

function isIdle(): boolean {
  const used = Number(localStorageOrNull()?.getItem(USED) ?? 0)
  return Math.abs(Date.now() - used) > IDLE_MS
}

/** Notice touches; without any, lock. A page that was frozen looks as soon as it is seen again. */
function keepWatch(store: Store): void {
  const touch = (): void => localStorageOrNull()?.setItem(USED, String(Date.now()))
  const look = (): void => {
    if (isIdle()) void lockState(store).then((state) => (state === 'open' ? leave(store) : undefined))
  }
  for (const event of ['pointerdown', 'keydown', 'wheel'])
    addEventListener(event, () => !isIdle() && touch(), { passive: true, capture: true })
  document.addEventListener('visibilitychange', look)
  setInterval(look, LOOK_MS)
  touch()
}

/** Lock, and start the page anew. */
async function leave(store: Store, to?: string): Promise<void> {
  await lock(store)
  if (to !== undefined) localStorageOrNull()?.setItem(WHO, to)
  again()
}

function again(): void {
  localStorageOrNull()?.setItem(USED, String(Date.now()))
  location.assign('/account')
}

function readPeople(): OnPhone[] {
  const text = localStorageOrNull()?.getItem(PEOPLE)
  return text ? (JSON.parse(text) as OnPhone[]) : [{ id: '', name: '' }]
}

function writePeople(people: readonly OnPhone[]): void {
  localStorageOrNull()?.setItem(PEOPLE, JSON.stringify(people))
}

export function databaseOf(id: string): string {
  return `shaiba${id}`
}

/** `stop`: the loop of this tab. */
export function peopleOf(env: Env, stop: () => void): People {
  const { store } = env
  const here = localStorageOrNull()?.getItem(WHO) ?? ''
  /** Let somebody else come: the session ends, what is private is sealed. */
  const change = async (to: string): Promise<void> => {
    stop()
    await tell(env, 'DELETE', '/identity/session').catch(() => undefined) // offline the next session takes its place
    if (!(await readAccount(env))) await replaceDrafts({ drafts: [], parts: [] })
    await leave(store, to)
  }
  return {
    here,
    list: readPeople,
    state: () => lockState(store),
    async remember(name) {
      const people = readPeople()
      const isKnown = people.some((one) => one.id === here && one.name === name)
      if (isKnown || !localStorageOrNull()?.getItem(PEOPLE)) return
      writePeople([...people.filter((one) => one.id !== here), { id: here, name }])
      return Promise.resolve()
    },
    async setPin(pin) {
      const { key, row } = await makePinned(pin)
      const device = { id: deviceId(key.alg, key.publicKey), ...key }
      const begun = await inSession(env, () => tell(env, 'POST', '/identity/link', {}))
      const { secret } = (await begun.json()) as { secret: string }
      await tell(env, 'POST', '/identity/link/offer', { secret, ...(await introduce(device, secret)) })
      await inSession(env, () => tell(env, 'POST', '/identity/link/confirm', { device: device.id }))
      const before = await readAccount(env)
      const account = await adopt(env, device, await signInAs(env, device))
      await keepLock(store, device, row)
      writePeople([...readPeople().filter((one) => one.id !== here), { id: here, name: account.name ?? '' }])
      env.bus.deliver({ say: 'account' })
      keepWatch(new Store(store.name))
      return { before: before?.device ?? null }
    },
    async unlock(pin) {
      const opened = await unlock(store, pin, env.now())
      if (opened === true) again()
      return opened
    },
    async lock() {
      await change(here)
    },
    change,
    async add() {
      const id = `-${crypto.randomUUID().slice(0, 8)}`
      writePeople([...readPeople(), { id, name: '' }])
      await change(id)
    },
    async unsentOf(id) {
      const other = new Store(databaseOf(id))
      try {
        const held = await readLock(other)
        if (held?.sealed) return held.unsent
        return (await other.run((db) => db.getAll('outbox'))).filter((row) => row.state !== 'received').length
      } finally {
        await other.close()
      }
    },
    async remove(id) {
      if (id === here) {
        stop()
        await tell(env, 'DELETE', '/identity/session').catch(() => undefined)
        await replaceDrafts({ drafts: [], parts: [] })
      }
      await wipe(databaseOf(id))
      const people = readPeople().filter((one) => one.id !== id)
      if (id === here) localStorageOrNull()?.setItem(WHO, people[0]?.id ?? '')
      if (people.length > 0) writePeople(people)
      else localStorageOrNull()?.removeItem(PEOPLE)
      if (id === here) again()
    },
    beginGuest,
    endGuest,
  }
}

/** Other connections close when they are told of it (db.ts). */
function wipe(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error ?? new Error('wipe'))
  })
}
