/**
 * Sealing with age, always to five X25519 stanzas and always to one size: who looks at a sealed file learns nothing of
 * what is in it, nor for how many it is. Dummies come out of the same code. Spec: sync/spec/tips.md, 6 and 17.
 *
 * Loaded when it is wanted: the library is no part of the first screen.
 */
import { b64uDecode, b64uEncode, type Bytes, STANZAS } from '@shaiba/sync'
import { bech32 } from '@scure/base'
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient, webauthn } from 'age-encryption'

/** A fresh age identity (secret, `AGE-SECRET-KEY-1…`) and its recipient. */
export async function makeIdentity(): Promise<{ readonly identity: string; readonly recipient: string }> {
  const identity = await generateX25519Identity()
  return { identity, recipient: await identityToRecipient(identity) }
}

/** The identity whose X25519 secret key these 32 bytes are, and its recipient. */
export async function identityOf(secret: Bytes): Promise<{ readonly identity: string; readonly recipient: string }> {
  const identity = bech32.encodeFromBytes('AGE-SECRET-KEY-', secret).toUpperCase()
  return { identity, recipient: await identityToRecipient(identity) }
}

/** The recipient of an identity. */
export function recipientOf(identity: string): Promise<string> {
  return identityToRecipient(identity)
}

/** Seal to 0–5 recipients; the others are made up and thrown away, and nobody is told which stand where. */
export async function sealToFive(recipients: readonly string[], plain: Bytes): Promise<Bytes> {
  if (recipients.length > STANZAS) throw new RangeError('more than five recipients')
  const all = [...recipients]
  while (all.length < STANZAS) all.push((await makeIdentity()).recipient)
  return sealTo(shuffled(all), plain)
}

/** Seal to these recipients. */
export async function sealTo(recipients: readonly string[], plain: Bytes): Promise<Bytes> {
  const encrypter = new Encrypter()
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  return bytesOf(await encrypter.encrypt(plain))
}

/** What one of these identities opens of a file; null where it is not for them, or no file at all. */
export async function openWith(identities: readonly string[], file: Bytes): Promise<Bytes | null> {
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity)
  try {
    return bytesOf(await decrypter.decrypt(file))
  } catch {
    return null
  }
}

/** Which two of the three sheets open each of the recovery files (tips.md 2). */
const PAIRS = [
  [0, 1],
  [0, 2],
  [1, 2],
] as const

/** Three recovery files of a secret: sealed to one of three recipients, and that to another. */
export function nest(recipients: readonly string[], secret: Bytes): Promise<Bytes[]> {
  const to = (at: number): string[] => recipients.slice(at, at + 1)
  return Promise.all(PAIRS.map(async ([a, b]) => sealTo(to(b), await sealTo(to(a), secret))))
}

/** The secret, with two of the three identities in whatever order; null where they are not two of them. */
export async function unnest(identities: readonly string[], files: readonly Bytes[]): Promise<Bytes | null> {
  for (const file of files) {
    const inner = await openWith(identities, file)
    const secret = inner && (await openWith(identities, inner))
    if (secret) return secret
  }
  return null
}

/**
 * Seal to whoever holds this passkey (its id, b64u; null: one that the browser finds by itself); asks for it. Throws
 * where the authenticator has no PRF, or its person says no.
 */
export async function sealToPasskey(passkey: string | null, plain: Bytes): Promise<Bytes> {
  const encrypter = new Encrypter()
  encrypter.addRecipient(new webauthn.WebAuthnRecipient(optionsOf(passkey)))
  return bytesOf(await encrypter.encrypt(plain))
}

/** What `sealToPasskey` sealed; null where the passkey is another one, or its person says no. */
export async function openWithPasskey(passkey: string | null, file: Bytes): Promise<Bytes | null> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(new webauthn.WebAuthnIdentity(optionsOf(passkey)))
  try {
    return bytesOf(await decrypter.decrypt(file))
  } catch {
    return null
  }
}

/** How the library is told of a passkey: version 1, its id, the site, no transports; as CBOR in bech32. */
function optionsOf(passkey: string | null): { identity?: string } {
  if (passkey === null) return {}
  const id = b64uDecode(passkey, Math.floor((passkey.length * 6) / 8))
  const site = new TextEncoder().encode(location.hostname)
  const cbor = new Uint8Array([1, ...cborHead(2, id.length), ...id, ...cborHead(3, site.length), ...site, 0x80])
  return { identity: bech32.encode('AGE-PLUGIN-FIDO2PRF-', bech32.toWords(cbor), false).toUpperCase() }
}

/** Major type and length of a CBOR string shorter than 65,536 (RFC 8949, 3). */
function cborHead(type: number, length: number): number[] {
  if (length < 24) return [(type << 5) | length]
  return length < 256 ? [(type << 5) | 24, length] : [(type << 5) | 25, length >> 8, length & 255]
}

/** Seal with a passphrase. `work`: log2 of scrypt's cost, only lowered by tests. */
export async function sealWithPassphrase(passphrase: string, plain: Bytes, work = 18): Promise<Bytes> {
  const encrypter = new Encrypter()
  encrypter.setScryptWorkFactor(work)
  encrypter.setPassphrase(passphrase)
  return bytesOf(await encrypter.encrypt(plain))
}

export async function openWithPassphrase(passphrase: string, file: Bytes): Promise<Bytes | null> {
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase)
  try {
    return bytesOf(await decrypter.decrypt(file))
  } catch {
    return null
  }
}

/** Whether a file was sealed to a passkey (else to a passphrase). */
export function isForPasskey(file: Bytes): boolean {
  return new TextDecoder().decode(file.slice(0, 200)).includes('-> age-encryption.org/fido2prf ')
}

/** So many random bytes, b64u. */
export function randomText(bytes: number): string {
  return b64uEncode(crypto.getRandomValues(new Uint8Array(bytes)))
}

/** So many random digits, each as likely as any other. */
export function randomDigits(count: number): string {
  let digits = ''
  while (digits.length < count) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1))
    if (byte < 250) digits += String(byte % 10)
  }
  return digits
}

function shuffled<T>(list: readonly T[]): T[] {
  const keyed = list.map((one) => [crypto.getRandomValues(new Uint32Array(2)), one] as const)
  return keyed.sort(([a], [b]) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0)).map(([, one]) => one)
}

const bytesOf = (file: Uint8Array): Bytes => new Uint8Array(file)
