/**
 * Others vouch that everybody sees the same history: cosignatures, what a witness is sent, when they are enough.
 *
 * Spec: sync/spec/witness.md (C2SP tlog-cosignature v1 and tlog-witness). Vectors: sync/vectors/witness.json.
 */

import { malformed, SyncError } from './errors.ts'
import { sign, verifyBytes } from './keys.ts'
import { base64Encode, type Bytes } from './op.ts'
import { concat, debase64, readVkey, signaturesOf, splitNote, type VerifierKey, writeVkey } from './tree.ts'

/** Hashes of a consistency proof that a witness is sent, at most. */
export const MAX_PROOF = 63

const encoder = new TextEncoder()

/** A cosigner's verifier key as C2SP writes it. */
export function makeCosigner(name: string, key: Uint8Array): string {
  return writeVkey(COSIGNATURE, name, key)
}

/** Read a cosigner's verifier key; its id must be that of its name and key. */
export function parseCosigner(vkey: string): VerifierKey {
  return readVkey(COSIGNATURE, vkey)
}

/** The verifier key under which a phone cosigns this log. */
export function deviceCosigner(logName: string, device: string, key: Uint8Array): string {
  return makeCosigner(`${logName}/device/${device}`, key)
}

/** What a cosigner signs with. */
export interface CosignerKeys {
  readonly publicKey: Uint8Array
  readonly privateKey: CryptoKey
}

/** The note with one line more. That its history goes on from the last one cosigned, the caller has checked. */
export async function cosign(note: string, name: string, keys: CosignerKeys, timeS: number): Promise<string> {
  const { keyId } = parseCosigner(makeCosigner(name, keys.publicKey))
  if (!Number.isSafeInteger(timeS) || timeS < 0) throw malformed('note')
  const signature = await sign('ed25519', keys.privateKey, message(splitNote(note).text, timeS))
  const time = new Uint8Array(8)
  new DataView(time.buffer).setBigUint64(0, BigInt(timeS))
  const cosigned = `${note}— ${name} ${base64Encode(concat(keyId, time, signature))}\n`
  splitNote(cosigned)
  return cosigned
}

/**
 * When each of these cosigners vouched for the note, by verifier key; of two times of one, the newer. Lines of others
 * are passed over, a bad one of theirs is refused. The log's own signature is not looked at: `openNote`.
 */
export async function openCosigned(note: string, vkeys: Iterable<string>): Promise<Map<string, number>> {
  const signed = splitNote(note)
  const times = new Map<string, number>()
  for (const vkey of vkeys) {
    const key = parseCosigner(vkey)
    for (const data of signaturesOf(signed, key)) {
      if (data.length !== BYTES) throw new SyncError('bad_signature')
      const timeS = Number(new DataView(data.buffer, data.byteOffset).getBigUint64(0))
      if (!Number.isSafeInteger(timeS)) throw new SyncError('bad_signature')
      await verifyBytes('ed25519', key.key, data.slice(8), message(signed.text, timeS))
      times.set(vkey, Math.max(timeS, times.get(vkey) ?? 0))
    }
  }
  return times
}

/** How many of whom a note needs. */
export interface Needed {
  readonly committee: number
  readonly outside: number
}

/**
 * Since when a note is witnessed, from the times of those who count: the earliest of the newest that are needed. Null
 * where there are too few, or none is needed.
 */
export function witnessedAt(committee: readonly number[], outside: readonly number[], needed: Needed): number | null {
  if (committee.length < needed.committee || outside.length < needed.outside) return null
  const times = [...newest(committee, needed.committee), ...newest(outside, needed.outside)]
  return times.length === 0 ? null : Math.min(...times)
}

function newest(times: readonly number[], count: number): number[] {
  return [...times].sort((a, b) => b - a).slice(0, count)
}

/** What a witness is asked: the size that it cosigned last, the proof from there on, the new note. */
export interface Submission {
  readonly old: number
  readonly proof: readonly Bytes[]
  readonly note: string
}

/** The body of add-checkpoint. */
export function formatSubmission({ old, proof, note }: Submission): string {
  const body = `old ${old}\n${proof.map((hash) => `${base64Encode(hash)}\n`).join('')}\n${note}`
  parseSubmission(body)
  return body
}

/** Read the body of add-checkpoint; of its note only the form. */
export function parseSubmission(body: string): Submission {
  const end = body.indexOf('\n\n')
  const [first = '', ...lines] = body.slice(0, Math.max(end, 0)).split('\n')
  const [, old] = OLD.exec(first) ?? []
  if (!Number.isSafeInteger(Number(old)) || lines.length > MAX_PROOF) throw malformed('submission')
  const proof = lines.map(hashIn)
  const note = body.slice(end + 2)
  splitNote(note)
  return { old: Number(old), proof, note }
}

const COSIGNATURE = 4 // C2SP signed-note: signature type of Ed25519 cosignatures
const BYTES = 8 + 64
const OLD = /^old (0|[1-9][0-9]{0,15})$/

function message(text: string, timeS: number): Bytes {
  return encoder.encode(`cosignature/v1\ntime ${timeS}\n${text}`)
}

/** One hash of a proof. */
function hashIn(line: string): Bytes {
  try {
    const hash = debase64(line)
    if (hash.length === 32) return hash
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
  }
  throw malformed('submission')
}
