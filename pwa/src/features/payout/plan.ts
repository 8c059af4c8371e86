/** What publishing a list does, told before anything is written: each line as everyone reads it, and whose it is. Pure. */
import { findNames, type MaskingPolicy, maskPersonal, maskRow } from '@shaiba/sync'
import type { Change, RecordView } from '../../replica/types.ts'
import { entryId, type Keeper } from '../../sheet/keep.ts'
import type { Row } from './parse.ts'

/** A line: as everyone reads it, what the village and the office read instead, and whose it is (empty: not known). */
export interface Planned {
  readonly row: Row
  readonly public: { readonly payee: string; readonly note: string }
  readonly village: Readonly<Record<string, string>>
  readonly original: Readonly<Record<string, string>>
  readonly household: string
  readonly people: readonly string[]
}

export interface Words {
  readonly policy: string
  readonly batch: string
  readonly period: string
  readonly paid: string
  readonly until: string
  readonly note: string
  readonly unit: string
  /** fen for each unit; null where nothing is said of it */
  readonly standard: number | null
}

const MOST_PEOPLE = 50

/** Mask every line, and find its household: by its number, else by the one household in which its head stands. */
export function planOf(
  rows: readonly Row[],
  policy: MaskingPolicy,
  members: readonly RecordView[],
): readonly Planned[] {
  const here = members.filter((one) => one['left'] === undefined)
  const named = new Map<string, Set<string>>()
  const people = new Map<string, string[]>()
  for (const member of here) {
    const [written, household] = [String(member['name']), String(member['household'])]
    const [name = written] = findNames(written) // a roll adds things in brackets
    named.set(name, (named.get(name) ?? new Set()).add(household))
    people.set(household, [...(people.get(household) ?? []), member.id])
  }
  const known = new Set(named.keys())
  return rows.map((row) => {
    const found = [...(named.get(row.payee) ?? [])]
    const household = row.household !== '' ? row.household : found.length === 1 ? (found[0] ?? '') : ''
    const own = (people.get(household) ?? []).slice(0, MOST_PEOPLE)
    return { row, ...masked(row, policy, known), household, people: own }
  })
}

/** As a ledger's row (sync/spec/privacy.md); and the head's name also where it is not written as names are. */
function masked(
  row: Row,
  policy: MaskingPolicy,
  known: ReadonlySet<string>,
): Pick<Planned, 'public' | 'village' | 'original'> {
  const made = maskRow({ payee: row.payee, ...(row.note === '' ? {} : { note: row.note }) }, policy, known)
  const open = { payee: String(made.public['payee']), note: row.note === '' ? '' : String(made.public['note']) }
  const village = made.village
  const original = made.original
  if (policy.names !== 'surname' || open.payee !== row.payee) return { public: open, village, original }
  return {
    public: { ...open, payee: maskPersonal(row.payee, 'name') },
    village: policy.village === 'full' ? { ...village, payee: row.payee } : village,
    original: { ...original, payee: row.payee },
  }
}

export function totalOf(rows: readonly Row[]): number {
  return rows.reduce((fen, row) => fen + row.amount_fen, 0)
}

/** The changes of a batch: itself first, then its list. */
export function publicChanges(lines: readonly Planned[], id: string, words: Words): Change[] {
  const { standard, unit, note, ...said } = words
  const set = {
    ...said,
    ...(note === '' ? {} : { note }),
    ...(standard === null || unit === '' ? {} : { unit, standard_fen: standard }),
    households: lines.length,
    total_fen: totalOf(lines.map(({ row }) => row)),
  }
  const posts = lines.map(({ row, public: open }): Change => ({
    do: 'payment.post',
    id: entryId(id, String(row.number)),
    set: {
      payout: id,
      number: row.number,
      payee: open.payee,
      amount_fen: row.amount_fen,
      ...(row.quantity === '' ? {} : { quantity: row.quantity }),
      ...(open.note === '' ? {} : { note: open.note }),
    },
  }))
  return [{ do: 'payout.publish', id, set }, ...posts]
}

/** The changes that keep what is covered, and, with the office, whose line it is. */
export function keptChanges(lines: readonly Planned[], id: string, form: Keeper['form']): Change[] {
  return lines.flatMap((line) => {
    const owner = line.household === '' ? {} : { household: line.household, people: line.people }
    const fields = form === 'village' ? line.village : { ...line.original, ...owner }
    if (Object.keys(fields).length === 0) return []
    return [{ do: 'original.keep', id: entryId(id, String(line.row.number)), set: { disclosure: id, ...fields } }]
  })
}
