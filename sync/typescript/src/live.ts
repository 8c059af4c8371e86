/**
 * What tells a recording that was changed: the hashes beside the media, held against the roots in the village's log.
 *
 * A segment swapped, left out, put in or moved is named with its place. Spec: sync/spec/live.md. Vectors:
 * sync/vectors/live.json.
 */

import { sha256 } from '#sha256'
import { malformed } from './errors.ts'
import { b64uDecode, b64uEncode, type Bytes } from './op.ts'
import { sized } from './sized.ts'
import { leafHash, rootOf, sameBytes } from './tree.ts'

export type Tier = 'v' | 'p' | 'a'
/** Picture and sound; a picture a segment, with sound; sound. */
export const TIERS: readonly Tier[] = ['v', 'p', 'a']
export const FAULT_WHYS = ['cut', 'differs', 'added', 'gap', 'moved', 'changed', 'unknown'] as const
export type FaultWhy = (typeof FAULT_WHYS)[number]

/** Random: who has not read the log cannot guess an address of its media. */
export const STREAM_BYTES = 16
/** One person says one thing in so long. */
export const REMARK_GAP_MS = 10_000
export const MOST_EPOCHS = 1000

/** Of a tier, by epoch: the hash of the beginning, and those of the segments in order. */
export type Hashes = readonly (readonly Bytes[])[]

/** What of a recording is worked out from: its record. */
export interface ToldRecording {
  readonly parts?: readonly ToldPart[]
  readonly counts?: readonly number[]
  readonly root?: string
}

/** Entries of an epoch in every tier that it has, and how long they are. */
export interface ToldPart {
  readonly epoch: number
  readonly first: number
  readonly count: number
  readonly ms: number
  readonly roots: Readonly<Partial<Record<Tier, string>>>
}

/** What is wrong with which entry of which epoch; `ms` is where in the recording its part begins. */
export interface RecordingFault {
  readonly epoch: number
  readonly entry: number
  readonly ms: number
  readonly why: FaultWhy
}

const NAME = /^(0|[1-9][0-9]{0,2})-(init|0|[1-9][0-9]{0,4})$/
const encoder = new TextEncoder()

/** The id of what one person says of a stream in these ten seconds: so it is one. */
export function remarkId(stream: string, by: string, saidMs: number): string {
  const slot = new Uint8Array(8)
  new DataView(slot.buffer).setBigUint64(0, BigInt(Math.floor(saidMs / REMARK_GAP_MS)))
  return b64uEncode(sha256(encoder.encode('shaiba/live/remark/v1\0'), sized(stream), sized(by), slot))
}

/** What `hashes.json` of a tier says, from its JSON. `malformed` (rule `recording`). */
export function readHashes(data: unknown): Bytes[][] {
  if (!Array.isArray(data) || data.length > MOST_EPOCHS) throw malformed('recording')
  return data.map((epoch: unknown) => {
    if (!Array.isArray(epoch)) throw malformed('recording')
    return epoch.map(hash)
  })
}

/** The root over these entries, in order. */
export function entriesRoot(hashes: readonly Bytes[]): Bytes {
  return rootOf(hashes.map(leafHash))
}

/** The root over a whole recording: tier by tier, epoch by epoch. */
export function recordingRoot(tiers: Readonly<Partial<Record<Tier, Hashes>>>): Bytes {
  return entriesRoot(TIERS.flatMap((tier) => (tiers[tier] ?? []).flat()))
}

/**
 * What of this tier is not as the log has it; nothing: all is as it was.
 *
 * `recording` is the record's view; `held` the hashes of what a phone has, by `<epoch>-init` and `<epoch>-<n>`, as far as
 * it has it (`malformed`, rule `recording`, for another name).
 */
export function recordingFaults(
  recording: ToldRecording,
  tier: Tier,
  hashes: Hashes,
  held: Readonly<Record<string, Bytes>> = {},
): RecordingFault[] {
  const parts = placeParts(recording, tier)
  const found = [...parts.faults]
  for (const { part, ms } of parts.placed) {
    const root = part.roots[tier]
    if (root === undefined) continue
    const { epoch, first, count } = part
    const listed = (hashes[epoch] ?? []).slice(first, first + count)
    if (listed.length < count) found.push({ epoch, entry: first + listed.length, ms, why: 'cut' })
    else if (b64uEncode(entriesRoot(listed)) !== root) found.push({ epoch, entry: first, ms, why: 'differs' })
  }
  if (recording.counts !== undefined) found.push(...againstCounts(recording.counts, parts, hashes))
  const everywhere = new Set(hashes.flat().map(b64uEncode))
  for (const [name, digest] of Object.entries(held)) {
    const [epoch, entry] = entryOf(name)
    const listed = hashes[epoch]?.[entry]
    let why: FaultWhy | undefined
    if (entry >= (parts.ends.get(epoch) ?? 0)) why = 'unknown'
    else if (listed !== undefined && !sameBytes(listed, digest))
      why = everywhere.has(b64uEncode(digest)) ? 'moved' : 'changed'
    if (why !== undefined) found.push({ epoch, entry, ms: msOf(parts, epoch, entry), why })
  }
  return found
}

/** Epoch and entry of a file's name without its ending: `3-init`, `3-17`. `malformed` (rule `recording`). */
export function entryOf(name: string): readonly [number, number] {
  const [, epoch, entry] = NAME.exec(name) ?? []
  if (epoch === undefined) throw malformed('recording')
  return [Number(epoch), entry === 'init' ? 0 : Number(entry) + 1]
}

/** The parts of a tier where each has its place, how far they reach, and which have none. */
interface Parts {
  readonly faults: RecordingFault[]
  readonly placed: { readonly part: ToldPart; readonly ms: number }[]
  /** Entries of each epoch that the log knows. */
  readonly whole: number[]
  /** The same of this tier. */
  readonly ends: Map<number, number>
  ms: number
}

function placeParts(recording: ToldRecording, tier: Tier): Parts {
  const parts: Parts = { faults: [], placed: [], whole: [], ends: new Map(), ms: 0 }
  for (const part of recording.parts ?? []) {
    const { epoch, first, count } = part
    const { whole } = parts
    const isNext = first === (epoch === whole.length - 1 ? whole[epoch] : 0)
    if (epoch >= MOST_EPOCHS || epoch < whole.length - 1 || !isNext) {
      parts.faults.push({ epoch, entry: first, ms: parts.ms, why: 'gap' })
      continue
    }
    while (whole.length <= epoch) whole.push(0)
    whole[epoch] = first + count
    parts.placed.push({ part, ms: parts.ms })
    parts.ms += part.ms
    if (part.roots[tier] !== undefined) parts.ends.set(epoch, first + count)
  }
  return parts
}

/** Where the part begins that has this entry; behind all, where none has. */
function msOf(parts: Parts, epoch: number, entry: number): number {
  const of = parts.placed.find(
    ({ part }) => part.epoch === epoch && part.first <= entry && entry < part.first + part.count,
  )
  return of?.ms ?? parts.ms
}

function againstCounts(counts: readonly number[], parts: Parts, hashes: Hashes): RecordingFault[] {
  const found: RecordingFault[] = []
  for (let epoch = 0; epoch < Math.max(counts.length, parts.whole.length); epoch++) {
    const [said, told] = [counts[epoch] ?? 0, parts.whole[epoch] ?? 0]
    if (said !== told) found.push({ epoch, entry: Math.min(said, told), ms: parts.ms, why: 'gap' })
  }
  hashes.forEach((listed, epoch) => {
    const end = parts.ends.get(epoch) ?? 0
    if (listed.length > end) found.push({ epoch, entry: end, ms: parts.ms, why: 'added' })
  })
  return found
}

function hash(text: unknown): Bytes {
  if (typeof text !== 'string') throw malformed('recording')
  return b64uDecode(text, 32, 'recording')
}
