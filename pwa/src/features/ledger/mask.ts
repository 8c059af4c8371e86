/**
 * A sheet's rows as everyone may read them, and what is kept of them elsewhere: in the square, and by the office.
 *
 * Twin of server/shaiba/ledger/mask.py. Spec: sync/spec/privacy.md.
 */
import { findNames, type MaskingPolicy, maskRow, namesOf } from '@shaiba/sync'
import type { Change } from '../../replica/types.ts'
import { entryId } from '../../sheet/keep.ts'
import type { Row } from './parse.ts'

type View = Readonly<Record<string, unknown>>

/** One row of which something is covered: by voucher (as published), what the village's people read instead, what the
 * office keeps, and who on the roll is named. */
export interface Covered {
  readonly voucher: string
  readonly village: Readonly<Record<string, string>>
  readonly original: Readonly<Record<string, string>>
  readonly people: readonly string[]
}

/** `rows` as they are published; `covered` those of which something is. */
export interface MaskedRows {
  readonly rows: readonly Row[]
  readonly covered: readonly Covered[]
}

/** Mask every row. `members` are the village's roll, as its square holds it. */
export function maskRows(rows: readonly Row[], policy: MaskingPolicy, members: readonly View[]): MaskedRows {
  const people = new Map<string, string[]>()
  for (const member of members) {
    if (member['left'] !== undefined) continue
    const written = String(member['name'])
    const names = findNames(written) // a roll adds things in brackets
    for (const name of names.length > 0 ? names : [written]) {
      people.set(name, [...(people.get(name) ?? []), String(member['id'])])
    }
  }
  const known = new Set(people.keys())
  const covered: Covered[] = []
  const masked = rows.map((row) => {
    const { public: open, village, original } = maskRow(row, policy, known)
    if (Object.keys(village).length + Object.keys(original).length > 0) {
      const named = new Set([...namesOf(row)].flatMap((name) => people.get(name) ?? []))
      covered.push({ voucher: String(open['voucher']), village, original, people: [...named].sort() })
    }
    return open as Row
  })
  return { rows: masked, covered }
}

/** The changes that keep what is covered, in the square (`village`) or with the office (`original`), where it is not
 * `held` so already. */
export function originals(
  covered: readonly Covered[],
  disclosure: string,
  held: (id: string) => View | undefined,
  form: 'village' | 'original',
): Change[] {
  return covered.flatMap((one) => {
    const fields: View = form === 'village' ? one.village : { ...one.original, people: one.people }
    const id = entryId(disclosure, one.voucher)
    const kept = held(id) ?? {}
    const isHeld = Object.entries(fields).every(
      ([field, value]) => JSON.stringify(kept[field]) === JSON.stringify(value),
    )
    return isHeld ? [] : [{ do: 'original.keep', id, set: { disclosure, ...fields } }]
  })
}
