/** A log's lines as this phone stores them: pages of 256, full ones compressed where the browser can. */
import { type Bytes } from '@shaiba/sync'
import { type PageRow } from './db.ts'

/** Lines per page; the same as in the server's bundles. */
export const PAGE = 256

const LF = 10

/** Lines as one run of bytes, each ended by LF. */
export function join(lines: readonly Bytes[]): Bytes {
  const bytes = new Uint8Array(lines.reduce((sum, line) => sum + line.length + 1, 0))
  let at = 0
  for (const line of lines) {
    bytes.set(line, at)
    at += line.length
    bytes[at++] = LF
  }
  return bytes
}

/** The lines in a run of bytes; what follows the last LF is not a line. */
export function split(bytes: Bytes): Bytes[] {
  const lines: Bytes[] = []
  for (let from = 0, to = bytes.indexOf(LF); to >= 0; from = to + 1, to = bytes.indexOf(LF, from))
    lines.push(bytes.subarray(from, to))
  return lines
}

/** A page to store. Compression waits for streams, so it comes before the transaction. */
export async function pack(lines: readonly Bytes[], leaves: readonly Bytes[]): Promise<PageRow> {
  const plain = join(lines)
  const zip = lines.length === PAGE && typeof CompressionStream !== 'undefined' // the last page is rewritten often
  const bytes = zip ? await through(plain, new CompressionStream('gzip')) : plain
  return { bytes, zip, count: lines.length, leaves: concat(leaves) }
}

export async function unpack(page: PageRow): Promise<Bytes[]> {
  return split(page.zip ? await through(page.bytes, new DecompressionStream('gzip')) : page.bytes)
}

/** The leaves of a page, one array each. */
export function leavesOf(page: PageRow): Bytes[] {
  return Array.from({ length: page.count }, (_, i) => page.leaves.subarray(32 * i, 32 * i + 32))
}

export async function gzip(bytes: Bytes): Promise<Bytes> {
  return through(bytes, new CompressionStream('gzip'))
}

async function through(bytes: Bytes, transform: GenericTransformStream): Promise<Bytes> {
  const stream = new Response(bytes as BodyInit).body?.pipeThrough(transform)
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

function concat(parts: readonly Bytes[]): Bytes {
  const bytes = new Uint8Array(32 * parts.length)
  parts.forEach((part, i) => bytes.set(part, 32 * i))
  return bytes
}
