/* eslint-disable svelte/prefer-svelte-reactivity -- a map here is replaced whole, never changed */
/**
 * How much of each thing a person has read: kept on this phone alone, with the person's drafts (they leave together).
 * It is nobody's business what is read, nor how fast.
 */
import { keepDraft, readDraft } from './drafts.ts'

/** So many things are remembered: what was read first is forgotten first, long after its list has let go of it. */
const MOST = 5_000

export class Seen {
  /** key → how much of it was there */
  all = $state.raw<ReadonlyMap<string, number>>(new Map())
  /** what was read before is here: until then nothing is called unread, and keeping would write over it */
  ready = $state(false)
  #name = ''
  readonly #what: string

  /** `what` names the list. */
  constructor(what: string) {
    this.#what = what
  }

  /** Bring back what this person has read; what is read meanwhile stays read. */
  async open(person: string): Promise<void> {
    const name = `${this.#what} ${person}`
    if (this.#name === name) return
    this.#name = name
    this.ready = false
    this.all = new Map()
    const kept = await readDraft<readonly (readonly [string, number])[]>(name).catch(() => undefined)
    if (this.#name !== name) return
    const meanwhile = this.all
    this.all = new Map([...(kept ?? []), ...meanwhile])
    this.ready = true
    if (meanwhile.size > 0) this.#keep()
  }

  /** So much of these was there when they were read. */
  see(read: readonly (readonly [key: string, much: number])[]): void {
    const fresh = read.filter(([key, much]) => this.has(key) < much)
    if (fresh.length === 0) return
    this.all = new Map([...this.all, ...fresh].slice(-MOST))
    if (this.ready) this.#keep()
  }

  /** How much of it was read; none where it was never opened. */
  has(key: string): number {
    return this.all.get(key) ?? 0
  }

  #keep(): void {
    void keepDraft(this.#name, [...this.all]).catch(() => undefined) // unread again tomorrow, at worst
  }
}
