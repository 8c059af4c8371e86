/** A stage as it is filled in, and what it says: pure, so that what everybody will see is known before it is said. */
import { projectLife, type ProjectList } from '@shaiba/sync'
import type { BillLine } from '../../generated/kinds.ts'
import { amount } from '../../sheet/cells.ts'
import { isLongPast, type Going, type Part, type Said } from './project.ts'

/** Everything as it is typed. */
export interface Form {
  day: string
  party: string
  sum: string
  due: string
  advance: string
  percent: string
  present: string
  reason: string
  result: string
  of: string
  entry: string
  until: string
  text: string
}

export type Fault = 'missing' | 'notMoney' | 'notPercent'
export type Faults = Readonly<Partial<Record<keyof Form | 'lines', Fault | undefined>>>
export type Filled = Omit<Said, 'name' | 'told'>

export function emptyForm(today: string): Form {
  const none = { party: '', sum: '', due: '', advance: '', percent: '', present: '', reason: '' }
  return { day: today, ...none, result: 'passed', of: 'work', entry: '', until: '', text: '' }
}

/** What fields a part has, in the order in which they are asked for. */
export const ASKED: Readonly<Record<Part, readonly (keyof Form)[]>> = {
  designs: ['day'],
  quotes: ['day', 'party', 'sum'],
  contracts: ['day', 'party', 'sum', 'due', 'advance'],
  progress: ['day', 'percent', 'present'],
  changes: ['day', 'sum', 'reason'],
  acceptances: ['day', 'result', 'present'],
  payments: ['day', 'sum', 'of', 'entry'],
  warranties: ['day', 'until', 'sum'],
  words: ['day'],
}

/** What it says once it is filled in; or what of it is not. `mask` covers who bids and who builds. */
export function fill(
  part: Part,
  form: Form,
  lines: readonly BillLine[],
  mask: (name: string) => string,
): { readonly said: Filled } | { readonly faults: Faults } {
  const has = (field: keyof Form): boolean => ASKED[part].includes(field)
  const party = form.party.trim() === '' ? '' : mask(form.party.trim())
  const present = form.present.split(/[、，,;；\s]+/).filter((name) => name !== '')
  const text = form.text.trim()
  const sum = fenOf(form.sum, part === 'changes' || part === 'payments', part === 'warranties')
  const faults: Faults = {
    day: form.day === '' ? 'missing' : undefined,
    party: has('party') && party === '' ? 'missing' : undefined,
    sum: has('sum') && sum === null ? 'notMoney' : undefined,
    percent: has('percent') && !isPercent(form.percent) ? 'notPercent' : undefined,
    advance: has('advance') && form.advance.trim() !== '' && !isPercent(form.advance) ? 'notPercent' : undefined,
    reason: has('reason') && form.reason.trim() === '' ? 'missing' : undefined,
    until: has('until') && form.until === '' ? 'missing' : undefined,
    present: part === 'acceptances' && present.length === 0 ? 'missing' : undefined,
    text: part === 'words' && text === '' ? 'missing' : undefined,
    lines: part === 'designs' && lines.length === 0 ? 'missing' : undefined,
  }
  if (Object.values(faults).some((fault) => fault !== undefined)) return { faults }
  const own: Readonly<Record<Part, object>> = {
    designs: { lines },
    quotes: { bidder: party, amount_fen: sum },
    contracts: {
      party,
      amount_fen: sum,
      ...(form.due === '' ? {} : { due: form.due }),
      ...(form.advance.trim() === '' ? {} : { advance_percent: Number(form.advance) }),
    },
    progress: { percent: Number(form.percent), ...(present.length === 0 ? {} : { present }) },
    changes: { amount_fen: sum, reason: form.reason.trim() },
    acceptances: { result: form.result, present },
    payments: { amount_fen: sum, of: form.of, ...(form.entry === '' ? {} : { entry: form.entry }) },
    warranties: { until: form.until, retained_fen: sum },
    words: {},
  }
  return { said: { day: form.day, ...(text === '' ? {} : { text }), ...own[part] } }
}

/** What will be marked of it, once it is said: on every phone. */
export function marksAfter(
  { project, life }: Going,
  part: Part,
  said: Filled,
  photos: number,
  today: string,
): readonly string[] {
  if (part === 'words') return []
  const listed = (project[part] ?? []) as readonly object[]
  const more = { ...(photos === 0 ? {} : { photos: Array(photos).fill({}) }), ...(isLongPast(said.day, today) ? { told: today } : {}) } // prettier-ignore
  const after = projectLife({ ...project, [part]: [...listed, { ...said, ...more }] }, today)
  const isNew = (list: ProjectList | '', place: number, mark: string): boolean =>
    !life.marks.some((one) => one.list === list && one.place === place && one.mark === mark)
  return after.marks
    .filter(({ list, place, mark }) => isNew(list, place, mark))
    .map(({ list, mark }) => `${list} ${mark}`)
}

/** A sum as somebody types it, in fen; null where it is none. `either`: also less than nothing; `none`: also nothing. */
export function fenOf(typed: string, either = false, none = false): number | null {
  const read = amount(typed)
  if (!read.ok || read.value === null) return null
  if (read.value === 0) return none ? 0 : null
  return read.value > 0 || either ? read.value : null
}

function isPercent(typed: string): boolean {
  return /^\d{1,3}$/.test(typed.trim()) && Number(typed) <= 100
}
