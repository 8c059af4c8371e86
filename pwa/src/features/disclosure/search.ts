/** Search without an index: what of a record can be found is one lower-case string, made once and scanned with `includes`
 * (ten thousand take a few milliseconds on a slow phone; measured in the design notes). How its signs are read is another
 * string: few look by letters, and it takes longer to make. A whole village is looked through in slices (hunt.ts). */
import type { RecordView } from '../../replica/types.ts'
import { yuan } from '../../text/format.ts'
import { type Readings, soundsOf } from '../../text/sought.ts'

/** Kept as long as the record object lives. */
const written = new WeakMap<RecordView, string>()
let read = new WeakMap<RecordView, string>()

/** Fields whose text is looked for, by kind; others (ids, hashes) would only give false hits. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  entry: [
    'summary',
    'payee',
    'subject',
    'voucher',
    'project',
    'handler',
    'witness',
    'approver',
    'account',
    'method',
    'note',
    'reason',
  ],
  disclosure: ['title', 'summary', 'period', 'withdrawn', 'reason'],
  appeal: ['title', 'text', 'place'],
  scheme: ['title', 'plain', 'who', 'number', 'words'],
  payout: ['policy', 'batch', 'note', 'withdrawn'],
  payment: ['payee', 'note'],
  project: ['title', 'number', 'need', 'place'],
  contract: ['title', 'number', 'party', 'note'],
  asset: ['name', 'number', 'place', 'note'],
  debt: ['party', 'reason'],
  power: ['id', 'name', 'group', 'body', 'decide', 'law', 'steps', 'papers', 'watch'],
  run: ['title', 'about'],
  meeting: ['title', 'place', 'text', 'agenda'],
  poll: ['title', 'why', 'options'],
  draw: ['purpose', 'place', 'text'],
  circular: ['title', 'facts', 'outcome', 'lesson'],
}

/** Fields that are also found as they are read: «linlihua» and «llh» find 林丽华. */
const READ = ['payee', 'subject', 'title', 'summary', 'policy', 'party', 'name', 'purpose', 'agenda']

/** How signs are read: in letters a to z. */
let readings: Readings = {}

export function learnReadings(found: Readings): void {
  readings = found
  read = new WeakMap() // what was made before lacks them
}

/** Between what stands by itself, and around it: so that a sum can be looked for whole. */
const EDGE = '\u0001'

/** Everything of a record that can be searched as it is written, in lower case. */
export function writtenOf(record: RecordView): string {
  let text = written.get(record)
  if (text === undefined) written.set(record, (text = write(record)))
  return text
}

/** The same as it is read: «linlihua», and «llh». */
export function readOf(record: RecordView): string {
  let text = read.get(record)
  if (text === undefined) read.set(record, (text = spell(record)))
  return text
}

const BEFORE = 12
const AFTER = 24

/** What the record says around a word that its title does not show. Empty where the title shows all of them, or where it
 * was found by a sum, a day, or how it is read. */
export function passageOf(record: RecordView, title: string, words: readonly string[]): string {
  const missing = words.filter((word) => !title.toLowerCase().includes(word))
  if (missing.length === 0) return ''
  for (const field of TEXTS[record.kind] ?? [])
    for (const text of wordsIn(record[field])) {
      const low = text.toLowerCase()
      const word = missing.find((one) => low.includes(one))
      if (word === undefined) continue
      const at = low.indexOf(word)
      const [from, to] = [Math.max(0, at - BEFORE), at + word.length + AFTER]
      return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`
    }
  return ''
}

function write(record: RecordView): string {
  let text = EDGE
  for (const field of TEXTS[record.kind] ?? []) for (const value of wordsIn(record[field])) text += value + EDGE
  const amount = record['amount_fen'] ?? record['total_fen'] ?? record['budget_fen'] ?? record['value_fen']
  if (typeof amount === 'number') text += decimal(amount) + EDGE + yuan(amount) + EDGE
  const date = record['date'] ?? record['paid'] ?? record['began'] ?? record['day']
  if (typeof date === 'string') {
    const [y, m, d] = date.split('-')
    text += `${date}${EDGE}${y ?? ''}年${String(Number(m))}月${String(Number(d))}日${EDGE}`
  }
  return text.toLowerCase()
}

function spell(record: RecordView): string {
  let text = EDGE
  for (const field of READ)
    for (const value of wordsIn(record[field])) for (const sound of soundsOf(value, readings)) text += sound + EDGE
  return text
}

const NONE: readonly string[] = []

/** A field's text, texts, or titles of what it lists. */
function wordsIn(value: unknown): readonly string[] {
  if (value === undefined) return NONE
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return NONE
  return value.map((one: unknown) =>
    typeof one === 'string' ? one : ((one as { readonly title?: string }).title ?? ''),
  )
}

function decimal(fen: number): string {
  return `${String(Math.trunc(fen / 100))}.${String(fen % 100).padStart(2, '0')}`
}

/** The words of a query; all must be found. */
export function terms(query: string): readonly string[] {
  return query.toLowerCase().replaceAll('，', ' ').split(/\s+/).filter(Boolean).map(term)
}

const SUM = /^¥?(\d[\d,]*(?:\.\d{1,4})?)(万)?元?$/
const DAY = /^(\d{4})(?:-(\d)|[/.年](\d{1,2})(?:[/.月](\d{1,2})?)?日?)$/
const MONTH = /^(\d{1,2})月(?:\d{1,2}日?)?$/

/** One word as it stands in what is searched: ¥1,200, 1200元 and 1.2万 are that very sum; 2026-3 and 2026/3/8 have their
 * zeros (2026-3-8 may be a voucher and stays); 1月 is not the end of 11月. */
function term(word: string): string {
  const plain = word.normalize('NFKC')
  const sum = SUM.exec(plain)
  if (sum && /[¥万元]/.test(plain)) {
    const fen = Math.round(Number((sum[1] ?? '').replaceAll(',', '')) * (sum[2] ? 1_000_000 : 100))
    return `${EDGE}${decimal(fen)}${EDGE}`
  }
  const day = DAY.exec(plain)
  if (day) {
    return [day[1], ...day.slice(2).flatMap((part) => (part ? [part.padStart(2, '0')] : []))].join('-')
  }
  return MONTH.test(plain) ? `年${plain}` : plain
}

/** Narrower than words: what is found of one year, one class, one payee, one way. Empty: any. */
export interface Facets {
  readonly year: string
  readonly subject: string
  readonly payee: string
  readonly direction: string
}

export const ANY: Facets = { year: '', subject: '', payee: '', direction: '' }

export function within(
  found: readonly RecordView[],
  { year, subject, payee, direction }: Facets,
): readonly RecordView[] {
  if (!year && !subject && !payee && !direction) return found
  return found.filter(
    (one) =>
      (!year || String(one['date']).startsWith(year)) &&
      (!subject || one['subject'] === subject) &&
      (!payee || one['payee'] === payee) &&
      (!direction || one['direction'] === direction),
  )
}

/** The values of a field among what was found, the most frequent first. */
export function valuesOf(found: readonly RecordView[], of: (one: RecordView) => string, most = 40): readonly string[] {
  const counts = new Map<string, number>()
  for (const one of found) counts.set(of(one), (counts.get(of(one)) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, most).map(([value]) => value) // prettier-ignore
}

/** What could be how something is read. */
const LETTERS = /^[a-z]+$/

/** Says of a record whether it holds all words. */
export function matcher(words: readonly string[]): (record: RecordView) => boolean {
  const sought = words.map((word) => ({ word, spelt: LETTERS.test(word) }))
  return (record) =>
    sought.every(({ word, spelt }) => writtenOf(record).includes(word) || (spelt && readOf(record).includes(word)))
}
