/** Search without an index: one lower-case string per record, made once, scanned with `includes`
 * (ten thousand records take a few milliseconds on a slow phone; measured in the design notes). */
import type { RecordView } from '../../replica/types.ts'

const kept = new WeakMap<RecordView, string>()

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
}

/** First letters of the readings of signs, known from the names of places (cheap pinyin: «llh» finds 林丽华). */
let initials: ReadonlyMap<string, string> = new Map()

export function learnInitials(regions: readonly { readonly name: string; readonly initials: string }[]): void {
  const learnt = new Map<string, string>()
  for (const { name, initials: letters } of regions) {
    const signs = Array.from(name)
    if (signs.length !== letters.length) continue
    for (const [i, sign] of signs.entries()) learnt.set(sign, letters[i] ?? '')
  }
  initials = learnt
}

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
    const value = record[field]
    if (typeof value === 'string') parts.push(value)
  }
  for (const field of ['payee', 'subject', 'title']) {
    const value = record[field]
    if (typeof value === 'string') parts.push(Array.from(value, (sign) => initials.get(sign) ?? '').join(''))
  }
  const amount = record['amount_fen']
  if (typeof amount === 'number') {
    const whole = String(Math.trunc(amount / 100))
    const rest = String(amount % 100).padStart(2, '0')
    parts.push(`${whole}.${rest}`, `${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${rest}`)
  }
  const date = record['date']
  if (typeof date === 'string') {
    const [y, m, d] = date.split('-')
    parts.push(date, `${y ?? ''}年${String(Number(m))}月${String(Number(d))}日`)
  }
  return parts.join('\u0001').toLowerCase()
}

/** The words of a query; all must be found. */
export function terms(query: string): readonly string[] {
  return query.toLowerCase().replaceAll('，', ' ').split(/\s+/).filter(Boolean)
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
