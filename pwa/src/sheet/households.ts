/** Lines of which each is a household's: as everyone reads it, whose it is, and what is kept of it. Before anything is
 * written; pure. */
import { findNames, type MaskingPolicy, maskPersonal, maskRow } from '@shaiba/sync'
import { entryId, type Keeper } from './keep.ts'

/** A line of a sheet: its place, who (the head of the household), and the household's number, empty where none stands. */
export interface HouseRow {
  readonly number: number
  readonly payee: string
  readonly household: string
  readonly note: string
}

/** Somebody on the village's roll. */
interface Member {
  readonly id: string
  readonly [field: string]: unknown
}

/** A line: as everyone reads it, what the village and the office read instead, and whose it is (empty: not known). */
export interface Planned<Row extends HouseRow> {
  readonly row: Row
  readonly public: { readonly payee: string; readonly note: string }
  readonly village: Readonly<Record<string, string>>
  readonly original: Readonly<Record<string, string>>
  readonly household: string
  readonly people: readonly string[]
}

/** What keeps a line with the office or in the square. */
interface Kept {
  readonly do: 'original.keep'
  readonly id: string
  readonly set: Readonly<Record<string, unknown>>
}

const MOST_PEOPLE = 50

/** Mask every line, and find its household: by its number, else by the one household in which its head stands. */
export function planOf<Row extends HouseRow>(
  rows: readonly Row[],
  policy: MaskingPolicy,
  members: readonly Member[],
): readonly Planned<Row>[] {
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
  row: HouseRow,
  policy: MaskingPolicy,
  known: ReadonlySet<string>,
): Pick<Planned<HouseRow>, 'public' | 'village' | 'original'> {
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

/** The changes that keep what is covered, and, with the office, whose line it is. */
export function keptChanges<Row extends HouseRow>(
  lines: readonly Planned<Row>[],
  id: string,
  form: Keeper['form'],
): Kept[] {
  return lines.flatMap((line) => {
    const owner = line.household === '' ? {} : { household: line.household, people: line.people }
    const fields = form === 'village' ? line.village : { ...line.original, ...owner }
    if (Object.keys(fields).length === 0) return []
    return [{ do: 'original.keep', id: entryId(id, String(line.row.number)), set: { disclosure: id, ...fields } }]
  })
}
