/** Values that Svelte can watch, and that others can read: `.current`. */
import { createSubscriber } from 'svelte/reactivity'

export class Watched<T> {
  #value: T
  readonly #subscribe: () => void
  #update: () => void = () => undefined

  constructor(value: T) {
    this.#value = value
    this.#subscribe = createSubscriber((update) => {
      this.#update = update
      return () => (this.#update = () => undefined)
    })
  }

  get current(): T {
    this.#subscribe()
    return this.#value
  }

  set current(value: T) {
    if (value === this.#value) return
    this.#value = value
    this.#update()
  }
}
