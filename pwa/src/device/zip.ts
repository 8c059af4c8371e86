/** A few small files in one: a zip whose parts are stored as they are, which every phone and computer opens. */

export interface Part {
  /** ASCII */
  readonly name: string
  readonly text: string
}

/** The bytes of the zip. `at` is its time, as every part has one. */
export function zip(parts: readonly Part[], at: Date): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder()
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1)
  const day = ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate()
  const files: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const part of parts) {
    const name = encoder.encode(part.name)
    const data = encoder.encode(part.text)
    // version 20, no flags, stored, time, day, checksum, sizes, length of the name, no extra
    const facts = [20, 0, 0, time, day].flatMap(two)
    const sizes = [crc32(data), data.length, data.length].flatMap(four)
    const head = [...facts, ...sizes, ...two(name.length), ...two(0)]
    const file = Uint8Array.from([...four(0x04034b50), ...head, ...name])
    files.push(file, data)
    const rest = [...two(0), ...two(0), ...two(0), ...four(0), ...four(offset)]
    directory.push(Uint8Array.from([...four(0x02014b50), ...two(20), ...head, ...rest, ...name]))
    offset += file.length + data.length
  }
  const size = directory.reduce((sum, one) => sum + one.length, 0)
  const counts = [0, 0, parts.length, parts.length].flatMap(two)
  const end = Uint8Array.from([...four(0x06054b50), ...counts, ...four(size), ...four(offset), ...two(0)])
  return joined([...files, ...directory, end])
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, one) => sum + one.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

function two(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff]
}

function four(value: number): number[] {
  return [...two(value), ...two(value >>> 16)]
}

function crc32(data: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of data) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
