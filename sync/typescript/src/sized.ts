/** Bytes with their length before them: what is hashed together cannot be cut at another place. */

import type { Bytes } from './op.ts'

const encoder = new TextEncoder()

/** The length in four bytes, the big end first, and the bytes; of a text, its UTF-8. */
export function sized(data: Uint8Array | string): Bytes {
  const bytes = typeof data === 'string' ? encoder.encode(data) : data
  const all = new Uint8Array(4 + bytes.length)
  new DataView(all.buffer).setUint32(0, bytes.length)
  all.set(bytes, 4)
  return all
}
