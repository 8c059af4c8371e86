/**
 * Ed25519 verification where the engine has none (Chromium before 137, and the browsers inside apps built on it).
 * Such a phone signs with P-256, but logs are signed with Ed25519 only. Loaded only when WebCrypto refuses the algorithm.
 */

import { verifyAsync } from '@noble/ed25519'

/** Whether the signature (64 bytes) is of this message by this key (32 bytes), as RFC 8032 and OpenSSL say it. */
export async function verifyEd25519(publicKey: Uint8Array, sig: Uint8Array, message: Uint8Array): Promise<boolean> {
  try {
    return await verifyAsync(sig, message, publicKey, { zip215: false })
  } catch {
    return false // it throws on keys and signatures of another length
  }
}
