/** Words in the reader's language. `words(zh, en)` gives a function; read through it, `{t().title}` follows `lang.current`.
 * Every sentence of the app stands in a text.ts file made with this; a word missing in one language is a type error. */

export type Lang = 'zh' | 'en'

class Language {
  #current = $state<Lang>('zh')
  get current(): Lang {
    return this.#current
  }
  /** Takes a setting as it was stored: anything but 'en' is Chinese. */
  choose(value: string | undefined): void {
    this.#current = value === 'en' ? 'en' : 'zh'
    document.documentElement.lang = this.#current === 'en' ? 'en' : 'zh-CN'
  }
}

export const lang = new Language()

export function words<T extends object>(zh: T, en: T): () => T {
  return () => (lang.current === 'en' ? en : zh)
}

/** Words looked up by a code that comes from data: an unknown code gives undefined, so whoever asks must say what then. */
export function names(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return map
}
