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
  readonly seen: readonly [size: number, root: string] | null
  readonly do: readonly Change[]
}

const decoder = new TextDecoder()

export function lineOf(bytes: Bytes): Line {
  return { bytes, leaf: leafOf(bytes) }
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

/** The kind that a change is about: what stands before the dot. */
export function kindOf(change: Change): string {
  return change.do.slice(0, change.do.indexOf('.'))
}
