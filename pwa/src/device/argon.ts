/** Argon2id as receipts ask for it. */
import { argon2id } from '@noble/hashes/argon2.js'
import { type Bytes } from '@shaiba/sync'

/** Memory in KiB, passes, lanes, bytes (sync/spec/tips.md, 14). */
const COST = { m: 65_536, t: 3, p: 1, dkLen: 64 }

export function argon(digits: string, salt: Bytes): Bytes {
  return new Uint8Array(argon2id(digits, salt, COST))
}
