/**
 * A PIN: what it wraps, and how a phone hides things from itself (sync/spec/people.md, «Several people on one phone»).
 *
 * The PIN's key wraps two private keys: the one that signs, and the one that opens what was sealed. Sealing needs only a
 * public key, so that a phone can lock itself when nobody is there to type.
 */
import { type Bytes } from '@shaiba/sync'
import { type DeviceKey, makeKey } from './keys.ts'

/** What a guess costs: PBKDF2-SHA-256, as often as OWASP asks (2023). */
const ROUNDS = 600_000
const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const

export interface Wrapped {
  readonly iv: Bytes
  readonly bytes: Bytes
}

/** All that a PIN opens, as it lies in the database. */
export interface PinRow {
  readonly alg: DeviceKey['alg']
  readonly salt: Bytes
  readonly rounds: number
  readonly signing: Wrapped
  readonly opening: Wrapped
  /** public key of `opening`, a raw point */
  readonly sealTo: Bytes
}

export interface Sealed extends Wrapped {
  /** public key made for this one sealing */
  readonly from: Bytes
}

export interface Opened {
  readonly signing: CryptoKey
  readonly opening: CryptoKey
}

/** What may be a PIN: 4 to 6 digits. */
export function isPin(text: string): boolean {
  return /^\d{4,6}$/.test(text)
}

/** A new key to sign with, wrapped by the PIN. It can be taken out this once, in order to be wrapped. */
export async function makePinned(pin: string): Promise<{ key: DeviceKey; row: PinRow }> {
  const made = await makeKey(true)
  const pair = await crypto.subtle.generateKey(CURVE, true, ['deriveBits'])
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const pinKey = await keyOf(pin, salt, ROUNDS)
  const row: PinRow = {
    alg: made.alg,
    salt,
    rounds: ROUNDS,
    signing: await wrap(made.privateKey, pinKey),
    opening: await wrap(pair.privateKey, pinKey),
    sealTo: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
  }
  return { key: { ...made, privateKey: await unwrapSigning(row, pinKey) }, row }
}

/** The two keys, which cannot be taken out; null where the PIN is wrong. */
export async function openPin(row: PinRow, pin: string): Promise<Opened | null> {
  const pinKey = await keyOf(pin, row.salt, row.rounds)
  try {
    const opening = await unwrap(row.opening, pinKey, CURVE, ['deriveBits'])
    return { opening, signing: await unwrapSigning(row, pinKey) }
  } catch {
    return null // AES-GCM says only that it does not fit
  }
}

/** Encrypt for who has the PIN. */
export async function seal(row: PinRow, plain: Bytes): Promise<Sealed> {
  const once = await crypto.subtle.generateKey(CURVE, false, ['deriveBits'])
  const to = await crypto.subtle.importKey('raw', row.sealTo, CURVE, false, [])
  const from = new Uint8Array(await crypto.subtle.exportKey('raw', once.publicKey))
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const key = await shared(once.privateKey, to, from)
  return { from, iv, bytes: new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain)) }
}

export async function unseal({ from, iv, bytes }: Sealed, opening: CryptoKey): Promise<Bytes> {
  const key = await shared(opening, await crypto.subtle.importKey('raw', from, CURVE, false, []), from)
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytes))
}

async function keyOf(pin: string, salt: Bytes, rounds: number): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveKey'])
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }
  return crypto.subtle.deriveKey(how, typed, { name: 'AES-GCM', length: 256 }, false, ['wrapKey', 'unwrapKey'])
}

async function wrap(key: CryptoKey, by: CryptoKey): Promise<Wrapped> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  return { iv, bytes: new Uint8Array(await crypto.subtle.wrapKey('pkcs8', key, by, { name: 'AES-GCM', iv })) }
}

function unwrap(
  { iv, bytes }: Wrapped,
  by: CryptoKey,
  of: AlgorithmIdentifier | EcKeyImportParams,
  usages: KeyUsage[],
): Promise<CryptoKey> {
  return crypto.subtle.unwrapKey('pkcs8', bytes, by, { name: 'AES-GCM', iv }, of, false, usages)
}

function unwrapSigning(row: PinRow, by: CryptoKey): Promise<CryptoKey> {
  return unwrap(row.signing, by, row.alg === 'ed25519' ? 'Ed25519' : { name: 'ECDSA', namedCurve: 'P-256' }, ['sign'])
}

/** ECDH, then HKDF over the sealing's own public key. */
async function shared(own: CryptoKey, other: CryptoKey, salt: Bytes): Promise<CryptoKey> {
  const bits = await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, own, 256)
  const secret = await crypto.subtle.importKey('raw', bits, 'HKDF', false, ['deriveKey'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt, info: new TextEncoder().encode('shaiba-seal-v1') }
  return crypto.subtle.deriveKey(how, secret, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}
