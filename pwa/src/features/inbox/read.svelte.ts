/** Which messages this person has read: kept on this phone alone, with the person's drafts (they leave together). */
import { keepDraft, readDraft } from '../../device/drafts.ts'
import type { Message } from '../../replica/inbox.ts'

class Read {
  seen = $state.raw<ReadonlySet<string>>(new Set())
  /** false until what was kept is here: before that nothing is called unread */
  ready = $state(false)
  #name = ''

  /** Bring back what this person has read. */
  async open(person: string): Promise<void> {
    const name = `inbox ${person}`
    if (this.#name === name) return
    this.#name = name
    this.ready = false
    const kept = await readDraft<readonly string[]>(name).catch(() => undefined)
    if (this.#name !== name) return
    this.seen = new Set(kept)
    this.ready = true
  }

  /** These were read; of `all`, what is not there any more is forgotten. */
  see(read: readonly Message[], all: readonly Message[]): void {
    const keys = new Set([...this.seen, ...read.map(({ key }) => key)])
    this.seen = new Set(all.flatMap(({ key }) => (keys.has(key) ? [key] : [])))
    void keepDraft(this.#name, [...this.seen]).catch(() => undefined) // unread again tomorrow, at worst
  }

  unread(all: readonly Message[]): Message[] {
    return this.ready ? all.filter(({ key }) => !this.seen.has(key)) : []
  }
}

/** One for the app: the badge and the list share it. */
export const read = new Read()
