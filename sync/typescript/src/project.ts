/**
 * Projects (工程): how far one is, whether its sums agree, what is out of order; from what was said of it alone.
 *
 * What was said is a handful of lists, each in any order; nothing of it is refused for being out of order. A mark is of one
 * thing that was said, by the days up to its own: so nothing that is said of later days takes it away.
 * Spec: sync/spec/project.md. Vectors: sync/vectors/project.json.
 */

export type ProjectState =
  'needed' | 'designed' | 'quoted' | 'contracted' | 'working' | 'accepted' | 'closed' | 'stopped'
export type DesignChange = 'same' | 'changed' | 'added' | 'gone'

/** What is said of a project, list by list; marks stand in this order. */
export const PROJECT_LISTS = [
  'designs',
  'quotes',
  'contracts',
  'progress',
  'changes',
  'acceptances',
  'payments',
  'warranties',
] as const
export type ProjectList = (typeof PROJECT_LISTS)[number]

/** What may be wrong with one thing that was said, by its list; with the whole, under the empty name. */
export const PROJECT_MARKS: Readonly<Record<ProjectList | '', readonly string[]>> = {
  '': ['overdue', 'silent', 'unreleased'],
  designs: ['told_late', 'above_usual', 'after_contract'],
  quotes: ['told_late', 'no_design', 'above_usual', 'above_budget'],
  contracts: ['told_late', 'no_design', 'few_quotes', 'above_lowest', 'above_budget'],
  progress: ['told_late', 'before_contract', 'backwards', 'after_silence', 'no_photo', 'unwatched'],
  changes: ['told_late', 'before_contract', 'too_much', 'above_budget', 'after_acceptance'],
  acceptances: ['told_late', 'before_contract', 'unfinished', 'late', 'no_paper'],
  payments: ['told_late', 'before_contract', 'ahead', 'too_much', 'before_acceptance', 'early'],
  warranties: ['told_late'],
}

const BUILDERS: readonly string[] = ['committee', 'branch', 'accountant']
const WATCHERS: readonly string[] = ['committee', 'branch', 'supervisor', 'station', 'cadre']

/** Who adds to which list, in the village or above it; under the empty name, who begins one and gives it up. */
export const PROJECT_ROLES: Readonly<Record<ProjectList | '' | 'words', readonly string[]>> = {
  '': BUILDERS,
  designs: BUILDERS,
  quotes: BUILDERS,
  contracts: BUILDERS,
  changes: BUILDERS,
  warranties: BUILDERS,
  progress: WATCHERS,
  acceptances: WATCHERS,
  payments: ['accountant'],
  words: [...new Set([...BUILDERS, ...WATCHERS])],
}

/** Bidders whose quotes must be there before a contract, by how it is given. */
export const QUOTES_ASKED: Readonly<Record<string, number>> = {
  tender: 3,
  compare: 3,
  negotiate: 2,
  direct: 0,
  own: 0,
}

/** Changes that come to more of the contract than this are marked. */
export const CHANGE_PERCENT = 10

export const TOLD_DAYS = 7
/** So long after the contract, or the last progress, somebody should have said how far it is. */
export const SILENT_DAYS = 60

interface Dated {
  readonly day: string
  readonly told?: string
}

/** A line of a design: so many thousandths of a unit at that price, and what it usually costs at most. */
export interface BillLine {
  readonly item: string
  readonly unit: string
  readonly quantity_milli: number
  readonly price_fen: number
  readonly usual_high_fen?: number
}

/** What of a project's record its life is made of. */
export interface ToldProject {
  readonly budget_fen: number
  readonly method: string
  readonly stopped?: string
  readonly designs?: readonly (Dated & {
    readonly lines: readonly BillLine[]
  })[]
  readonly quotes?: readonly (Dated & {
    readonly bidder: string
    readonly amount_fen: number
  })[]
  readonly contracts?: readonly (Dated & {
    readonly amount_fen: number
    readonly due?: string
    readonly advance_percent?: number
  })[]
  readonly progress?: readonly (Dated & {
    readonly percent: number
    readonly photos?: readonly unknown[]
    readonly present?: readonly unknown[]
  })[]
  readonly changes?: readonly (Dated & { readonly amount_fen: number })[]
  readonly acceptances?: readonly (Dated & {
    readonly result: string
    readonly photos?: readonly unknown[]
  })[]
  readonly payments?: readonly (Dated & {
    readonly amount_fen: number
    readonly of: string
  })[]
  readonly warranties?: readonly (Dated & {
    readonly until: string
    readonly retained_fen: number
  })[]
}

/** What is out of order: with the whole (`list` is empty), or with the one at `place` in a list. */
export interface ProjectMark {
  readonly list: ProjectList | ''
  readonly place: number
  readonly mark: string
}

/** In fen; null where nothing was said. `agreed` is the contract with the changes since, `retained` what is held back. */
export interface ProjectSums {
  readonly budget: number
  readonly design: number | null
  readonly first_quote: number | null
  readonly lowest_quote: number | null
  readonly contract: number | null
  readonly changes: number
  readonly agreed: number | null
  readonly paid: number
  readonly retained: number | null
}

/** How a project stands. */
export interface ProjectLife {
  readonly state: ProjectState
  readonly percent: number
  readonly sums: ProjectSums
  readonly marks: readonly ProjectMark[]
}

/** A line of two versions side by side: its places in them, and by how much it got dearer. */
export interface DesignLine {
  readonly item: string
  readonly change: DesignChange
  readonly before: number | null
  readonly after: number | null
  readonly more_fen: number
}

/** The life of a project from its record. */
export function projectLife(project: ToldProject, today: string): ProjectLife {
  const told = new Told(project)
  const isStopped = project.stopped !== undefined
  const marks = ofWhole(told, isStopped ? '' : today).map((mark): ProjectMark => ({ list: '', place: 0, mark }))
  for (const list of PROJECT_LISTS) {
    for (const [place, one] of told.lists[list].entries()) {
      const isLate = one.told !== undefined && daysFrom(one.day, one.told) > TOLD_DAYS
      const found: Readonly<Record<string, boolean>> = {
        ...marksOf(told, list, place),
        told_late: isLate,
      }
      for (const mark of PROJECT_MARKS[list]) if (found[mark]) marks.push({ list, place, mark })
    }
  }
  return {
    state: stateOf(told, today, isStopped),
    percent: told.percent('~'),
    sums: sumsOf(told),
    marks,
  }
}

/** What a line of a design comes to: thousandths of the unit times the price, a half rounded up. */
export function lineFen({ quantity_milli, price_fen }: Pick<BillLine, 'quantity_milli' | 'price_fen'>): number {
  return Number((BigInt(quantity_milli) * BigInt(price_fen) + 500n) / 1000n)
}

/** What a design comes to. */
export function designFen(design: { readonly lines: readonly BillLine[] }): number {
  return sum(design.lines.map(lineFen))
}

/**
 * The lines of a version beside those of one before it, in the order of the newer; what is gone comes last. A line is the
 * same by its item; where an item stands several times, the first is compared with the first.
 */
export function designDiff(before: readonly BillLine[], after: readonly BillLine[]): DesignLine[] {
  const places = new Map<string, number[]>()
  for (const [place, { item }] of before.entries()) places.set(item, [...(places.get(item) ?? []), place])
  const found = after.map((line, place): DesignLine => {
    const old = places.get(line.item)?.shift() ?? null
    const was = old === null ? undefined : before[old]
    if (was === undefined)
      return {
        item: line.item,
        change: 'added',
        before: null,
        after: place,
        more_fen: lineFen(line),
      }
    const isSame =
      line.unit === was.unit && line.quantity_milli === was.quantity_milli && line.price_fen === was.price_fen
    const more_fen = lineFen(line) - lineFen(was)
    return {
      item: line.item,
      change: isSame ? 'same' : 'changed',
      before: old,
      after: place,
      more_fen,
    }
  })
  const gone = [...places.values()].flat().sort((a, b) => a - b)
  return [
    ...found,
    ...gone.flatMap((place): DesignLine[] => {
      const line = before[place]
      return line
        ? [
            {
              item: line.item,
              change: 'gone',
              before: place,
              after: null,
              more_fen: -lineFen(line),
            },
          ]
        : []
    }),
  ]
}

type Lists = { readonly [K in ProjectList]: NonNullable<ToldProject[K]> }
type One<K extends ProjectList> = Lists[K][number]

/** What was said, as it stood on any day: what was said of that day counts, and the later said of one day. */
class Told {
  readonly budget: number
  readonly method: string
  readonly lists: Lists
  readonly #sorted = new Map<ProjectList, readonly { readonly place: number; readonly one: Dated }[]>()

  constructor(project: ToldProject) {
    this.budget = project.budget_fen
    this.method = project.method
    this.lists = Object.fromEntries(PROJECT_LISTS.map((name) => [name, project[name] ?? []])) as unknown as Lists
    for (const name of PROJECT_LISTS) {
      const listed = this.lists[name].map((one: Dated, place) => ({
        place,
        one,
      }))
      listed.sort((a, b) => (a.one.day < b.one.day ? -1 : a.one.day > b.one.day ? 1 : a.place - b.place))
      this.#sorted.set(name, listed)
    }
  }

  until<K extends ProjectList>(name: K, day: string): readonly One<K>[] {
    return this.#of(name).filter((one) => one.day <= day)
  }

  last<K extends ProjectList>(name: K, day: string): One<K> | undefined {
    return this.until(name, day).at(-1)
  }

  /** Those before the one at this place, by their days; and it. */
  before<K extends ProjectList>(name: K, place: number): readonly One<K>[] {
    const at = (this.#sorted.get(name) ?? []).findIndex((one) => one.place === place)
    return this.#of(name).slice(0, at + 1)
  }

  percent(day: string): number {
    return this.last('progress', day)?.percent ?? 0
  }

  accepted(day: string): boolean {
    return this.last('acceptances', day)?.result === 'passed'
  }

  /** Those since the contract in force. */
  changes(day: string): readonly number[] {
    const since = this.last('contracts', day)?.day ?? ''
    return this.until('changes', day)
      .filter((one) => one.day >= since)
      .map((one) => one.amount_fen)
  }

  agreed(day: string): number | null {
    const contract = this.last('contracts', day)
    return contract === undefined ? null : contract.amount_fen + sum(this.changes(day))
  }

  #of<K extends ProjectList>(name: K): readonly One<K>[] {
    return (this.#sorted.get(name) ?? []).map(({ one }) => one as One<K>)
  }
}

/** What is wrong with the whole; of one that was stopped nothing more is (`today` is then empty). */
function ofWhole(told: Told, today: string): readonly string[] {
  if (today === '') return []
  const [contract, warranty] = [told.last('contracts', '~'), told.last('warranties', '~')]
  const isOpen = contract !== undefined && !told.accepted('~')
  const heard = latest([...told.lists.contracts, ...told.lists.progress]) ?? today
  const found: Readonly<Record<string, boolean>> = {
    overdue: isOpen && (contract.due ?? '~') < today,
    silent: isOpen && daysFrom(heard, today) > SILENT_DAYS,
    unreleased: warranty !== undefined && warranty.until < today && released(told) < warranty.retained_fen,
  }
  return PROJECT_MARKS[''].filter((name) => found[name])
}

function released(told: Told): number {
  return sum(told.lists.payments.filter((one) => one.of === 'warranty').map((one) => one.amount_fen))
}

type Found = Readonly<Record<string, boolean>>

function marksOf(told: Told, list: ProjectList, place: number): Found {
  const found = {
    designs,
    quotes,
    contracts,
    progress,
    changes,
    acceptances,
    payments,
    warranties: () => ({}),
  }
  return found[list](told, place)
}

function designs(told: Told, place: number): Found {
  const one = at(told.lists.designs, place)
  const first = told.lists.contracts.map(({ day }) => day).sort()[0] ?? '~'
  return {
    above_usual: one.lines.some(isDear),
    after_contract: one.day > first,
  }
}

function isDear({ price_fen, usual_high_fen }: BillLine): boolean {
  return usual_high_fen !== undefined && price_fen > usual_high_fen
}

function quotes(told: Told, place: number): Found {
  const one = at(told.lists.quotes, place)
  const design = told.last('designs', one.day)
  const lines = design?.lines ?? []
  const most = sum(lines.map((line) => lineFen({ ...line, price_fen: line.usual_high_fen ?? line.price_fen })))
  const isKnown = lines.some((line) => line.usual_high_fen !== undefined)
  return {
    no_design: design === undefined,
    above_usual: isKnown && one.amount_fen > most,
    above_budget: one.amount_fen > told.budget,
  }
}

function contracts(told: Told, place: number): Found {
  const one = at(told.lists.contracts, place)
  const quoted = told.until('quotes', one.day)
  return {
    no_design: told.last('designs', one.day) === undefined,
    few_quotes: new Set(quoted.map(({ bidder }) => bidder)).size < (QUOTES_ASKED[told.method] ?? 0),
    above_lowest: quoted.length > 0 && one.amount_fen > Math.min(...quoted.map(({ amount_fen }) => amount_fen)),
    above_budget: one.amount_fen > told.budget,
  }
}

function progress(told: Told, place: number): Found {
  const one = at(told.lists.progress, place)
  const earlier = told.before('progress', place).slice(0, -1)
  const last = earlier.at(-1)
  const heard = latest([...earlier, ...told.until('contracts', one.day)]) ?? one.day
  return {
    before_contract: told.last('contracts', one.day) === undefined,
    backwards: last !== undefined && one.percent < last.percent,
    after_silence: daysFrom(heard, one.day) > SILENT_DAYS,
    no_photo: (one.photos ?? []).length === 0,
    unwatched: (one.present ?? []).length === 0,
  }
}

function changes(told: Told, place: number): Found {
  const one = at(told.lists.changes, place)
  const [contract, agreed] = [told.last('contracts', one.day), told.agreed(one.day)]
  const since = contract?.day ?? ''
  const own = told.before('changes', place).filter(({ day }) => day >= since)
  const moved = sum(own.map(({ amount_fen }) => Math.abs(amount_fen)))
  return {
    before_contract: contract === undefined,
    too_much: contract !== undefined && moved * 100 > contract.amount_fen * CHANGE_PERCENT,
    above_budget: agreed !== null && one.amount_fen > 0 && agreed > told.budget,
    after_acceptance: told.lists.acceptances.some(({ result, day }) => result === 'passed' && day < one.day),
  }
}

function acceptances(told: Told, place: number): Found {
  const one = at(told.lists.acceptances, place)
  const isPassed = one.result === 'passed'
  const contract = told.last('contracts', one.day)
  return {
    before_contract: contract === undefined,
    unfinished: isPassed && told.percent(one.day) < 100,
    late: isPassed && one.day > (contract?.due ?? '~'),
    no_paper: isPassed && (one.photos ?? []).length === 0,
  }
}

function payments(told: Told, place: number): Found {
  const one = at(told.lists.payments, place)
  const [contract, agreed] = [told.last('contracts', one.day), told.agreed(one.day)]
  const warranty = told.last('warranties', one.day)
  const paid = sum(told.before('payments', place).map(({ amount_fen }) => amount_fen))
  const part = Math.max(told.percent(one.day), contract?.advance_percent ?? 0)
  const isOut = one.amount_fen > 0
  return {
    before_contract: contract === undefined,
    ahead: isOut && agreed !== null && paid * 100 > agreed * part,
    too_much: isOut && agreed !== null && paid > agreed,
    before_acceptance: isOut && agreed !== null && paid >= agreed && !told.accepted(one.day),
    early: isOut && one.of === 'warranty' && (warranty === undefined || one.day < warranty.until),
  }
}

function sumsOf(told: Told): ProjectSums {
  const [design, contract, warranty] = [
    told.last('designs', '~'),
    told.last('contracts', '~'),
    told.last('warranties', '~'),
  ]
  const quoted = told.until('quotes', '~').map(({ amount_fen }) => amount_fen)
  return {
    budget: told.budget,
    design: design === undefined ? null : designFen(design),
    first_quote: quoted[0] ?? null,
    lowest_quote: quoted.length === 0 ? null : Math.min(...quoted),
    contract: contract?.amount_fen ?? null,
    changes: sum(told.changes('~')),
    agreed: told.agreed('~'),
    paid: sum(told.lists.payments.map(({ amount_fen }) => amount_fen)),
    retained: warranty?.retained_fen ?? null,
  }
}

function stateOf(told: Told, today: string, isStopped: boolean): ProjectState {
  if (isStopped) return 'stopped'
  if (told.accepted('~')) return isSettled(told, today) ? 'closed' : 'accepted'
  if (told.lists.progress.length > 0) return 'working'
  if (told.lists.contracts.length > 0) return 'contracted'
  if (told.lists.quotes.length > 0) return 'quoted'
  return told.lists.designs.length > 0 ? 'designed' : 'needed'
}

/** All is paid; and what was held back is, after its day. */
function isSettled(told: Told, today: string): boolean {
  const { agreed, paid } = sumsOf(told)
  const warranty = told.last('warranties', '~')
  if (agreed === null || paid < agreed) return false
  return warranty === undefined || (warranty.until < today && released(told) >= warranty.retained_fen)
}

/** The latest day on which one of these was said; of none, none. */
function latest(told: readonly Dated[]): string | undefined {
  return told
    .map(({ day }) => day)
    .sort()
    .at(-1)
}

/** The one at a place that is known to be in the list. */
function at<T>(list: readonly T[], place: number): T {
  return list[place] as T
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}

const DAY = 86_400_000

function daysFrom(since: string, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(since)) / DAY)
}
