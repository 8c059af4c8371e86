/** A line of a log as the phone reads it: bytes to keep, its leaf, and what it says if the phone understands that. */
import { type Bytes, type Change, leafOf } from '@shaiba/sync'

/** A line and its leaf in the tree (its id as bytes). */
export interface Line {
  readonly bytes: Bytes
  readonly leaf: Bytes
}

export interface ReadOp {
  readonly by: string
  readonly at: string
  readonly salt: string
  readonly seen: readonly [size: number, root: string] | null
  readonly do: readonly Change[]
}

const decoder = new TextDecoder()

/** Lines with their leaves. The browser's own hash is faster where a line is long, and slower to call where it is short. */
export async function withLeaves(lines: readonly Bytes[]): Promise<Line[]> {
  const begun = lines.map((bytes) => ({ bytes, leaf: bytes.length < LONG ? leafOf(bytes) : leafOfLong(bytes) }))
  const read: Line[] = []
  for (const { bytes, leaf } of begun) read.push({ bytes, leaf: leaf instanceof Promise ? await leaf : leaf })
  return read
}

/** Bytes from which on it pays. Erased lines are far shorter. */
const LONG = 4096

async function leafOfLong(line: Bytes): Promise<Bytes> {
  const prefixed = new Uint8Array(line.length + 1) // 0x00 ‖ line
  prefixed.set(line, 1)
  return new Uint8Array(await crypto.subtle.digest('SHA-256', prefixed))
}

/**
 * What a line of the log says; null where it was erased or is of a newer app (kept byte for byte, shown after the
 * update). Its form is the server's word (sync/spec/op.md, «A replica reading ops»); its place is proven.
 */
export function readOp(bytes: Uint8Array): ReadOp | null {
  try {
    const said = JSON.parse(decoder.decode(bytes)) as { v?: unknown; do?: unknown } | null
    return said?.v === 1 && Array.isArray(said.do) ? (said as unknown as ReadOp) : null
  } catch {
    return null
  }
}

/** Whether two lines are one act, however often it was stamped and signed: as a server sees it (sync/spec/op.md). */
export function isSameAct(a: ReadOp | null, b: ReadOp | null): boolean {
  return a !== null && a.by === b?.by && a.salt === b.salt && JSON.stringify(a.do) === JSON.stringify(b.do)
}
