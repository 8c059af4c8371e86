/** What an officer has read of the round, and the queue that is being read. */
import { Seen } from '../../device/seen.svelte.ts'
import { link, router } from '../../router.svelte.ts'
import { sortOf } from './appeal.ts'
import type { RoundItem } from './round.ts'

/** One for the app: the list and what stands beside it share it. */
class Round {
  readonly read = new Seen('round')
  /** keys, as the list showed them when its group was chosen: what is read does not jump away */
  queue = $state.raw<readonly { readonly key: string; readonly href: string }[]>([])

  /** All that was said in these, until now, was read. */
  see(items: readonly RoundItem[]): void {
    this.read.see(items.map(({ key, events }) => [key, events] as const))
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
