/** Search without an index: one lower-case string per record, made once, scanned with `includes`
 * (ten thousand records take a few milliseconds on a slow phone; measured in the design notes). */
import type { RecordView } from '../../replica/types.ts'
import { type Readings, soundsOf } from '../../text/sought.ts'

let kept = new WeakMap<RecordView, string>()

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

/** How signs are read. */
let readings: Readings = {}

export function learnReadings(found: Readings): void {
  readings = found
  kept = new WeakMap() // what was made searchable before lacks them
}

/** Between what stands by itself, and around it: so that a sum can be looked for whole. */
const EDGE = '\u0001'

/** Everything of a record that can be searched, in lower case. Kept as long as the record object lives. */
export function haystack(record: RecordView): string {
  let text = kept.get(record)
  if (text === undefined) {
    text = build(record)
    kept.set(record, text)
  }
  return text
}

function build(record: RecordView): string {
  const parts: string[] = []
  for (const field of TEXTS[record.kind] ?? []) {
    parts.push(...wordsIn(record[field]))
  }
  for (const field of READ) {
    for (const value of wordsIn(record[field])) {
      parts.push(...soundsOf(value, readings))
    }
  }
  const amount = record['amount_fen'] ?? record['total_fen'] ?? record['budget_fen'] ?? record['value_fen']
  if (typeof amount === 'number') {
    const [whole = '', rest = ''] = decimal(amount).split('.')
    parts.push(`${whole}.${rest}`, `${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${rest}`)
  }
  const date = record['date'] ?? record['paid'] ?? record['began'] ?? record['day']
  if (typeof date === 'string') {
    const [y, m, d] = date.split('-')
    parts.push(date, `${y ?? ''}年${String(Number(m))}月${String(Number(d))}日`)
  }
  return `${EDGE}${parts.join(EDGE)}${EDGE}`.toLowerCase()
}

/** A field's text, texts, or titles of what it lists. */
function wordsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return []
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

/** The records that hold all words. `texts`, once it is ready, holds the strings in the records' order. */
export function find(
  records: readonly RecordView[],
  words: readonly string[],
  texts: readonly string[] = [],
): readonly RecordView[] {
  if (words.length === 0) return []
  const all = texts.length === records.length ? texts : records.map(haystack)
  let at: number[] | null = null // places that hold every word so far; null: all places
  for (const word of words) {
    const held: number[] = []
    if (at) {
      for (const i of at) if (all[i]?.includes(word)) held.push(i)
    } else for (let i = 0; i < all.length; i++) if (all[i]?.includes(word)) held.push(i)
    at = held
  }
  return (at ?? []).flatMap((i) => records[i] ?? [])
}

/** Make the strings ahead of the first query, a little at a time, so that no frame is lost. Returns how to stop. */
export function prepare(records: readonly RecordView[], done: (texts: readonly string[]) => void): () => void {
  const texts: string[] = []
  let timer = 0
  const some = (): void => {
    const end = performance.now() + 8
    while (texts.length < records.length && performance.now() < end) {
      const record = records[texts.length]
      texts.push(record ? haystack(record) : '')
    }
    if (texts.length < records.length) timer = setTimeout(some, 0)
    else done(texts)
  }
  timer = setTimeout(some, 0)
  return () => clearTimeout(timer)
}
