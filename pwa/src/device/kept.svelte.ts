/**
 * A form that is being written, kept on this phone under a name until it is said. Whoever closes the page, or loses it,
 * finds what stood in the fields.
 */
import { dropDraft, keepDraft, readDraft } from './drafts.ts'

export class Kept<T extends object> {
  form = $state() as T
  /** an older one was found */
  found = $state(false)
  readonly #name: string
  readonly #blank: T
  /** Until the older one is here nothing is kept: it would be written over. */
  #isRead = $state(false)
  /** What is kept now, as text; empty: nothing. */
  #kept = ''

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
  }

  /** It was said, or thrown away: the fields are as they began. */
  async drop(): Promise<void> {
    this.form = structuredClone(this.#blank)
    this.found = false
    this.#kept = ''
    await dropDraft(this.#name)
  }

  /** What was written meanwhile stays as it is; the rest is as it was left. */
  async #read(): Promise<void> {
    const older = await readDraft<Partial<T>>(this.#name).catch(() => undefined)
    if (older !== undefined) {
      this.form = merged(this.#blank, older, $state.snapshot(this.form)) as T
      this.found = true
    }
    this.#isRead = true
  }

  #keep(form: unknown): void {
    const text = said(form) === said(this.#blank) ? '' : said(form)
    if (text === this.#kept) return
    this.#kept = text
    // A phone that has no room keeps nothing; the form is still there.
    void (text === '' ? dropDraft(this.#name) : keepDraft(this.#name, form)).catch(() => undefined)
  }
}

const said = (value: unknown): string => JSON.stringify([value])

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Field by field what is there now, if it was written in since it was blank; else what was there before. */
function merged(blank: unknown, older: unknown, now: unknown): unknown {
  if (!isFields(older) || !isFields(now)) return older === undefined || said(now) !== said(blank) ? now : older
  const before = isFields(blank) ? blank : {}
  const keys = new Set([...Object.keys(now), ...Object.keys(older)])
  return Object.fromEntries([...keys].map((key) => [key, merged(before[key], older[key], now[key])]))
}
