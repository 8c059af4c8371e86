/**
 * The phone's replica: what screens are given (types.ts), wired to the database, the bus and the loop.
 *
 * Here is what the first screen needs: to read, and to start the loop. Acts load their part when they are wanted (it is
 * with the app, in the service worker); what signs, once there is a key.
 */
import { type Bytes, dayOf } from '@shaiba/sync'
import { askToKeep } from '../device/keep.ts'
import { isPublic, readAccount } from './account.ts'
import { Bus, type Handed, type Message } from './bus.ts'
import { Store } from './db.ts'
import { clockOffset } from './offset.ts'
import { itemOf, items, unsentLines } from './outbox-view.ts'
import { ReplicaScope } from './scope-view.ts'
import { localStorageOrNull, openSettings } from './settings.ts'
import { Watched } from './state.ts'
import { Lead, type Runner, workerRunner } from './tabs.ts'
import {
  type Account,
  type Attachment,
  type Carried,
  type Change,
  type Connection,
  type OutboxItem,
  type Region,
  type Replica,
  type Settings,
  type TakenIn,
  type ToCarry,
} from './types.ts'
import { type Env } from './wire.ts'

export interface Options {
  /** database and channel; tests give each phone its own */
  readonly name?: string
  /** origin of the server; '' is the page's own */
  readonly base?: string
  readonly fetch?: typeof fetch
  readonly now?: () => number
  /** address of the loop's worker; without one the loop runs in the page */
  readonly worker?: string
  readonly locks?: LockManager | undefined
  /** where small settings are kept: a guest's go with the tab */
  readonly storage?: Storage | null
}

const DAY_MS = 86_400_000

/** How long `syncNow` waits for the loop before it says no, ms. */
const PATIENCE_MS = 60_000

/** Scopes kept fresh although no screen looks at them just now: those last looked at. */
const REMEMBERED = 8

export class PhoneReplica implements Replica {
  readonly env: Env
  readonly settings: Settings
  readonly #scopes = new Map<string, ReplicaScope>()
  readonly #looked = new Set<string>()
  #recent: readonly string[] = []
  readonly #outbox = new Watched<readonly OutboxItem[]>([])
  readonly #connection = new Watched<Connection>('offline')
  readonly #carried = new Watched<Carried | null>(null)
  readonly #takenIn = new Watched<TakenIn | null>(null)
  readonly #account = new Watched<Account | null>(null)
  readonly #offset = new Watched(0)
  readonly #tab = crypto.randomUUID()
  readonly #waiting = new Map<string, (ok: boolean) => void>()
  readonly #lead: Lead
  #reading: Promise<void> = Promise.resolve()
  #regions: Promise<readonly Region[]> | null = null

  constructor(options: Options = {}) {
    const name = options.name ?? 'shaiba'
    this.settings = openSettings(options.storage ?? localStorageOrNull())
    this.env = makeEnv(name, options)
    this.env.bus.listen((message) => this.#hear(message))
    const page = pageRunner(makeEnv(name, options))
    const runner = options.worker === undefined ? page : workerRunner(name, options.worker, page)
    this.#lead = new Lead(name, runner, 'locks' in options ? options.locks : locksOf())
    void this.#readClock()
    void this.#readOutbox()
    void this.#readAccount()
    void this.#readCarried()
  }

  readonly outbox = this.#outbox
  readonly connection = this.#connection
  readonly carried = this.#carried
  readonly takenIn = this.#takenIn
  readonly account = this.#account

  now(): number {
    return this.env.now() + this.#offset.current
  }

  today(): string {
    return this.dayIn(0)
  }

  dayIn(days: number): string {
    return dayOf(this.now() + days * DAY_MS)
  }

  scope(scope: string): ReplicaScope {
    let view = this.#scopes.get(scope)
    if (!view) {
      view = new ReplicaScope(this.env.store, scope, (on) => this.#look(scope, on))
      this.#scopes.set(scope, view)
      void view.load()
    }
    if (this.#recent[0] !== scope) {
      const isNew = !this.#recent.includes(scope)
      this.#recent = [scope, ...this.#recent.filter((other) => other !== scope)].slice(0, REMEMBERED)
      if (isNew) this.#announce() // a screen that reads two in turn only moves them about, and every message costs it
    }
    return view
  }

  async write(scope: string, changes: readonly Change[], attachments: readonly Attachment[] = []): Promise<string> {
    const { write } = await writing()
    const row = await write(this.env, scope, changes, attachments)
    await this.#scopes.get(scope)?.wrote(row) // shown before anything is read again
    const files = attachments.map(({ bytes }) => ({ size: bytes.byteLength, sent: 0 }))
    this.#reading = this.#reading.then(() => {
      this.#outbox.current = [...this.#outbox.current.filter(({ id }) => id !== row.id), itemOf(row, files)]
    }) // after an older reading, which has not seen it
    await this.#outboxChanged([scope])
    this.env.bus.post({ say: 'outbox', scopes: [scope] })
    this.env.bus.post({ say: 'sync' })
    askToKeep()
    return row.id
  }

  async dismissAlarm(scope: string): Promise<void> {
    await (await import('./mend.ts')).dismissAlarm(this.env, scope)
    await this.#changed(scope, [])
  }

  async dismiss(opId: string): Promise<void> {
    await (await import('./outbox.ts')).dismiss(this.env, opId)
    await this.#outboxChanged([...this.#scopes.keys()])
  }

  syncNow(): Promise<boolean> {
    const n = crypto.randomUUID()
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#done(n, false), PATIENCE_MS)
      this.#waiting.set(n, (ok) => {
        clearTimeout(timer)
        resolve(ok)
      })
      this.env.bus.post({ say: 'sync', n })
    })
  }

  async compare(note: string): ReturnType<Replica['compare']> {
    return (await import('./compare-note.ts')).compareNote(this.env, note)
  }

  async proof(scope: string, kind: string, id: string): ReturnType<Replica['proof']> {
    return (await import('./proof.ts')).prove(this.env, scope, kind, id)
  }

  async blob(hash: string): Promise<Blob | null> {
    return (await import('./blobs.ts')).readBlob(this.env, hash)
  }

  async along(): ReturnType<Replica['along']> {
    return (await import('./along.ts')).along(this.env)
  }

  async enrol(code: string, household: string): Promise<Account> {
    return this.#adopt((await signingIn()).enrol(this.env, code, household))
  }

  async privacy(): ReturnType<Replica['privacy']> {
    return (await import('./privacy.ts')).privacy(this.env)
  }

  async demoPeople(): ReturnType<Replica['demoPeople']> {
    return (await signingIn()).demoPeople(this.env)
  }

  async demoEnrol(person: string): Promise<Account> {
    return this.#adopt((await signingIn()).demoEnrol(this.env, person))
  }

  async signOut(): Promise<void> {
    await (await signingIn()).signOut(this.env)
    this.#account.current = null
    for (const [scope, view] of this.#scopes) if (!isPublic(scope)) await view.refresh(null)
  }

  async coverage(region: string, year: string): ReturnType<Replica['coverage']> {
    return (await import('./coverage.ts')).readCoverage(this.env, region, year)
  }

  async signatures(region: string): ReturnType<Replica['signatures']> {
    return (await import('./signatures.ts')).readSignatures(this.env, region)
  }

  async letters(): ReturnType<Replica['letters']> {
    return (await import('./letters.ts')).lettersOf(this.env)
  }

  async stepUp(): Promise<void> {
    await (await signingIn()).stepUp(this.env)
    await this.#outboxChanged([...this.#scopes.keys()])
    this.wake()
  }

  async keys(): ReturnType<Replica['keys']> {
    return (await import('./keys.ts')).keysOf(this.env)
  }

  async castNow(): Promise<number> {
    return (await import('./ballots.ts')).castDue(this.env, true)
  }

  async tips(): ReturnType<Replica['tips']> {
    return (await import('./tips.ts')).tipsOf(this.env, this.settings.current['village'])
  }

  async people(): ReturnType<Replica['people']> {
    return (await import('./people.ts')).peopleOf(this.env, () => this.hide())
  }

  async serverKey(): Promise<string | null> {
    const { pinnedKey } = await import('./log-key.ts')
    return (await pinnedKey(this.env))?.vkey ?? null
  }

  unsent(): Promise<readonly string[]> {
    return unsentLines(this.env)
  }

  async pack(what: ToCarry): Promise<Bytes> {
    return (await import('./carry.ts')).pack(this.env, what) // few phones ever carry
  }

  async takeIn(bytes: Bytes): Promise<void> {
    const taken = await (await import('./carry.ts')).takeIn(this.env, bytes)
    await Promise.all([this.#readCarried(), ...taken.logs.map(({ scope }) => this.#changed(scope, null))])
    await this.#outboxChanged([...this.#scopes.keys()])
    this.#takenIn.current = taken
  }

  async handedBack(): Promise<void> {
    await (await import('./carried.ts')).handedBack(this.env)
    await this.#readCarried()
  }

  async begunVillages(): Promise<ReadonlySet<string>> {
    return (await regions()).readBegun(this.env)
  }

  async readings(): Promise<Readonly<Record<string, string>>> {
    return (await regions()).readReadings(this.env)
  }

  async regionName(code: string): Promise<string> {
    return (await import('./region-name.ts')).nameOf(this.env, code)
  }

  regions(): Promise<readonly Region[]> {
    this.#regions ??= regions()
      .then(({ readRegions }) => readRegions(this.env))
      .catch((error: unknown) => {
        this.#regions = null // ask again next time
        throw error
      })
    return this.#regions
  }

  /** This tab is looked at: run the loop here unless another tab does. */
  show(): void {
    this.#lead.join()
    this.#announce()
  }

  /** A good moment to try: the browser says that there is a network again. */
  wake(): void {
    this.env.bus.post({ say: 'sync' })
  }

  /** This tab is hidden, and may be frozen or killed. */
  hide(): void {
    this.#lead.leave()
  }

  /** Leave for good (tests). */
  async close(): Promise<void> {
    this.hide()
    this.env.bus.post({ say: 'watch', tab: this.#tab, scopes: [] })
    this.env.bus.close()
    await this.env.store.close()
  }

  async #adopt(adopting: Promise<Account>): Promise<Account> {
    this.#account.current = await adopting
    await this.#outboxChanged([])
    return adopting
  }

  #look(scope: string, on: boolean): void {
    if (on) this.#looked.add(scope)
    else this.#looked.delete(scope)
    this.#announce()
  }

  #announce(): void {
    const scopes = [...new Set([...this.#recent, ...this.#looked])]
    this.env.bus.post({ say: 'watch', tab: this.#tab, scopes, home: this.settings.current['village'] })
  }

  #hear(message: Message): void {
    if (message.say === 'changed') void this.#changed(message.scope, message.keys, message.handed)
    else if (message.say === 'fresh')
      for (const scope of message.scopes) void this.#scopes.get(scope)?.fresh(message.at)
    else if (message.say === 'early') void this.#scopes.get(message.scope)?.early(message.records)
    else if (message.say === 'coming') this.#scopes.get(message.scope)?.coming(message.block, message.root)
    else if (message.say === 'outbox') void this.#outboxChanged(message.scopes)
    else if (message.say === 'carried') void this.#readCarried()
    else if (message.say === 'connection') this.#connection.current = message.state
    else if (message.say === 'account') void this.#readAccount()
    else if (message.say === 'clock') void this.#readClock()
    else if (message.say === 'who') this.#announce()
    else if (message.say === 'done') this.#done(message.n, message.ok)
  }

  #done(n: string, ok: boolean): void {
    this.#waiting.get(n)?.(ok)
    this.#waiting.delete(n)
  }

  async #changed(scope: string, keys: readonly (readonly [string, string])[] | null, handed?: Handed): Promise<void> {
    await this.#scopes.get(scope)?.refresh(keys, handed)
    if (this.#outbox.current.some((item) => item.scope === scope)) await this.#readOutbox() // its lines may be proven now
    const known = this.#account.current?.scopes
    if (known && !isPublic(scope) && !known.includes(scope)) await this.#readAccount() // a case that came
  }

  async #outboxChanged(scopes: readonly string[]): Promise<void> {
    await Promise.all([this.#readOutbox(), ...scopes.map((scope) => this.#scopes.get(scope)?.refresh([]))])
  }

  /** One reading after another: an older one must not be the last to be shown. */
  #readOutbox(): Promise<void> {
    const reading = this.#reading.then(async () => {
      this.#outbox.current = await items(this.env)
    })
    this.#reading = reading.catch(() => undefined)
    return reading
  }

  async #readCarried(): Promise<void> {
    const some = await this.env.store.holds('carried')
    this.#carried.current = some ? await (await import('./carried.ts')).countCarried(this.env) : null
  }

  async #readClock(): Promise<void> {
    this.#offset.current = await clockOffset(this.env.store)
  }

  async #readAccount(): Promise<void> {
    const account = await readAccount(this.env)
    if (account) void writing().catch(() => undefined) // it must be here when there is no network any more
    this.#account.current = account
  }
}

const writing = () => import('./write.ts')
const signingIn = () => import('./sign-in.ts')
const regions = () => import('./regions.ts')

/** Web Locks, where the browser has them (Safari from 15.4). */
function locksOf(): LockManager | undefined {
  return (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks
}

function makeEnv(name: string, { base = '', fetch: ask = fetch, now = () => Date.now() }: Options): Env {
  return { store: new Store(name), bus: new Bus(name), base, fetch: (...request) => ask(...request), now }
}

/** The loop in the page itself, where there is no worker for it; fetched only then. */
function pageRunner(env: Env): Runner {
  let loop: Promise<Runner> | undefined
  return {
    async start() {
      loop ??= import('./loop.ts').then(({ Loop }) => new Loop(env))
      await (await loop).start()
    },
    async stop() {
      await (await loop)?.stop()
    },
  }
}
