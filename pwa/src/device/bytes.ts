/** Bytes as ops refer to them. */

/** SHA-256 in lower-case hex: the name of a blob. */
export async function hashOf(bytes: ArrayBuffer): Promise<string> {
  const hash = await sha256(bytes)
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export async function sha256(bytes: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)))
}
