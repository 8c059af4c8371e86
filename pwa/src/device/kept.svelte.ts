/**
 * A form that is being written, kept on this phone under a name until it is said. Whoever closes the page, or loses it,
 * finds what stood in the fields.
 */
import { dropDraft, keepDraft } from './drafts.ts'
import { leaving, readLeft } from './leaving.ts'
import { isSame, rebased } from './rebased.ts'

export class Kept<T extends object> {
  form = $state() as T
  /** an older one was found */
  found = $state(false)
  readonly #name: string
  readonly #blank: T
  /** Until the older one is here nothing is kept: it would be written over. */
  #isRead = $state(false)
  /** What is to be kept now, as text; empty: nothing. */
  #kept = ''
  /** The same, as the database has it. */
  #stands = ''

  /** While a screen begins, in its script. `blank`: what stands in the fields before anybody wrote. */
  constructor(name: string, blank: T) {
    this.#name = name
    this.#blank = blank
    this.form = structuredClone(blank)
    void this.#read()
    $effect(() => {
      const form: unknown = $state.snapshot(this.form)
      if (this.#isRead) this.#keep(form)
    })
    $effect(() =>
      leaving(name, () => {
        const text = this.#textOf(this.now)
        if (text === this.#stands) return undefined
        return { value: text === '' ? null : this.now, ...(this.#isRead ? {} : { from: blank }) }
      }),
    )
  }

  /** What stands in the fields now, as data: for what is said of it, and for `drop`. */
  get now(): T {
    const now: unknown = $state.snapshot(this.form)
    return now as T
  }

  /** What stood in the fields was said, or thrown away: they are as they began, but for what was written since. */
  async drop(said: T = this.now): Promise<void> {
    this.form = rebased(this.now, said, structuredClone(this.#blank))
    this.found = false
    this.#isRead = true // an older one that is still on its way was said as well
    this.#kept = ''
    await dropDraft(this.#name)
    this.#stands = ''
  }

  /** What was written meanwhile stays as it is; the rest is as it was left. */
  async #read(): Promise<void> {
    const older = await readLeft<Partial<T>>(this.#name)
    if (this.#isRead) return
    if (older !== undefined) {
      const whole = rebased(older, undefined, this.#blank) // one of an older app may lack fields
      this.form = rebased(this.now, this.#blank, whole)
      this.found = true
    }
    this.#isRead = true
  }

  #keep(form: unknown): void {
    const text = this.#textOf(form)
    if (text === this.#kept) return
    this.#kept = text
    const stands = (): void => {
      this.#stands = text
    }
    // A phone that has no room keeps nothing; the form is still there.
    void (text === '' ? dropDraft(this.#name) : keepDraft(this.#name, form)).then(stands, () => undefined)
  }

  #textOf(form: unknown): string {
    return isSame(form, this.#blank) ? '' : JSON.stringify(form)
  }
}
