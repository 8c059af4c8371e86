/**
 * Signing and checking: Ed25519, and ECDSA P-256 where a phone has no Ed25519.
 *
 * Spec: sync/spec/op.md, "Signing".
 */

import { SyncError } from './errors.ts'
import { type Alg, b64uEncode, type Bytes, digest, type Op } from './op.ts'

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const
const ECDSA = { name: 'ECDSA', hash: 'SHA-256' } as const

/** What this device can sign with: Ed25519 where there is one. */
export async function supportedAlg(): Promise<Alg> {
  try {
    await generateKeys('ed25519')
    return 'ed25519'
  } catch {
    return 'p256'
  }
}

/** A new key pair; the private key never leaves the engine. */
export async function generateKeys(alg: Alg): Promise<CryptoKeyPair> {
  const algorithm = alg === 'ed25519' ? 'Ed25519' : P256
  return (await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])) as CryptoKeyPair
}

/** The public key as ops and enrolments carry it: 32 bytes, or the 65 of an uncompressed point. */
export async function exportPublicKey(key: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', key))
}

/** Sign a message (of an op: its `digest`): 64 bytes. */
export async function sign(alg: Alg, privateKey: CryptoKey, message: Bytes): Promise<Bytes> {
  if (alg === 'ed25519') return new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, message))
  const sig = new Uint8Array(await crypto.subtle.sign(ECDSA, privateKey, message))
  const s = toBigInt(sig.subarray(32))
  if (isLow(s)) return sig
  const low = (P256_ORDER - s).toString(16).padStart(64, '0')
  for (let i = 0; i < 32; i++) sig[32 + i] = parseInt(low.slice(2 * i, 2 * i + 2), 16)
  return sig
}

/** Refuse an op that this key did not sign. */
export async function verify(alg: Alg, publicKey: Bytes | CryptoKey, op: Op): Promise<void> {
  await verifyBytes(alg, publicKey, op.sig, digest(op.head))
}

/** Refuse a signature that is not of these bytes by this key. Keys come as bytes, or as a `CryptoKey` to be used often. */
export async function verifyBytes(alg: Alg, publicKey: Bytes | CryptoKey, sig: Bytes, message: Bytes): Promise<void> {
  if (!(await isGood(alg, publicKey, sig, message))) throw new SyncError('bad_signature')
}

async function isGood(alg: Alg, publicKey: Bytes | CryptoKey, sig: Bytes, message: Bytes): Promise<boolean> {
  if (sig.length !== 64 || (alg === 'p256' && !isLow(toBigInt(sig.subarray(32))))) return false // high s: a second line of the same op
  try {
    const key = publicKey instanceof Uint8Array ? await importKey(alg, publicKey) : publicKey
    return await crypto.subtle.verify(alg === 'ed25519' ? 'Ed25519' : ECDSA, key, sig, message)
  } catch (error) {
    if (alg === 'p256' || !(publicKey instanceof Uint8Array) || (error as Error).name !== 'NotSupportedError') {
      return false // no point of the curve, no key of that length
    }
    // such a phone signs with P-256, but logs are signed with Ed25519 only
    const { verifyEd25519 } = await import('./ed25519.ts')
    return await verifyEd25519(publicKey, sig, message)
  }
}

/** Keys that were imported, by what they are: a log's key checks every head of it, and importing costs half a check. */
const imported = new Map<string, CryptoKey>()
const MAX_IMPORTED = 64

async function importKey(alg: Alg, publicKey: Bytes): Promise<CryptoKey> {
  const name = `${alg} ${b64uEncode(publicKey)}`
  const known = imported.get(name)
  if (known) return known
  const algorithm = alg === 'ed25519' ? 'Ed25519' : P256
  const key = await crypto.subtle.importKey('raw', publicKey, algorithm, true, ['verify'])
  if (imported.size >= MAX_IMPORTED) imported.clear()
  imported.set(name, key)
  return key
}

function isLow(s: bigint): boolean {
  return s <= P256_ORDER / 2n
}

function toBigInt(bytes: Uint8Array): bigint {
  return bytes.reduce((n, byte) => (n << 8n) | BigInt(byte), 0n)
}
