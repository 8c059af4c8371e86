/** Where a viewer was, by stream: on this phone only, and for the last few that were watched. */

type Kept = Pick<Storage, 'getItem' | 'setItem'>

const KEY = 'shaiba.live.places'
const MOST = 20

/** The time of day (ms since 1970) at which this viewer was last; null where there was none. */
export function placeKept(storage: Kept, stream: string): number | null {
  return all(storage).find(([id]) => id === stream)?.[1] ?? null
}

export function keepPlace(storage: Kept, stream: string, date: number): void {
  const others = all(storage).filter(([id]) => id !== stream)
  try {
    storage.setItem(KEY, JSON.stringify([[stream, Math.round(date)], ...others].slice(0, MOST)))
  } catch {
    // no room, or storage is forbidden: the viewer starts at the beginning next time
  }
}

function all(storage: Kept): readonly (readonly [string, number])[] {
  try {
    const found: unknown = JSON.parse(storage.getItem(KEY) ?? '[]')
    return Array.isArray(found) ? (found as [string, number][]).filter(([, date]) => Number.isFinite(date)) : []
  } catch {
    return []
  }
}
