/**
 * A register (assets; contracts and what they make due; debts) out of a file, held against the register as it stands: what
 * is new, what is put right, what is the same, or every fault at once. Pure, but for reading the file.
 *
 * What is told apart by: an asset and a contract its number, a sum its contract and place, a debt all but sum and day. An
 * empty cell says nothing. Names are compared as everyone reads them: covered.
 */
import type { Asset, Contract } from '../../generated/kinds.ts'
import type { Change } from '../../replica/types.ts'
import type { Planned } from '../../sheet/households.ts'
import { entryId } from '../../sheet/keep.ts'
import {
  headerIn,
  type Line,
  listIn,
  type Listed,
  type Note,
  nothingIn,
  type Problem,
  sheetsOf,
} from '../../sheet/list.ts'
import { type ASSETS, type CONTRACTS, type DEBTS, LISTS, type Part, type SCHEDULE } from './columns.ts'
import { type Leased, type Owing, paidOf } from './estate.ts'
import type { RentRow } from './rents.ts'

/** The register as it stands, and what is known here of covering names. */
export interface Held {
  readonly village: string
  readonly today: string
  readonly assets: readonly Asset[]
  readonly contracts: readonly Leased[]
  readonly debts: readonly Owing[]
  readonly mask: (name: string) => string
  readonly plan: (rows: readonly RentRow[]) => readonly Planned<RentRow>[]
}

/** A field that is put right, as it stood and as it is to be; sums are fen. */
export type Differing = Readonly<Record<string, readonly [string | number | null, string | number]>>

/** What one row comes to. `paid` is what came of it besides what stands there. */
export interface Item {
  readonly kind: 'asset' | 'contract' | 'rent' | 'debt'
  readonly id: string
  readonly title: string
  readonly fen: number | null
  readonly state: 'new' | 'changed' | 'same'
  readonly differing: Differing
  readonly set: Readonly<Record<string, string | number>>
  readonly paid: { readonly day: string; readonly amount_fen: number } | null
  /** of a sum that is one household's: who, covered and in full, and whose it is */
  readonly line?: Planned<RentRow>
  readonly contract?: string
}

export interface Taken {
  readonly items: readonly Item[]
  /** how many stand in the register and not in the file */
  readonly missing: number
  readonly problems: readonly Problem[]
  readonly notes: readonly Note[]
}

/** Read a file for a register. */
export async function take(part: Part, content: Uint8Array, held: Held): Promise<Taken> {
  const sheets = await sheetsOf(content)
  if ('code' in sheets) return { items: [], missing: 0, problems: [sheets], notes: [] }
  const read: { readonly [list: string]: Listed<never> } = Object.fromEntries(
    LISTS[part].flatMap(({ list, columns }) => {
      const own = sheets.find((sheet) => bestFor(part, sheet) === list)
      const at = own && headerIn(own, columns)?.at
      return own && at !== undefined ? [[list, listIn(own, columns, at)]] : []
    }),
  )
  const all = Object.values(read)
  if (all.length === 0) return { items: [], missing: 0, problems: [nothingIn(sheets)], notes: [] }
  const compare = new Comparison(held)
  if (read['assets']) compare.assets(read['assets'])
  if (read['contracts']) compare.contracts(read['contracts'])
  if (read['schedule']) compare.schedule(read['schedule'])
  if (read['debts']) compare.debts(read['debts'])
  const problems = [...all.flatMap((one) => one.problems), ...compare.problems]
  return { items: compare.items, missing: compare.missing, problems, notes: all.flatMap((one) => one.notes) }
}

/** Which of a register's lists a sheet is: that of which it names most columns. */
function bestFor(part: Part, sheet: Parameters<typeof headerIn>[0]): string | undefined {
  const found = LISTS[part].map(({ list, columns }) => ({ list, named: headerIn(sheet, columns)?.named ?? 0 }))
  return found.filter(({ named }) => named > 0).sort((a, b) => b.named - a.named)[0]?.list
}

/** The changes of what is new or put right; `why` stands in each correction. */
export function changesOf(items: readonly Item[], why: string): Change[] {
  return items.flatMap(({ kind, id, state, set, differing, paid }): Change[] => {
    const after = Object.fromEntries(Object.entries(differing).map(([field, [, now]]) => [field, now]))
    const reason = kind === 'debt' ? { why } : { reason: why }
    return [
      ...(state === 'new' ? [{ do: FIRST[kind], id, set }] : []),
      ...(Object.keys(differing).length > 0 ? [{ do: `${kind}.correct`, id, set: { ...after, ...reason } }] : []),
      ...(paid === null ? [] : [{ do: `${kind}.pay`, id, append: { paid } }]),
    ]
  })
}

const FIRST = { asset: 'asset.register', contract: 'contract.sign', rent: 'rent.post', debt: 'debt.declare' } as const

type Fields = Readonly<Record<string, string | number | null>>

/** One file held against the register. */
class Comparison {
  readonly items: Item[] = []
  readonly problems: Problem[] = []
  missing = 0
  readonly #held: Held
  readonly #ids = new Map<string, string>()

  constructor(held: Held) {
    this.#held = held
  }

  assets(list: Listed<typeof ASSETS>): void {
    const past = new Map([...this.#held.assets].reverse().map((one) => [one.number, one]))
    const seen = this.#seen(list, 'number', ({ text }) => text.number)
    for (const line of seen) {
      const { number, name, sort, size, place, note } = line.text
      const fields = { number, name, sort, size, place, value_fen: line.fen.value, note }
      const one = past.get(number)
      const item = this.#item('asset', one, one?.id ?? this.#newId('asset', number), name, line.fen.value, fields)
      if (this.#isClosed(item, one?.retired)) this.problems.push(list.fault(line, 'number', 'closed'))
      this.items.push(item)
    }
    this.missing += past.size - seen.filter(({ text }) => past.has(text.number)).length
  }

  contracts(list: Listed<typeof CONTRACTS>): void {
    const past = this.#contractsByNumber()
    const seen = this.#seen(list, 'number', ({ text }) => text.number)
    for (const { text } of seen)
      this.#ids.set(text.number, past.get(text.number)?.contract.id ?? this.#newId('contract', text.number))
    const found = seen.map((line) => ({ line, item: this.#contract(list, line, past.get(line.text.number)?.contract) }))
    // one that goes on from another comes after it: both may be new
    const order = ({ line }: { readonly line: Line<typeof CONTRACTS> }): string => line.text.since
    this.items.push(...found.sort((a, b) => (order(a) < order(b) ? -1 : 1)).map(({ item }) => item))
    this.missing += past.size - seen.filter(({ text }) => past.has(text.number)).length
  }

  #contract(list: Listed<typeof CONTRACTS>, line: Line<typeof CONTRACTS>, one: Contract | undefined): Item {
    const bad = (field: keyof typeof CONTRACTS, code: string): void => {
      this.problems.push(list.fault(line, field, code))
    }
    const { number, title, sort, owed_to, since, until, size, note } = line.text
    const asset = this.#held.assets.find((each) => each.number === line.text.asset)?.id ?? ''
    const renews = this.#ids.get(line.text.renews) ?? this.#contractsByNumber().get(line.text.renews)?.contract.id ?? ''
    if (until < since) bad('until', 'before_since')
    if (line.text.asset !== '' && asset === '') bad('asset', 'no_asset')
    if (line.text.renews !== '' && (renews === '' || line.text.renews === number)) bad('renews', 'no_contract')
    if (one !== undefined && one.owed_to !== owed_to) bad('owed_to', 'fixed')
    const party = this.#held.mask(line.text.party)
    const sums = { yearly_fen: line.fen.yearly, deposit_fen: line.fen.deposit }
    const fields = { number, title, sort, owed_to, party, since, until, asset, size, ...sums, renews, note }
    const id = this.#ids.get(number) ?? ''
    const item = this.#item('contract', one, id, `${number} ${title}`, line.fen.yearly, fields)
    if (this.#isClosed(item, one?.ended)) bad('number', 'closed')
    return item
  }

  schedule(list: Listed<typeof SCHEDULE>): void {
    const past = this.#contractsByNumber()
    const owners = new Map<string, Line<typeof SCHEDULE>[]>()
    for (const line of this.#seen(list, 'place', ({ text }) => `${text.contract}\n${text.place}`)) {
      const owner = this.#ids.get(line.text.contract) ?? past.get(line.text.contract)?.contract.id
      if (owner === undefined) this.problems.push(list.fault(line, 'contract', 'no_contract'))
      else owners.set(owner, [...(owners.get(owner) ?? []), line])
    }
    for (const [contract, lines] of owners) {
      const planned = this.#held.plan(lines.map(rowOf))
      const held = [...past.values()].find((one) => one.contract.id === contract)
      for (const [at, line] of lines.entries()) this.#rent(list, line, planned[at], contract, held)
    }
  }

  #rent(
    list: Listed<typeof SCHEDULE>,
    line: Line<typeof SCHEDULE>,
    planned: Planned<RentRow> | undefined,
    contract: string,
    owner: Leased | undefined,
  ): void {
    const number = Number(line.text.place)
    const one = owner?.rents.find((rent) => rent.number === number)
    const isCovered = /[*＊]/.test(line.text.payee) // as it was exported: nobody knows here who it is
    const payee = isCovered ? line.text.payee : line.text.payee === '' ? '' : (planned?.public.payee ?? '')
    const { due, quantity } = line.text
    const fields = { contract, number, due, amount_fen: line.fen.amount, payee, quantity }
    const title = `${line.text.contract} · ${line.text.place} · ${payee === '' ? due : payee}`
    const id = one?.id ?? entryId(contract, String(number))
    const item = this.#item('rent', one, id, title, line.fen.amount, fields, this.#paid(list, line, one))
    if (item.differing['payee'] !== undefined) this.problems.push(list.fault(line, 'payee', 'fixed')) // another's is another sum
    if (this.#isClosed(item, one?.withdrawn)) this.problems.push(list.fault(line, 'place', 'closed'))
    if (one === undefined && owner?.contract.ended !== undefined) this.problems.push(list.fault(line, 'contract', 'closed')) // prettier-ignore
    this.items.push({
      ...item,
      contract,
      ...(planned === undefined || payee === '' || isCovered ? {} : { line: planned }),
    })
  }

  debts(list: Listed<typeof DEBTS>): void {
    const key = (...parts: readonly string[]): string => parts.join('\n')
    const past = new Map(
      [...this.#held.debts].reverse().map(({ debt }) => [key(debt.side, debt.party, debt.since, debt.reason), debt]),
    )
    const keyOf = ({ text }: Line<typeof DEBTS>): string =>
      key(text.side, this.#held.mask(text.party), text.since, text.reason)
    const seen = this.#seen(list, 'party', keyOf)
    for (const line of seen) {
      const { side, reason, since, due } = line.text
      const party = this.#held.mask(line.text.party)
      const one = past.get(keyOf(line))
      if (since > this.#held.today) this.problems.push(list.fault(line, 'since', 'not_yet'))
      if (due !== '' && due < since) this.problems.push(list.fault(line, 'due', 'before_since'))
      const fields = { side, party, amount_fen: line.fen.amount, reason, since, due }
      const id = one?.id ?? this.#newId('debt', keyOf(line))
      const item = this.#item('debt', one, id, `${party} · ${reason}`, line.fen.amount, fields, this.#paid(list, line, one)) // prettier-ignore
      if (this.#isClosed(item, one?.withdrawn)) this.problems.push(list.fault(line, 'party', 'closed'))
      this.items.push(item)
    }
    this.missing += past.size - seen.filter((line) => past.has(keyOf(line))).length
  }

  /** Lines without those of which another stands above; these are faults. */
  #seen<C extends typeof ASSETS | typeof CONTRACTS | typeof SCHEDULE | typeof DEBTS>(
    list: Listed<C>,
    field: keyof C,
    keyOf: (line: Line<C>) => string,
  ): Line<C>[] {
    const keys = new Set<string>()
    return list.lines.filter((line) => {
      const isFirst = !keys.has(keyOf(line))
      if (!isFirst) this.problems.push(list.fault(line, field, 'duplicate'))
      keys.add(keyOf(line))
      return isFirst
    })
  }

  /** What came of it besides what is written already: the sheet has how much came in all, and on which day last. */
  #paid<C extends typeof SCHEDULE | typeof DEBTS>(
    list: Listed<C>,
    line: Line<C>,
    one: Parameters<typeof paidOf>[0] | undefined,
  ): Item['paid'] {
    const said = line.fen['paid' as keyof C]
    const day = line.text['paidOn' as keyof C]
    if (said === null) return null
    const more = said - (one === undefined ? 0 : paidOf(one).fen)
    if (more === 0) return null
    if (day === '') this.problems.push(list.fault(line, 'paid', 'no_day'))
    else if (day > this.#held.today) this.problems.push(list.fault(line, 'paidOn', 'not_yet'))
    return { day, amount_fen: more }
  }

  #item(
    kind: Item['kind'],
    one: object | undefined,
    id: string,
    title: string,
    fen: number | null,
    fields: Fields,
    paid: Item['paid'] = null,
  ): Item {
    const set = Object.fromEntries(Object.entries(fields).flatMap(([field, value]) => (value === '' || value === null ? [] : [[field, value]]))) // prettier-ignore
    const past = one as Readonly<Record<string, string | number>> | undefined
    const differing: Differing =
      past === undefined
        ? {}
        : Object.fromEntries(
            Object.entries(set)
              .filter(([field, value]) => past[field] !== value)
              .map(([field, value]) => [field, [past[field] ?? null, value] as const]),
          )
    const isSame = Object.keys(differing).length === 0 && paid === null
    return {
      kind,
      id,
      title,
      fen,
      state: past === undefined ? 'new' : isSame ? 'same' : 'changed',
      differing,
      set,
      paid,
    }
  }

  #isClosed(item: Item, ended: unknown): boolean {
    return ended !== undefined && item.state === 'changed'
  }

  #contractsByNumber(): ReadonlyMap<string, Leased> {
    return new Map([...this.#held.contracts].reverse().map((one) => [one.contract.number, one]))
  }

  /** The same file taken in twice makes the same records, from any phone. */
  #newId(kind: string, key: string): string {
    return entryId(`${this.#held.village} ${kind}`, key)
  }
}

function rowOf({ text, fen }: Line<typeof SCHEDULE>): RentRow {
  const { payee, household, quantity, due, place } = text
  return { number: Number(place), payee, household, quantity, due, amount_fen: fen.amount ?? 0, note: '' }
}
