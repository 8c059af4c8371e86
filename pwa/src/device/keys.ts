/** This phone's signing key: made by the browser, never leaves it. Ed25519 where there is one, else P-256. */

export interface DeviceKey {
  readonly alg: 'ed25519' | 'p256'
  /** 32 bytes, or the 65 of an uncompressed point */
  readonly publicKey: Uint8Array<ArrayBuffer>
  /** not extractable, unless it was asked for in order to be wrapped (pin.ts) */
  readonly privateKey: CryptoKey
}

/** Make a key. Throws where the browser has no WebCrypto (a page that is not secure). */
export async function makeKey(extractable = false): Promise<DeviceKey> {
  const { alg, pair } = await generate(extractable)
  return {
    alg,
    publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
    privateKey: pair.privateKey,
  }
}

async function generate(extractable: boolean): Promise<{ alg: DeviceKey['alg']; pair: CryptoKeyPair }> {
  try {
    return { alg: 'ed25519', pair: await crypto.subtle.generateKey('Ed25519', extractable, ['sign']) }
  } catch {
    // Chrome before 137, old WebViews
    const p256 = { name: 'ECDSA', namedCurve: 'P-256' }
    return { alg: 'p256', pair: await crypto.subtle.generateKey(p256, extractable, ['sign']) }
  }
}
