/** HLS media playlists, as far as ours go (sync/spec/live.md): segments in order, each with its time of day. */

export interface Segment {
  /** as the list names it, relative to the list */
  readonly uri: string
  /** the init segment that it is decoded with */
  readonly init: string
  /** seconds from the start of the list */
  readonly start: number
  /** seconds */
  readonly length: number
  /** ms since 1970 at which it begins; null where the list does not say */
  readonly date: number | null
}

export interface MediaList {
  readonly segments: readonly Segment[]
  /** nothing more will come */
  readonly ended: boolean
}

/** Read a list. Lines that are not known are passed over, as HLS asks of clients. */
export function parseList(text: string): MediaList {
  const segments: Segment[] = []
  let [init, start, length, ended]: [string, number, number, boolean] = ['', 0, 0, false]
  let date: number | null = null
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#EXTINF:')) length = Number.parseFloat(line.slice(8)) || 0
    else if (line.startsWith('#EXT-X-MAP:')) init = /URI="([^"]*)"/.exec(line)?.[1] ?? ''
    else if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) date = Date.parse(line.slice(25).trim()) || null
    else if (line.startsWith('#EXT-X-ENDLIST')) ended = true
    else if (line !== '' && !line.startsWith('#')) {
      segments.push({ uri: line, init, start, length, date })
      start += length
      date = date === null ? null : date + length * 1000
    }
  }
  return { segments, ended }
}

/** Seconds from the start of a list to a time of day: within the segment that has it, else the start of the next one. */
export function placeOf(list: MediaList, date: number): number {
  const at = list.segments.find((one) => one.date !== null && date < one.date + one.length * 1000)
  if (at === undefined) return lengthOf(list)
  return at.start + Math.max(0, (date - (at.date ?? date)) / 1000)
}

/** The time of day at so many seconds from the start of a list; null where it has none. */
export function dateOf(list: MediaList, seconds: number): number | null {
  const at = list.segments.find((one) => seconds < one.start + one.length) ?? list.segments.at(-1)
  return at === undefined || at.date === null ? null : at.date + Math.min(seconds - at.start, at.length) * 1000
}

/** Whether a time of day lies within a list, or behind its end: not before its first segment. */
export function reaches(list: MediaList, date: number): boolean {
  const first = list.segments[0]?.date
  return first !== undefined && first !== null && date >= first
}

export function lengthOf(list: MediaList): number {
  const last = list.segments.at(-1)
  return last === undefined ? 0 : last.start + last.length
}

/** Every file of a list, init segments included, each once, in the order in which they are needed. */
export function filesOf(list: MediaList): readonly string[] {
  return [...new Set(list.segments.flatMap(({ init, uri }) => (init === '' ? [uri] : [init, uri])))]
}
