/**
 * What a log gave up comes back to it, by whoever holds it: the old signed tree proves that it had been let in.
 *
 * Spec: sync/spec/regain.md. Vectors: sync/vectors/regain.json.
 */

import { malformed, type Rule, SyncError } from './errors.ts'
import { b64uDecode, b64uEncode, type Bytes, type Op, parseOp } from './op.ts'
import { parseCompact } from './strict.ts'
import { leafHash, nodeHash, openNote, origin, parseVkey, verifyInclusion } from './tree.ts'
import { parseFirst } from './wire.ts'

/** Lines in one body. */
export const MAX_REGAINED = 256

/** Hashes of a path: no log has more levels. */
const MAX_PATH = 64

/** A line, and its way to the root of the tree in which it stood. */
export interface Proven {
  readonly at: number
  readonly path: readonly Bytes[]
  readonly line: Bytes
}

/** Lines of a tree that was given up, and the note that the log signed of it. */
export interface Regain {
  readonly epoch: number
  readonly checkpoint: string
  readonly lines: readonly Proven[]
}

/** Write a body. */
export function formatRegain({ epoch, checkpoint, lines }: Regain): Bytes {
  const parts = [encoder.encode(JSON.stringify({ v: 1, epoch, checkpoint }))]
  for (const { at, path, line } of lines)
    parts.push(encoder.encode(JSON.stringify({ at, path: path.map(b64uEncode) })), line)
  const body = new Uint8Array(parts.reduce((sum, part) => sum + part.length + 1, 0)).fill(LF)
  let place = 0
  for (const part of parts) {
    body.set(part, place)
    place += part.length + 1
  }
  parseRegain(body)
  return body
}

/** Read a body, strictly. Of the lines themselves nothing is read. */
export function parseRegain(body: Bytes): Regain {
  const [head, ...rest] = linesIn(body)
  const members = parseFirst(head as Bytes)
  const { epoch, checkpoint } = members
  if (Object.keys(members).join() !== 'v,epoch,checkpoint' || typeof checkpoint !== 'string') throw malformed('header')
  const last = rest.pop()
  if (last?.length !== 0 || rest.length % 2 !== 0 || rest.length < 2 || rest.length > 2 * MAX_REGAINED)
    throw malformed('regain')
  const lines: Proven[] = []
  const began = countOf(epoch, 'header')
  for (let i = 0; i < rest.length; i += 2) lines.push({ ...proofOf(rest[i] as Bytes), line: rest[i + 1] as Bytes })
  return { epoch: began, checkpoint, lines }
}

/**
 * The ops, where the log of this key had each of them in a tree of an epoch before this one. One that it had not refuses
 * them all: `bad_signature`, `not_found`, `other_history`; `malformed` of what is no op.
 */
export async function checkRegain(regain: Regain, vkey: string, scope: string, epoch: number): Promise<Op[]> {
  const note = await openNote(regain.checkpoint, vkey)
  if (note.origin !== origin(parseVkey(vkey).name, scope, regain.epoch) || regain.epoch >= epoch)
    throw new SyncError('not_found')
  return regain.lines.map(({ at, path, line }) => {
    if (!verifyInclusion(leafHash(line), at, note.size, path, note.root)) throw new SyncError('other_history')
    const op = parseOp(line)
    if (op.scope !== scope) throw new SyncError('not_found')
    return op
  })
}

/** The paths of many leaves of one tree, each as `inclusionProof` has it. */
export function inclusionProofs(leaves: readonly Bytes[], places: readonly number[]): Bytes[][] {
  const levels = [leaves]
  for (let last = leaves; last.length > 1; levels.push(last)) last = above(last)
  return places.map((place) =>
    levels.flatMap((level, n) => {
      const at = Math.floor(place / 2 ** n)
      const beside = level[at % 2 === 0 ? at + 1 : at - 1]
      return beside ? [beside] : []
    }),
  )
}

/** The next level of a tree: one that is left over goes up as it is. */
function above(level: readonly Bytes[]): Bytes[] {
  const pairs: Bytes[] = []
  for (let i = 0; i < level.length; i += 2) {
    const [left, right] = [level[i] as Bytes, level[i + 1]]
    pairs.push(right ? nodeHash(left, right) : left)
  }
  return pairs
}

const LF = 0x0a
const encoder = new TextEncoder()

/** What stands between the LFs of a body; after the last one nothing should. */
function linesIn(body: Bytes): Bytes[] {
  const lines: Bytes[] = []
  let from = 0
  for (let to = body.indexOf(LF); to >= 0; from = to + 1, to = body.indexOf(LF, from)) lines.push(body.slice(from, to))
  return [...lines, body.slice(from)]
}

function proofOf(text: Bytes): { at: number; path: Bytes[] } {
  const members = parseCompact(text, 'regain')
  const { at, path } = members
  if (Object.keys(members).join() !== 'at,path' || !Array.isArray(path) || path.length > MAX_PATH)
    throw malformed('regain')
  return { at: countOf(at, 'regain'), path: path.map(hashOf) }
}

function hashOf(value: unknown): Bytes {
  if (typeof value !== 'string') throw malformed('regain')
  return b64uDecode(value, 32, 'regain')
}

function countOf(value: unknown, rule: Rule): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw malformed(rule)
  return value as number
}
