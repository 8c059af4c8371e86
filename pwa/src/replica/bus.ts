/** How the tabs of this phone and the loop's worker tell one another what has changed. Truth is in the database. */

import { type Bytes, type Record as Merged } from '@shaiba/sync'

/** All records of a log, so many, as they were told under a root while they were being stored. */
export interface Handed {
  readonly root: string
  readonly count: number
}

export type Message =
  /** records of a scope changed; null: too many to name */
  | {
      readonly say: 'changed'
      readonly scope: string
      readonly keys: readonly (readonly [string, string])[] | null
      readonly handed?: Handed | undefined
    }
  /** newest records of a log that is still being fetched: to be shown, not yet proven */
  | { readonly say: 'early'; readonly scope: string; readonly records: readonly Merged[] }
  /** records that are proven under a root and being stored, as they are; `changed` says when they are */
  | { readonly say: 'coming'; readonly scope: string; readonly root: string; readonly block: Bytes }
  /** ops were queued, taken or refused; bytes were sent */
  | { readonly say: 'outbox'; readonly scopes: readonly string[] }
  /** what is carried for others has changed */
  | { readonly say: 'carried' }
  /** scopes are as the server has them at `at` */
  | { readonly say: 'fresh'; readonly scopes: readonly string[]; readonly at: number }
  | { readonly say: 'connection'; readonly state: 'offline' | 'syncing' | 'online' }
  | { readonly say: 'account' }
  /** the server said that the phone's clock is off, or is not any more */
  | { readonly say: 'clock' }
  /** a tab's wishes, and the village chosen there; asked for by `who` when a loop starts */
  | {
      readonly say: 'watch'
      readonly tab: string
      readonly scopes: readonly string[]
      readonly home?: string | undefined
    }
  | { readonly say: 'who' }
  /** do a round now; answered by `done` with the same number when `n` is given */
  | { readonly say: 'sync'; readonly n?: string }
  | { readonly say: 'done'; readonly n: string; readonly ok: boolean }

type Listener = (message: Message) => void

/** One end. What it posts reaches all other ends of the same name, in this tab, other tabs and workers. */
export class Bus {
  readonly #channel: BroadcastChannel | null
  readonly #name: string
  readonly #listeners = new Set<Listener>()

  constructor(name: string) {
    this.#name = name
    this.#channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name)
    if (this.#channel) this.#channel.onmessage = (event: MessageEvent<Message>) => this.deliver(event.data)
    else ends(name).add(this)
  }

  post(message: Message): void {
    if (this.#channel) this.#channel.postMessage(message)
    else for (const end of ends(this.#name)) if (end !== this) queueMicrotask(() => end.deliver(message))
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Tell this end's own listeners. */
  deliver(message: Message): void {
    for (const listener of this.#listeners) listener(message)
  }

  close(): void {
    this.#channel?.close()
    ends(this.#name).delete(this)
    this.#listeners.clear()
  }
}

/** Browsers without BroadcastChannel (Safari before 15.4): the ends of this tab only. */
const endsByName = new Map<string, Set<Bus>>()

function ends(name: string): Set<Bus> {
  let set = endsByName.get(name)
  if (!set) endsByName.set(name, (set = new Set()))
  return set
}
