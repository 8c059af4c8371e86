/** Light or evening, size of text, width of the window: what settings and the device say, put on the page. */

const evening = matchMedia('(prefers-color-scheme: dark)')
const room = matchMedia('(min-width: 1100px)')

class Match {
  #current = $state(false)
  constructor(query: MediaQueryList) {
    this.#current = query.matches
    query.addEventListener('change', () => (this.#current = query.matches))
  }
  get current(): boolean {
    return this.#current
  }
}

/** the device's own wish for a dark screen */
export const dusk = new Match(evening)
/** room for a list and a detail side by side */
export const wide = new Match(room)

/** Put the settings on the page. theme: 'light' | 'dark' | else as the device; size: '115' | '130' | '150' | '200' (%). */
export function applyLooks(theme: string | undefined, size: string | undefined): void {
  const root = document.documentElement
  root.dataset['theme'] = theme === 'light' || theme === 'dark' ? theme : dusk.current ? 'dark' : 'light'
  if (size === undefined) delete root.dataset['size']
  else root.dataset['size'] = size
}
