/**
 * A sheet against what is published: what it adds, changes, leaves and lacks; and the changes that make it so.
 *
 * Entries are known by voucher within a disclosure. A sheet never takes anything away: what it lacks is told and stays,
 * and an empty cell does not empty a published field. Twin of server/shaiba/ledger/diff.py.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import type { Change } from '../../replica/types.ts'
import type { Row } from './parse.ts'

/** Changes of one op together: a line may have 65,536 bytes (sync/spec/op.md), of which the envelope needs few. */
export const MAX_OP_BYTES = 60_000
const MAX_CHANGES = 4096

/** A published entry that the sheet says otherwise: the fields that differ, before and after. */
export interface Changed {
  readonly id: string
  readonly voucher: string
  readonly before: Readonly<Record<string, unknown>>
  readonly after: Readonly<Record<string, unknown>>
}

/** `added` rows, `changed` entries, vouchers `unchanged`, vouchers `missing` from the sheet. */
export interface Diff {
  readonly added: readonly Row[]
  readonly changed: readonly Changed[]
  readonly unchanged: readonly string[]
  readonly missing: readonly string[]
}

/** An entry of the disclosure as screens read it. */
type Published = Readonly<Record<string, unknown>>

/** Compare the rows of a sheet with the entries of a disclosure. */
export function diff(rows: readonly Row[], published: readonly Published[]): Diff {
  const byVoucher = new Map(published.map((entry) => [String(entry['voucher']), entry]))
  const added: Row[] = []
  const changed: Changed[] = []
  const unchanged: string[] = []
  for (const row of rows) {
    const entry = byVoucher.get(row.voucher)
    if (entry === undefined) {
      added.push(row)
      continue
    }
    byVoucher.delete(row.voucher)
    const after = Object.entries(row).filter(([field, value]) => entry[field] !== value)
    if (after.length === 0) unchanged.push(row.voucher)
    else {
      const before = after.map(([field]) => [field, entry[field] ?? null])
      changed.push({
        id: String(entry['id']),
        voucher: row.voucher,
        before: Object.fromEntries(before) as Changed['before'],
        after: Object.fromEntries(after),
      })
    }
  }
  return { added, changed, unchanged, missing: [...byVoucher.keys()] }
}

/** The id of an imported entry: the same sheet imported twice makes the same records, from any phone. */
export function entryId(disclosure: string, voucher: string): string {
  return recordId(`shaiba-entry-v1\n${disclosure}\n${voucher}`)
}

function recordId(text: string): string {
  return idText(sha256(new TextEncoder().encode(text)).slice(0, 9))
}

/** A fresh record id: nine random bytes (sync/spec/merge.md). */
export function freshId(): string {
  return idText(crypto.getRandomValues(new Uint8Array(9)))
}

function idText(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes))
  return text.replaceAll('+', '-').replaceAll('/', '_')
}

/** The changes that publish a diff within a disclosure; corrections carry the reason. */
export function changes(found: Diff, disclosure: string, reason: string): Change[] {
  const posts = found.added.map((row) => ({
    do: 'entry.post',
    id: entryId(disclosure, row.voucher),
    set: { disclosure, ...row },
  }))
  const corrections = found.changed.map((entry) => ({
    do: 'entry.correct',
    id: entry.id,
    set: { ...entry.after, reason },
  }))
  return [...posts, ...corrections]
}

/** Changes in as few ops as fit, in order. One that is alone too big stays alone, and is refused as `too_large`. */
export function pack(all: readonly Change[], most = MAX_OP_BYTES): Change[][] {
  const encoder = new TextEncoder()
  const packed: Change[][] = []
  let room = 0
  for (const change of all) {
    const size = encoder.encode(JSON.stringify(change)).length + 1
    let last = packed.at(-1)
    if (last === undefined || size > room || last.length === MAX_CHANGES) {
      packed.push((last = []))
      room = most
    }
    last.push(change)
    room -= size
  }
  return packed
}
