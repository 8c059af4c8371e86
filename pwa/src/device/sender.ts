/**
 * Hands a reel over to the server: piece by piece, oldest first, each forgotten here only when the server says that it has
 * it. Knows nothing of camera or screen, and goes on whatever screen is shown; after a restart it begins where it was.
 */
import type { Reel, Reels } from './reels.ts'

/** Between two tries, ms: doubled from the first to the last. */
const FIRST_MS = 300
const LAST_MS = 4_000

/** A piece that is not through by then is tried again, ms. */
const SILENCE_MS = 30_000

/** What keeps it from going on; only `refused` needs a person. */
export type Held =
  /** nobody answers */
  | 'offline'
  /** the server does not know the stream yet: the line that opens it is on its way */
  | 'early'
  /** the session of this phone is over */
  | 'signed_out'
  /** the server has other bytes under this number, or takes no such piece */
  | 'refused'

export interface World {
  readonly fetch: typeof fetch
  readonly now: () => number
  /** Resolves after so many ms, or when the network is said to be back. */
  readonly pause: (ms: number) => Promise<void>
}

export const BROWSER: World = {
  fetch: (input, init) => fetch(input, init),
  now: () => Date.now(),
  pause: (ms) =>
    new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer)
        removeEventListener('online', go)
        resolve()
      }
      const timer = setTimeout(go, ms)
      addEventListener('online', go)
    }),
}

export class Sender {
  readonly #reels: Reels
  readonly #id: string
  readonly #world: World
  readonly #tell: (held: Held | null) => void
  #isRunning = false
  #stopped = false
  #hasNew = false
  #wake: () => void = () => undefined

  /** `tell` hears of every change: what holds it, or null. */
  constructor(reels: Reels, id: string, world: World, tell: (held: Held | null) => void) {
    this.#reels = reels
    this.#id = id
    this.#world = world
    this.#tell = tell
  }

  /** There may be something new to send. */
  poke(): void {
    this.#hasNew = true
    this.#wake()
  }

  /** Send no more; what waits stays here. */
  stop(): void {
    this.#stopped = true
    this.#wake()
  }

  /** Send until the reel is ended and all of it is there; true then, false where it was stopped before. */
  async run(): Promise<boolean> {
    if (this.#isRunning) return false
    this.#isRunning = true
    try {
      let pause = FIRST_MS
      while (!this.#stopped) {
        this.#hasNew = false
        const held = await this.#step()
        if (held === 'done') return true
        if (held === 'idle') await this.#news()
        else this.#tell(held)
        if (held === null || held === 'idle') {
          pause = FIRST_MS
          continue
        }
        await this.#world.pause(pause)
        pause = Math.min(LAST_MS, pause * 2)
      }
      return false
    } finally {
      this.#isRunning = false
    }
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
      if (this.#hasNew || this.#stopped) resolve() // it came while we looked
    })
  }

  /** One piece, or the word that it is all; null where that went. */
  async #step(): Promise<Held | 'idle' | 'done' | null> {
    const reel = await this.#reels.read(this.#id)
    if (reel === undefined) return 'done'
    const [oldest] = await this.#reels.waiting(this.#id)
    if (oldest === undefined) return reel.ended === undefined ? 'idle' : this.#end(reel)
    const head = reel.epochs[oldest.epoch]
    const bytes = await this.#reels.bytes(this.#id, oldest)
    if (head === undefined || bytes === undefined) return 'refused'
    const path = `/live/${reel.village}/${reel.id}/${String(oldest.epoch)}/${String(oldest.seq)}`
    const { type, started, width, height, fps } = head
    const before = reel.counts[oldest.epoch - 1] // all of it is kept before the next epoch's first piece (film.ts)
    const said = oldest.seq === 0 ? { 'X-Epoch': JSON.stringify({ started, width, height, fps, before }) } : {}
    const answer = await this.#ask(path, {
      method: 'PUT',
      headers: { 'Content-Type': type, 'X-Shaiba': '1', ...said },
      body: bytes,
    })
    const held = heldBy(answer)
    if (held === null) await this.#reels.sent(this.#id, oldest)
    return held
  }

  /** Say how many there are of each epoch: the server names those that it has not got. */
  async #end(reel: Reel): Promise<Held | 'done'> {
    const answer = await this.#ask(`/live/${reel.village}/${reel.id}/end`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Shaiba': '1' },
      body: JSON.stringify({ epochs: reel.counts }),
    })
    const held = heldBy(answer)
    const told = (await answer?.json().catch(() => null)) as { missing?: readonly unknown[]; error?: unknown } | null
    if (told?.error === 'closed') return 'done' // it was said before, and the answer was cut off
    return held ?? (told?.missing?.length === 0 ? 'done' : 'refused')
  }

  /** Null: nobody answered. */
  async #ask(path: string, init: RequestInit): Promise<Response | null> {
    const cut = new AbortController()
    const timer = setTimeout(() => cut.abort(), SILENCE_MS)
    try {
      return await this.#world.fetch(path, { credentials: 'same-origin', signal: cut.signal, ...init })
    } catch {
      return null
    } finally {
      clearTimeout(timer)
    }
  }
}

function heldBy(answer: Response | null): Held | null {
  if (answer === null) return 'offline'
  const { status } = answer
  if (status >= 200 && status < 300) return null
  if (status === 401 || status === 403) return 'signed_out'
  if (status === 404) return 'early'
  return status >= 500 || status === 429 || status === 408 ? 'offline' : 'refused'
}
