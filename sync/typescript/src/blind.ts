/**
 * Blind tokens: somebody signs what he does not see, and nobody can tell later which one it was.
 *
 * Blind RSA signatures (RFC 9474, RSABSSA-SHA384-PSS-Randomized); an issuer's secret is an argument, and kept elsewhere.
 * Spec: sync/spec/blind.md. Vectors: sync/vectors/blind.json.
 */

import { malformed, SyncError } from './errors.ts'
import { b64uEncode, type Bytes } from './op.ts'
import { concat, sameBytes } from './tree.ts'

/** Of an issuer's key, and of what it signs. */
export const MODULUS_BYTES = 256
/** Of an issuer's public key as it is said. */
export const SPKI_BYTES = 294

const E = 65537n
const SALT = 48
const SPKI_HEAD = bytesOf('30820122300d06092a864886f70d01010105000382010f003082010a0282010100')
const SPKI_TAIL = bytesOf('0203010001')

/** The modulus of an issuer's public key: RSA of 2,048 bits, exponent 65537, DER. Else `malformed` (rule `poll`). */
export function issuerModulus(spki: Bytes): Bytes {
  const modulus = spki.slice(SPKI_HEAD.length, -SPKI_TAIL.length)
  const isWhole = sameBytes(spki, concat(SPKI_HEAD, modulus, SPKI_TAIL)) && modulus.length === MODULUS_BYTES
  if (!isWhole || (modulus[0] ?? 0) < 128) throw malformed('poll')
  return modulus
}

/**
 * What unblinds, drawn evenly from all numbers below the modulus (RFC 9474, 4.2): so many random bytes again and again until
 * they are one. Who signed can divide what came of it by what he signed: for the right ballot that is this number, for any
 * other it may be anything. Were some numbers likelier than others, the right ballot would show.
 */
export function drawInverse(modulus: Bytes, random: (bytes: number) => Bytes): Bytes {
  for (;;) {
    const drawn = random(modulus.length)
    const number = numberOf(drawn)
    if (number > 0n && number < numberOf(modulus)) return drawn
  }
}

/**
 * What is sent to the issuer (RFC 9474, 4.2). `prepared` is 32 random bytes and the token; `salt` 48 random bytes;
 * `inverse` as `drawInverse` has it, kept to unblind. `malformed` (rule `poll`) where it has no inverse.
 */
export async function blindToken(modulus: Bytes, prepared: Bytes, salt: Bytes, inverse: Bytes): Promise<Bytes> {
  const n = numberOf(modulus)
  const number = numberOf(inverse)
  const r = invert(number, n)
  if (r === null || number >= n || salt.length !== SALT) throw malformed('poll')
  const encoded = numberOf(await encodePss(prepared, salt, n.toString(2).length - 1))
  return bytesOf(hexOf((encoded * power(r, E, n)) % n, modulus.length))
}

/** The issuer's signature, unblinded. Throws `bad_token` where it is none of what was asked. */
export async function unblindToken(modulus: Bytes, prepared: Bytes, blindSig: Bytes, inverse: Bytes): Promise<Bytes> {
  const n = numberOf(modulus)
  const sig = bytesOf(hexOf((numberOf(blindSig) * numberOf(inverse)) % n, modulus.length))
  const isIts = blindSig.length === modulus.length && (await isTokenSigned(modulus, prepared, sig))
  if (!isIts) throw new SyncError('bad_token')
  return sig
}

/**
 * What the issuer answers (RFC 9474, 4.3): `p`, `q` are the primes of its modulus. What is raised to the secret power is
 * another number each time, by the random `r` below the modulus: no clock tells anything of the key. `malformed` (rule
 * `poll`) where `blinded` is no number below the modulus, or 0, or `r` has no inverse; throws where the machine reckoned
 * wrong, for one wrong bit in a half would tell the factors.
 */
export function signBlinded(p: Bytes, q: Bytes, blinded: Bytes, r: Bytes): Bytes {
  const [first, second] = [numberOf(p), numberOf(q)]
  const [n, number, mask] = [first * second, numberOf(blinded), numberOf(r)]
  const undo = invert(mask, n)
  const isBelow = blinded.length === MODULUS_BYTES && number > 0n && number < n && mask > 0n && mask < n
  if (!isBelow || undo === null) throw malformed('poll')
  const x = (number * power(mask, E, n)) % n
  const root = (prime: bigint): bigint => power(x % prime, invert(E, prime - 1n) ?? 0n, prime)
  const [mp, mq] = [root(first), root(second)]
  const half = ((((mp - mq) * (invert(second, first) ?? 0n)) % first) + first) % first
  const answer = bytesOf(hexOf(((mq + second * half) * undo) % n, MODULUS_BYTES))
  if (power(numberOf(answer), E, n) !== number) throw new Error('a fault while signing')
  return answer
}

/** Whether the issuer signed this. */
export async function isTokenSigned(modulus: Bytes, prepared: Bytes, sig: Bytes): Promise<boolean> {
  if (sig.length !== modulus.length) return false
  const key = await publicKey(b64uEncode(modulus))
  return await crypto.subtle.verify({ name: 'RSA-PSS', saltLength: SALT }, key, sig, prepared)
}

// --- RSA, as far as a phone needs it: the engine checks, only blinding is ours ------------------------------------------

const known = new Map<string, Promise<CryptoKey>>()

function publicKey(n: string): Promise<CryptoKey> {
  let key = known.get(n)
  if (!key) {
    const jwk = { kty: 'RSA', n, e: 'AQAB' }
    key = crypto.subtle.importKey('jwk', jwk, { name: 'RSA-PSS', hash: 'SHA-384' }, false, ['verify'])
    if (known.size >= 64) known.clear()
    known.set(n, key)
  }
  return key
}

/** EMSA-PSS with SHA-384 (RFC 8017, 9.1.1). */
async function encodePss(message: Bytes, salt: Bytes, bits: number): Promise<Bytes> {
  const size = Math.ceil(bits / 8)
  const digest = await sha384(concat(new Uint8Array(8), await sha384(message), salt))
  const block = concat(new Uint8Array(size - salt.length - digest.length - 2), [1], salt)
  for (let at = 0; at < block.length; at += digest.length) {
    const mask = await sha384(concat(digest, [0, 0, 0, at / digest.length]))
    for (let i = at; i < Math.min(at + digest.length, block.length); i++)
      block[i] = (block[i] ?? 0) ^ (mask[i - at] ?? 0)
  }
  block[0] = (block[0] ?? 0) & (0xff >> (8 * size - bits))
  return concat(block, digest, [0xbc])
}

async function sha384(data: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-384', data))
}

function power(base: bigint, exponent: bigint, n: bigint): bigint {
  let result = 1n
  for (let b = base, e = exponent; e > 0n; e >>= 1n, b = (b * b) % n) if (e & 1n) result = (result * b) % n
  return result
}

function invert(number: bigint, n: bigint): bigint | null {
  let [a, b, x, y] = [number % n, n, 1n, 0n]
  while (b) [a, b, x, y] = [b, a % b, y, x - (a / b) * y]
  return a === 1n ? ((x % n) + n) % n : null
}

function numberOf(bytes: Uint8Array): bigint {
  return bytes.length ? BigInt(`0x${hex(bytes)}`) : 0n
}

function hexOf(number: bigint, size: number): string {
  return number.toString(16).padStart(2 * size, '0')
}

function bytesOf(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16))
}

/** Bytes as lower-case hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
