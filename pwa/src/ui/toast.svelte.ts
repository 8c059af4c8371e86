/** Short words about what was just done, with a way back. Shown by Toasts.svelte, which App mounts once. */

export interface Toast {
  readonly id: number
  readonly text: string
  readonly undo: (() => void) | null
}

class Toasts {
  #current = $state.raw<readonly Toast[]>([])
  #next = 0
  get current(): readonly Toast[] {
    return this.#current
  }
  show(text: string, { undo = null, ms = undo ? 8000 : 4000 }: { undo?: (() => void) | null; ms?: number } = {}): void {
    const id = this.#next++
    this.#current = [...this.#current.slice(-2), { id, text, undo }]
    setTimeout(() => this.drop(id), ms)
  }
  drop(id: number): void {
    this.#current = this.#current.filter((toast) => toast.id !== id)
  }
}

export const toasts = new Toasts()

/** `toast('已记下')`, `toast('已删去', { undo: () => … })`. */
export const toast = toasts.show.bind(toasts)
