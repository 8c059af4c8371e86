/** What an officer has read of the round, and the queue that is being read. What was read is kept on this phone alone: it is
 * nobody's business how fast an officer reads. */
import { keepDraft, readDraft } from '../../device/drafts.ts'
import { link, router } from '../../router.svelte.ts'
import { sortOf } from './appeal.ts'
import type { RoundItem } from './round.ts'

/** One for the app: the list and what stands beside it share it. */
class Round {
  seen = $state.raw<ReadonlyMap<string, number>>(new Map())
  /** keys, as the list showed them when its group was chosen: what is read does not jump away */
  queue = $state.raw<readonly { readonly key: string; readonly href: string }[]>([])
  #name = ''
  /** what was read before is here: else keeping would write over it */
  #isOpen = false

  /** Bring back what this person has read. */
  async open(person: string): Promise<void> {
    const name = `round ${person}`
    if (this.#name === name) return
    this.#name = name
    this.#isOpen = false
    const kept = await readDraft<readonly (readonly [string, number])[]>(name).catch(() => undefined)
    this.seen = new Map([...(kept ?? []), ...this.seen])
    this.#isOpen = true
    this.#keep()
  }

  see(items: readonly RoundItem[]): void {
    const fresh = items.filter(({ key, events }) => (this.seen.get(key) ?? 0) < events)
    if (fresh.length === 0) return
    this.seen = new Map([...this.seen, ...fresh.map(({ key, events }) => [key, events] as const)])
    this.#keep()
  }

  #keep(): void {
    if (this.#isOpen) void keepDraft(this.#name, [...this.seen]).catch(() => undefined) // read again tomorrow, at worst
  }

  line(items: readonly RoundItem[]): void {
    this.queue = items.map(({ key, one, village }) => ({
      key,
      href: link('roundAppeal', { village, sort: sortOf(one.scope), id: one.id }),
    }))
  }

  /** Where in the queue an address is; -1 where it is not. */
  at(path: string): number {
    return this.queue.findIndex(({ href }) => href === path)
  }

  /** So many places on, or back. */
  move(by: number): void {
    const at = this.at(router.current.path)
    const to = this.queue[at < 0 ? 0 : at + by]
    if (to !== undefined) router.go(to.href, { replace: at >= 0 })
  }

  /** J and the arrow down: the next; K and the arrow up: the one before. Not where something is typed or chosen. */
  readonly key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if ((event.target as Element).closest('input, select, textarea, dialog')) return
    const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    this.move(by)
  }
}

export const round = new Round()
