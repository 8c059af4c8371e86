/** SHA-256 as Node has it: at once, and many times as fast as sha256.ts, which it must equal. */

import type { Bytes } from './op.ts'

interface Crypto {
  readonly hash: (name: string, data: Uint8Array, encoding: 'latin1') => string
}
declare const process: { getBuiltinModule(name: 'node:crypto'): Crypto }

const { hash } = process.getBuiltinModule('node:crypto')

/** Parts are laid one after the other here, unless they are longer: nothing below is asynchronous. */
const joined = new Uint8Array(66_000)

/** The hash of these bytes, one after the other. In one call, and out of it as text: a hash object and a Buffer, made for
 * each line and each node of a tree, take twice as long as the hashing. */
export function sha256(...parts: readonly Uint8Array[]): Bytes {
  const text = hash('sha256', joinOf(parts), 'latin1')
  const found = new Uint8Array(text.length)
  for (let i = 0; i < found.length; i++) found[i] = text.charCodeAt(i)
  return found
}

function joinOf(parts: readonly Uint8Array[]): Uint8Array {
  const [only, more] = parts
  if (only && !more) return only
  const size = parts.reduce((sum, part) => sum + part.length, 0)
  const whole = size <= joined.length ? joined.subarray(0, size) : new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
