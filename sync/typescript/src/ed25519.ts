/**
 * Ed25519 verification where the engine has none (Chromium before 137, and the browsers inside apps built on it).
 *
 * Checks public signatures over public bytes, so it need not take constant time; nothing secret ever comes here.
 * Loaded only when WebCrypto refuses the algorithm. Spec: RFC 8032 §5.1.7, without the cofactor, as OpenSSL does it.
 */

const P = 2n ** 255n - 19n
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n
const D = -121665n * power(121666n, P - 2n)
const SQRT_OF_MINUS_1 = power(2n, (P - 1n) / 4n)

/** Extended coordinates: x = X/Z, y = Y/Z, T = XY/Z. */
type Point = readonly [x: bigint, y: bigint, z: bigint, t: bigint]

const ZERO: Point = [0n, 1n, 1n, 0n]

/** Whether the signature (64 bytes) is of this message by this key (32 bytes). */
export async function verifyEd25519(publicKey: Uint8Array, sig: Uint8Array, message: Uint8Array): Promise<boolean> {
  const a = decode(publicKey)
  const s = littleEndian(sig.subarray(32))
  if (!a || sig.length !== 64 || s >= ORDER) return false
  const hashed = new Uint8Array([...sig.subarray(0, 32), ...publicKey, ...message])
  const k = new Uint8Array(await crypto.subtle.digest('SHA-512', hashed))
  const minusA: Point = [P - a[0], a[1], a[2], P - a[3]]
  const r = encode(add(times(BASE, s), times(minusA, littleEndian(k) % ORDER)))
  return r.every((byte, i) => byte === sig[i])
}

function add([x1, y1, z1, t1]: Point, [x2, y2, z2, t2]: Point): Point {
  const a = mod((y1 - x1) * (y2 - x2))
  const b = mod((y1 + x1) * (y2 + x2))
  const c = mod(t1 * 2n * mod(D * t2))
  const d = mod(z1 * 2n * z2)
  const [e, f, g, h] = [b - a, d - c, d + c, b + a]
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)]
}

function times(point: Point, n: bigint): Point {
  let sum = ZERO
  for (const bit of n.toString(2)) {
    sum = add(sum, sum)
    if (bit === '1') sum = add(sum, point)
  }
  return sum
}

function encode([x, y, z]: Point): Uint8Array {
  const inverse = power(z, P - 2n)
  let n = mod(y * inverse) | ((mod(x * inverse) & 1n) << 255n)
  const bytes = new Uint8Array(32)
  for (let i = 0; i < 32; i++, n >>= 8n) bytes[i] = Number(n & 255n)
  return bytes
}

function decode(bytes: Uint8Array): Point | undefined {
  if (bytes.length !== 32) return undefined
  const n = littleEndian(bytes)
  const y = n & (2n ** 255n - 1n)
  if (y >= P) return undefined
  const u = mod(y * y - 1n)
  const v = mod(D * y * y + 1n)
  let x = mod(u * v ** 3n * power(u * v ** 7n, (P - 5n) / 8n)) // RFC 8032 §5.1.3
  if (mod(v * x * x + u) === 0n) x = mod(x * SQRT_OF_MINUS_1)
  if (mod(v * x * x - u) !== 0n || (x === 0n && n >> 255n === 1n)) return undefined
  if ((x & 1n) !== n >> 255n) x = P - x
  return [x, y, 1n, mod(x * y)]
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (const bit of exponent.toString(2)) {
    result = mod(result * result)
    if (bit === '1') result = mod(result * base)
  }
  return result
}

function mod(n: bigint): bigint {
  const rest = n % P
  return rest < 0n ? rest + P : rest
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((n, byte) => (n << 8n) | BigInt(byte), 0n)
}

/** The point with y = 4/5 and even x. */
const BASE = decode(encode([0n, 4n * power(5n, P - 2n), 1n, 0n])) ?? ZERO
