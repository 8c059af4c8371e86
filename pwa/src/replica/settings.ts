/**
 * Small settings: village, language, theme, text size.
 *
 * In localStorage rather than IndexedDB: they are wanted before the first paint, and reading that one does not wait.
 */
import { type Settings } from './types.ts'
import { Watched } from './state.ts'

const PREFIX = 'shaiba.'

export function openSettings(storage: Storage | null): Settings {
  const watched = new Watched<Readonly<Record<string, string>>>(readAll(storage))
  if (typeof addEventListener === 'function') addEventListener('storage', () => (watched.current = readAll(storage))) // another tab's
  return {
    get current() {
      return watched.current
    },
    set(name, value) {
      try {
        storage?.setItem(PREFIX + name, value)
      } catch {
        // full or forbidden: it holds until the app is closed
      }
      watched.current = { ...watched.current, [name]: value }
      return Promise.resolve()
    },
  }
}

/** The browser's storage; null where it is forbidden. */
export function localStorageOrNull(): Storage | null {
  try {
    return globalThis.localStorage
  } catch {
    return null
  }
}

function readAll(storage: Storage | null): Record<string, string> {
  const all: Record<string, string> = {}
  for (let i = 0; i < (storage?.length ?? 0); i++) {
    const key = storage?.key(i)
    if (key?.startsWith(PREFIX)) all[key.slice(PREFIX.length)] = storage?.getItem(key) ?? ''
  }
  return all
}
