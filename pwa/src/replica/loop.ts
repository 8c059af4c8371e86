/**
 * When to sync: one loop per phone. Runs in a worker where there is one; the tab that holds the lock drives it (tabs.ts).
 *
 * A round sends, fetches, then uploads. It is asked for by a start, a write, a poke, a wish, a tab that woke up, or the
 * timer. What the browser says about being online is only a hint to try.
 */
import { SyncError } from '@shaiba/sync'
import { isPublic, readAccount, watchesOver } from './account.ts'
import { Audit } from './audit.ts'
import { type Message } from './bus.ts'
import { beginning, NOTES_KEPT, TO_ERASE, TO_OFFER } from './db.ts'
import { type Round, exchange } from './exchange.ts'
import { type Poke, listen } from './live.ts'
import { logKey } from './log-key.ts'
import { scopeRow, take } from './pull.ts'
import { heldSize } from './staging.ts'
import { type Env, fetched, reportFault, Unreachable } from './wire.ts'

/** Waits between rounds that failed: doubled each time, up to the last, ms. */
const BACKOFF_MS = [2_000, 300_000] as const

/** Between rounds when all is well: with the stream of pokes, and without, ms. */
const IDLE_MS = { live: 300_000, deaf: 30_000 } as const

/** How long a loop that starts waits for the tabs to say what they want, ms. */
const ASK_MS = 300

/** Scopes kept fresh at most: those last asked for. */
const MAX_WATCHED = 64

/** Who vouches, and the day's slot, wait until the app had time for its first screen, ms. */
const ASIDE_AFTER_MS = 8_000

const encoder = new TextEncoder()

/** Which scopes, in whatever order: a screen that reads two in turn moves them about in the list, and wishes nothing new. */
const keyOf = (scopes: readonly string[]): string => [...scopes].sort().join('&')

export class Loop {
  readonly #env: Env
  readonly #random: () => number
  readonly #asideMs: number
  /** wishes by tab */
  readonly #watched = new Map<string, readonly string[]>()
  /** the village chosen */
  #home = ''
  #running = false
  #round: Promise<boolean> | null = null
  /** pokes heard during a round, the newest of each scope: it may bring what they speak of */
  readonly #late = new Map<string, Poke>()
  /** counts the wishes, so that a round sees whether another one is wanted */
  #wishes = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  /** whether what has time has its timer */
  #aside = false
  #failures = 0
  #live: { readonly key: string; readonly abort: AbortController; open: boolean } | null = null
  readonly #audit: Audit
  #deaf: () => void = () => undefined

  constructor(env: Env, random: () => number = Math.random, asideMs = ASIDE_AFTER_MS) {
    this.#env = env
    this.#audit = new Audit(env)
    this.#random = random
    this.#asideMs = asideMs
  }

  /** Begin, as soon as a tab has said what it wants. */
  async start(): Promise<void> {
    if (this.#running) return
    this.#running = true
    this.#deaf = this.#env.bus.listen((message) => this.#hear(message))
    this.#env.bus.post({ say: 'who' })
    this.#timer = setTimeout(() => this.wake(), ASK_MS)
    // What acts on something is loaded when there is something: most phones only read.
    const { store } = this.#env
    if (await store.run((db) => db.get('meta', TO_ERASE))) await (await import('./erase.ts')).eraseOrdered(this.#env)
    if (await store.holds('carried')) await (await import('./carried.ts')).sweepCarried(this.#env)
    if (await store.holds('outbox')) await (await import('./outbox.ts')).release(this.#env, 'update') // this may be the newer app they waited for
  }

  /** End after the round that runs now, if any. */
  async stop(): Promise<void> {
    this.#running = false
    this.#deaf()
    clearTimeout(this.#timer)
    this.#live?.abort.abort()
    this.#live = null
    await this.#round
  }

  /** Do a round now, or another one after the one that runs. True if the server answered. */
  async sync(): Promise<boolean> {
    this.#wishes++
    if (this.#round) return this.#round
    clearTimeout(this.#timer)
    this.#round = this.#rounds().finally(() => {
      this.#round = null
      const late = [...this.#late.values()]
      this.#late.clear()
      for (const poke of late) void this.#poked(poke)
    })
    return this.#round
  }

  wake(): void {
    void this.sync()
  }

  #hear(message: Message): void {
    if (message.say === 'watch') {
      this.#home = message.home ?? this.#home
      const before = keyOf(this.#scopes())
      this.#watched.delete(message.tab)
      if (message.scopes.length) this.#watched.set(message.tab, message.scopes)
      if (keyOf(this.#scopes()) !== before) this.wake()
    } else if (message.say === 'sync') {
      const { n } = message
      void this.sync().then((ok) => {
        if (n !== undefined) this.#env.bus.post({ say: 'done', n, ok })
      })
    } else if (message.say === 'account') {
      this.#live?.abort.abort() // what may be heard has changed
      this.#live = null
      this.wake()
    }
  }

  #scopes(): string[] {
    return [...new Set([...this.#watched.values()].flat())].slice(-MAX_WATCHED)
  }

  async #rounds(): Promise<boolean> {
    let wishes = -1
    try {
      this.#say('syncing')
      let waitMs = 0
      while (wishes !== this.#wishes && waitMs === 0) {
        wishes = this.#wishes
        waitMs = await this.#once()
        if (wishes !== this.#wishes && waitMs === 0) continue
        this.#failures = 0
        this.#say('online')
        void this.#listen()
        await this.#audit.look((await this.#wanted()).scopes, true) // what the screen shows does not wait for it
        if (!this.#aside) setTimeout(() => void this.#doAside(), this.#asideMs)
        this.#aside = true
      }
      this.#later(waitMs || (this.#live?.open ? IDLE_MS.live : IDLE_MS.deaf))
      return true
    } catch (error) {
      reportFault(error) // it must not end the loop
      const isAsked = wishes !== this.#wishes || this.#late.size > 0
      this.#late.clear()
      this.#failures = isAsked ? 1 : this.#failures + 1 // somebody asked meanwhile: soon again
      this.#say(error instanceof SyncError ? 'online' : 'offline')
      const [first, most] = BACKOFF_MS
      this.#later(Math.max(waitOf(error), Math.min(first * 2 ** (this.#failures - 1), most)))
      return error instanceof SyncError
    }
  }

  /** Everything once. Returns how long the server wants to be left alone, ms. */
  async #once(): Promise<number> {
    let { scopes, mine } = await this.#wanted()
    let waitS = 0
    for (let more = true, isAnew = false; more && waitS === 0;) {
      let round: Round
      try {
        round = await exchange(this.#env, { scopes, mine })
      } catch (error) {
        if (!mine || !(error instanceof SyncError && error.code === 'signed_out')) throw error
        await (await import('./sign-in.ts')).forgetSession(this.#env)
        this.#live?.abort.abort() // it was not told what is this person's alone
        this.#live = null
        // A browser that keeps no cookie has what is public all the same.
        ;({ scopes, mine } = isAnew ? { scopes: scopes.filter(isPublic), mine: false } : await this.#wanted())
        isAnew = true
        continue
      }
      ;({ more, waitS } = round)
      const toOffer = await this.#env.store.run((db) => db.get('meta', TO_OFFER))
      if (round.wrong.length > 0 || round.restored || toOffer)
        more = (await (await import('./mend.ts')).mend(this.#env, round)) || more
    }
    const { store } = this.#env
    if (await store.holds('uploads')) await (await import('./upload.ts')).upload(this.#env)
    if (await store.holds('carried')) await (await import('./carried.ts')).uploadCarried(this.#env)
    if (watchesOver(await readAccount(this.#env))) await (await import('./vouch.ts')).vouch(this.#env, scopes)
    if (await store.run((db) => db.count('meta', beginning(NOTES_KEPT))))
      await (await import('./compare-note.ts')).compareKept(this.#env)
    return waitS * 1000
  }

  /** What to ask for. A session is begun when something private is wanted. */
  async #wanted(): Promise<{ scopes: string[]; mine: boolean }> {
    const account = await readAccount(this.#env)
    const watched = this.#scopes()
    if (!account) return { scopes: watched.filter(isPublic), mine: false }
    if (account.scopes.some((scope) => scope.startsWith('case/')))
      await (await import('./let-go.ts')).letGo(this.#env, account)
    const { holdSession } = await import('./sign-in.ts')
    if (!(await holdSession(this.#env, account))) return { scopes: watched.filter(isPublic), mine: false }
    const held = await this.#env.store.run((db) => db.getAllKeys('scopes'))
    return { scopes: [...new Set([...watched, ...held.filter((scope) => !isPublic(scope))])], mine: true }
  }

  /** Who vouches for the logs; and the day's slot, as on every phone (sync/spec/tips.md). Where it cannot be, after the
   * next round. */
  async #doAside(): Promise<void> {
    this.#aside = false
    if (!this.#running) return
    try {
      await this.#audit.look((await this.#wanted()).scopes)
      await (await fetched(import('./slot.ts'))).takeTurn(this.#env, this.#home)
    } catch (error) {
      this.#report(error)
    }
  }

  /** Of a loop that was stopped it tells nothing: its database was closed meanwhile. */
  #report(error: unknown): void {
    if (this.#running) reportFault(error)
  }

  async #listen(): Promise<void> {
    const { scopes } = await this.#wanted()
    const key = keyOf(scopes)
    if (!this.#running || this.#live?.key === key) return
    this.#live?.abort.abort()
    this.#live = null
    if (scopes.length === 0) return
    const live = { key, abort: new AbortController(), open: false }
    this.#live = live
    try {
      await listen(this.#env, scopes, live.abort.signal, (poke) => void this.#poked(poke), () => (live.open = true)) // prettier-ignore
    } catch (error) {
      if (!(error instanceof Unreachable || error instanceof SyncError)) throw error
    }
    if (this.#live !== live) return // replaced or stopped
    this.#live = null
    if (live.open) this.wake() // it was cut: look what was missed, and whether anybody is there
  }

  async #poked(poke: Poke): Promise<void> {
    if (!this.#running) return
    const row = await scopeRow(this.#env, poke.scope)
    if (poke.size <= heldSize(row) && poke.epoch === row.epoch) return
    if (this.#round) this.#late.set(poke.scope, poke)
    else if (!(await this.#isNews(poke))) this.wake()
  }

  /** Whether what the poke brought goes on from what we hold, and is taken. Where it proves nothing the pull will judge. */
  async #isNews({ scope, epoch, from, checkpoint, lines }: Poke): Promise<boolean> {
    if (from === undefined || checkpoint === undefined || lines === undefined || this.#round) return false
    const section = { scope, epoch, from, checkpoint, lines: lines.map((line) => encoder.encode(line)) }
    const taken = await take(this.#env, await logKey(this.#env), section, true)
    return taken !== 'stale' && taken !== 'staged'
  }

  #later(ms: number): void {
    if (!this.#running) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.wake(), ms * (0.75 + this.#random() / 2)) // phones must not come back all at once
  }

  #say(state: 'offline' | 'syncing' | 'online'): void {
    this.#env.bus.post({ say: 'connection', state })
  }
}

function waitOf(error: unknown): number {
  const after = error instanceof SyncError ? error.detail['after_s'] : 0
  return typeof after === 'number' ? after * 1000 : 0
}
