/** A signed note as it stands in a code, and what of it people read aloud (sync/spec/witness.md, Compare). */
import { b64uDecode, b64uEncode } from '@shaiba/sync'

/** Longer than any note: a code of something else is not unpacked. */
const MOST = 8192

/** `<origin>/c#<b64u of the note>`: what stands after # is sent to no server. */
export function addressOf(note: string, origin: string): string {
  return `${origin}/c#${b64uEncode(new TextEncoder().encode(note))}`
}

/** The note in the part after #; null where there is none. */
export function noteIn(hash: string): string | null {
  const coded = hash.replace(/^#/, '')
  if (coded === '' || coded.length > MOST) return null
  try {
    const bytes = b64uDecode(coded, Math.floor((coded.length * 6) / 8))
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

export interface Aloud {
  readonly size: number
  /** the root in sixteen groups of four */
  readonly groups: readonly string[]
}

/** Size and root of a note, to be read aloud; null where it is none. */
export function aloud(note: string): Aloud | null {
  const [, size = '', root = ''] = note.split('\n')
  if (!/^\d{1,16}$/.test(size) || !/^[0-9A-Za-z+/]{43}=$/.test(root)) return null
  const hex = Array.from(atob(root), (sign) => sign.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  return { size: Number(size), groups: hex.match(/.{4}/g) ?? [] }
}
