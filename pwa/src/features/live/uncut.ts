/** A recording held against the log: every file of a tier is hashed here, none is taken at the server's word. */
import { type RecordingFault, type Tier, readHashes, recordingFaults } from '@shaiba/sync'
import { sha256 } from '../../device/bytes.ts'
import { fetchFile, fetchHashes } from '../../device/media.ts'
import type { Recording } from '../../generated/kinds.ts'

/** Of zeros: the hash of nothing that there is. */
const SHA256_BYTES = 32

export interface Checked {
  readonly faults: readonly RecordingFault[]
  /** how many files were hashed */
  readonly files: number
}

/**
 * Check all of a tier. What the log does not have yet (the last minute of what is live) is no fault. Throws where the
 * server has no list of hashes or cannot be reached; a file that it does not give has no bytes that fit: `changed`.
 */
export async function check(
  stream: string,
  recording: Recording,
  tier: Tier,
  told: (done: number, all: number) => void,
): Promise<Checked> {
  const listed = await fetchHashes(stream, tier)
  if (listed === null) throw new Error('not_found')
  const hashes = readHashes(listed)
  const names = hashes.flatMap((entries, epoch) =>
    entries.map((_, entry) => ({ entry, name: `${epoch}-${entry === 0 ? 'init' : entry - 1}` })),
  )
  const held: Record<string, Uint8Array<ArrayBuffer>> = {}
  for (const [index, { entry, name }] of names.entries()) {
    told(index, names.length)
    const bytes = await fetchFile(stream, `${tier}/${name}.${entry === 0 ? 'mp4' : 'm4s'}`)
    held[name] = bytes === null ? new Uint8Array(SHA256_BYTES) : await sha256(bytes)
  }
  const faults = recordingFaults(recording, tier, hashes, held).filter(({ why }) => why !== 'unknown')
  return { faults, files: names.length }
}
