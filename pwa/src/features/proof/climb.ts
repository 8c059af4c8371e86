/** The way from one line up to the root, computed again here: what the sheet draws is what was hashed (sync/spec/tree.md). */
import { b64uDecode, leafOf, nodeHash, sameBytes, type Bytes } from '@shaiba/sync'
import type { OpProof } from '../../replica/types.ts'

export interface Level {
  /** fingerprint of what has been joined up to here, hex */
  readonly hash: string
  /** the one it is joined with next, hex; null at the root */
  readonly sibling: string | null
  readonly siblingLeft: boolean
  /** how many lines the sibling stands for */
  readonly lines: number
}

export interface Climb {
  /** leaf first, root last */
  readonly levels: readonly Level[]
  /** the root reached is the one in the signed checkpoint, and the path had just the right length */
  readonly fits: boolean
  readonly root: string
}

export interface Note {
  readonly origin: string
  readonly size: number
  readonly root: string
}

/** Climb as RFC 9162 §2.1.3.2 does, keeping each step. */
export function climb(op: OpProof): Climb {
  let hash: Bytes = leafOf(new TextEncoder().encode(op.line)) // of a gap, the leaf that it stands for
  let [at, last, level] = [op.seq, op.size - 1, 0]
  let good = at <= last
  const levels: Level[] = []
  for (const text of op.path) {
    const sibling = b64uDecode(text, 32)
    if (last === 0) good = false
    // an only child is carried up unchanged until it has somebody to its left
    if (at % 2 === 0 && at === last)
      while (at % 2 === 0 && at > 0) {
        ;[at, last] = [at / 2, Math.floor(last / 2)]
        level++
      }
    const left = at % 2 === 1
    const lines = left ? 2 ** level : Math.max(0, Math.min((at + 2) * 2 ** level, op.size) - (at + 1) * 2 ** level)
    levels.push({ hash: hex(hash), sibling: hex(sibling), siblingLeft: left, lines })
    hash = left ? nodeHash(sibling, hash) : nodeHash(hash, sibling)
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
    level++
  }
  levels.push({ hash: hex(hash), sibling: null, siblingLeft: false, lines: 0 })
  const note = readNote(op.checkpoint)
  const signed = note && fromBase64(note.root)
  return {
    levels,
    root: hex(hash),
    fits: good && last === 0 && note !== null && note.size === op.size && signed !== null && sameBytes(hash, signed),
  }
}

/** The three lines of a signed note, or null. Its signature was checked when the phone took it (replica). */
export function readNote(text: string): Note | null {
  const [origin, size, root] = text.split('\n')
  if (!origin || !size || !root || !/^\d+$/.test(size)) return null
  return { origin, size: Number(size), root }
}

/** «a3f0 9c1e»: enough of a fingerprint to compare by eye. */
export function short(hash: string): string {
  return `${hash.slice(0, 4)} ${hash.slice(4, 8)}`
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
  } catch {
    return null
  }
}
