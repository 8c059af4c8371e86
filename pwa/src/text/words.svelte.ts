/** Words in the reader's language. `words(zh, en)` gives a function; read through it, `{t().title}` follows `lang.current`.
 * Every sentence of the app stands in a text.ts file made with this; a word missing in one language is a type error.
 *
 * A build keeps the English tables in a file of their own (languages.ts), which is fetched when English is chosen. */

export type Lang = 'zh' | 'en'

/** English tables that came from that file, by the name a build gave them. */
const apart: Record<string, object> = {}
let isWhole = true

class Language {
  #current = $state<Lang>('zh')
  #wanted: Lang = 'zh'

  get current(): Lang {
    return this.#current
  }
  /** Takes a setting as it was stored: anything but 'en' is Chinese. English begins when its words are here. */
  choose(value: string | undefined): void {
    this.#wanted = value === 'en' ? 'en' : 'zh'
    if (this.#wanted === 'zh' || isWhole) this.#begin(this.#wanted)
    else
      fetchEnglish().then(
        () => this.#wanted === 'en' && this.#begin('en'),
        () => undefined, // Chinese stays; the next choice, or the next start, asks again
      )
  }
  #begin(now: Lang): void {
    this.#current = now
    document.documentElement.lang = now === 'en' ? 'en' : 'zh-CN'
  }
}

export const lang = new Language()

/** Makes choosing English a thing of the moment: main.ts waits for it before the first paint. Rejects where it cannot be fetched. */
export async function fetchEnglish(): Promise<void> {
  await import('./english.ts')
  isWhole = true
}

/** `name` is given by a build alone, which leaves one of the two tables out. */
export function words<T extends object>(zh: T, en: T, name?: string): () => T
export function words<T extends object>(zh: T | undefined, en: T | undefined, name = ''): () => T | undefined {
  if (!zh && en) apart[name] = en
  else if (!en && !apart[name]) isWhole = false
  return () => (lang.current === 'zh' && zh ? zh : (en ?? (apart[name] as T | undefined)))
}

/** Words looked up by a code that comes from data: an unknown code gives undefined, so whoever asks must say what then. */
export function names(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return map
}
