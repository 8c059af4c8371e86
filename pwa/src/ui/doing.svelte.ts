/** An act that takes its time: that it is being done, and what it failed with. */
import { untrack } from 'svelte'

export class Doing {
  /** it is being done */
  busy = $state(false)
  /** what the last one failed with; null: it did not */
  error = $state.raw<unknown>(null)

  get failed(): boolean {
    return this.error !== null
  }

  /** Do it; true: it is done, false: it failed, with `error`. One at a time: while one is being done another is not begun
   * (a form that is sent twice), and is never answered, so nothing is said or closed twice. Never throws. */
  readonly run = async (act: () => unknown): Promise<boolean> => {
    if (untrack(() => this.busy)) return new Promise(() => undefined)
    this.busy = true
    this.error = null
    try {
      await act()
      return true
    } catch (error) {
      this.error = error ?? new Error('failed without saying why')
      return false
    } finally {
      this.busy = false
    }
  }
}
