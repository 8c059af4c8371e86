/** What a book under review is made of, and the acts on it. Pure: records in, changes out. Spec: sync/spec/review.md. */
import { DEFAULT_SIGNERS, EXAMINED, entryDigest, parentCode, standingOf } from '@shaiba/sync'
import type { ReturnReason, Verdict } from '../../generated/kinds.ts'
import type { Change, RecordView, Replica } from '../../replica/types.ts'

export interface Book {
  readonly id: string
  readonly period: string
  /** when its newest item was sent, ms */
  readonly at: number
  /** returned ones first, then as a ledger is written */
  readonly items: readonly RecordView[]
}

/** Who must have signed, of the books of which months: what the village says, or else the nearest region above it. */
export function policyOf(replica: Replica, village: string): RecordView | null {
  const own = replica.scope(`village/${village}`).record('reviewing', 'policy')
  if (own !== undefined) return own
  for (let code = parentCode(village); code !== ''; code = parentCode(code)) {
    const said = replica.scope(`region/${code}`).record('reviewing', 'policy')
    if (said !== undefined) return said
  }
  return null
}

export function signersOf(policy: RecordView | null): readonly string[] {
  return (policy?.['signatures'] as readonly string[] | undefined) ?? DEFAULT_SIGNERS
}

/** Whether the books of a month may be published only with signatures. */
export function isAsked(policy: RecordView | null, month: string): boolean {
  if (policy === null || signersOf(policy).length === 0) return false
  return String(policy['since']) <= month && month <= String(policy['until'])
}

/** The books that are not public yet, the newest first. */
export function booksOf(items: readonly RecordView[], isPublic: (id: string) => boolean): readonly Book[] {
  const found = new Map<string, RecordView[]>()
  for (const item of items) {
    if (item['disclosure'] === undefined) continue // its beginning was erased
    const id = item['disclosure'] as string
    found.set(id, [...(found.get(id) ?? []), item])
  }
  return [...found]
    .filter(([, all]) => all.some((item) => item['withdrawn'] === undefined && !isPublic(item.id)))
    .map(([id, all]) => ({
      id,
      period: String(all[0]?.['period']),
      at: Math.max(...all.map((item) => item.at)),
      items: [...all].sort((a, b) => (String(a['voucher']) < String(b['voucher']) ? -1 : 1)),
    }))
    .sort((a, b) => b.at - a.at)
}

/** What waits for this role. */
export function waitingFor(book: Book, role: string, signers: readonly string[]): readonly RecordView[] {
  return book.items.filter((item) => {
    const { state, role: whose } = standingOf(item, signers)
    return state === 'waiting' && whose === role
  })
}

/** Digests that this office approved and has not signed for. `signed` gives what an office signed. */
export function toSign(
  book: Book,
  role: string,
  signers: readonly string[],
  signed: (role: string) => readonly string[],
): readonly string[] {
  const at = signers.indexOf(role)
  return book.items
    .filter((item) => {
      const { state, role: whose } = standingOf(item, signers)
      return state === 'approved' || (state !== 'withdrawn' && signers.indexOf(whose) > at)
    })
    .map((item) => entryDigest(item.id, item))
    .filter(
      (digest) => !signed(role).includes(digest) && signers.slice(0, at).every((one) => signed(one).includes(digest)),
    )
}

/** Whether every item that is left has all signatures. */
export function isComplete(
  book: Book,
  signers: readonly string[],
  signed: (role: string) => readonly string[],
): boolean {
  const left = book.items.filter((item) => item['withdrawn'] === undefined)
  return left.every((item) => signers.every((role) => signed(role).includes(entryDigest(item.id, item))))
}

export function verdictsOf(item: RecordView): readonly Verdict[] {
  return (item['verdicts'] as readonly Verdict[] | undefined) ?? []
}

interface Judged {
  readonly person: string
  readonly role: string
  readonly on: string
  readonly why?: ReturnReason
  readonly words?: string
}

/** Approve an item as it is on this phone; or, with a reason, return it. */
export function judge(item: RecordView, said: Judged): Change {
  const verdict = said.why === undefined ? 'approve' : 'return'
  const verdicts = { ...said, verdict, digest: entryDigest(item.id, item) }
  return { do: 'review.judge', id: item.id, append: { verdicts } }
}

/** The signature of an office under a book; with it goes what this person returned and has not told yet. */
export function sign(
  book: Book,
  role: string,
  person: string,
  items: readonly string[],
  told: readonly Readonly<Record<string, unknown>>[],
): Change[] {
  const id = `${book.id}_${role}`
  const isTold = (entry: string, { on, why, words }: Verdict): boolean =>
    told.some((one) => one['entry'] === entry && one['on'] === on && one['why'] === why && one['words'] === words)
  const tells = book.items.flatMap((item) =>
    verdictsOf(item)
      .filter((one) => one.verdict === 'return' && one.person === person && one.role === role)
      .filter((one) => !isTold(item.id, one))
      .map(({ on, why, words }) => ({
        do: 'countersign.tell',
        id,
        append: { returns: { entry: item.id, on, why, ...(words === undefined ? {} : { words }) } },
      })),
  )
  const give = { do: 'countersign.give', id, set: { disclosure: book.id, role }, add: { items, people: [person] } }
  return [give, ...tells]
}

/** The entry that an item will be, as it was signed. */
export function entryOf(item: RecordView): Change {
  const fields = EXAMINED.filter((field) => item[field] !== undefined).map((field) => [field, item[field]])
  return { do: 'entry.post', id: item.id, set: Object.fromEntries(fields) as Readonly<Record<string, unknown>> }
}
