/** SHA-256 at once, by @noble/hashes (README, Why). In Node `sha256.node.ts` stands in its place: package.json, `imports`. */

import { sha256 as noble } from '@noble/hashes/sha2.js'
import type { Bytes } from './op.ts'

/** The hash of these bytes, one after the other. */
export function sha256(...parts: readonly Uint8Array[]): Bytes {
  return parts.reduce((hash, part) => hash.update(part), noble.create()).digest()
}
