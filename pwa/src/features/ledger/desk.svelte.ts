/** One village's books under review, as this phone's person has them before him. */
import { covers } from '@shaiba/sync'
import type { ReturnReason } from '../../generated/kinds.ts'
import { isPaidClose } from '../../replica/close.ts'
import type { Change, RecordView, Replica } from '../../replica/types.ts'
import type { TakenPhoto } from '../../device/photo.ts'
import { pack } from '../../sheet/pack.ts'
import { doublesOf } from '../../sheet/doubles.ts'
import { sums } from '../../sheet/sums.ts'
import { maskRows, originals } from './mask.ts'
import { maskingOf } from '../../sheet/masking.ts'
import type { Row } from './parse.ts'
import {
  type Book,
  booksOf,
  entryOf,
  isComplete,
  judge,
  policyOf,
  sign,
  signersOf,
  toSign,
  waitingFor,
} from './review.ts'

export class Desk {
  readonly #replica: Replica
  readonly #village: string

  constructor(replica: Replica, village: string) {
    this.#replica = replica
    this.#village = village
  }

  readonly office = $derived.by(() => this.#replica.scope(`office/${this.#village}/review`))
  readonly open = $derived.by(() => this.#replica.scope(`village/${this.#village}`))
  readonly signers = $derived.by(() => signersOf(policyOf(this.#replica, this.#village)))
  readonly #grants = $derived.by(() =>
    (this.#replica.account.current?.grants ?? []).filter((one) => covers(one.region, this.#village)),
  )
  readonly keeps = $derived.by(() => this.#grants.some((one) => one.role === 'accountant'))
  /** for whom this person examines: nobody who keeps the books does */
  readonly role = $derived.by(() =>
    this.keeps ? null : (this.signers.find((role) => this.#grants.some((one) => one.role === role)) ?? null),
  )
  readonly books = $derived.by(() =>
    booksOf(this.office.records('review'), (id) => this.open.record('entry', id) !== undefined),
  )
  readonly doubles = $derived.by(() => {
    const items = this.office.records('review').map((item) => this.whole(item))
    const isOpen = (id: string): boolean => this.office.record('review', id) !== undefined
    return doublesOf([...items, ...this.open.records('entry').filter((entry) => !isOpen(entry.id))])
  })

  /** An item as the paper has it: with what will be covered. */
  whole(item: RecordView): RecordView {
    const {
      kind: _,
      id: __,
      at: ___,
      disclosure: ____,
      ...original
    } = this.office.record('original', item.id) ?? {
      kind: '',
      id: '',
      at: 0,
    }
    return { ...item, ...original }
  }

  readonly signed = (book: Book, role: string): readonly string[] =>
    (this.open.record('countersign', `${book.id}_${role}`)?.['items'] ?? []) as readonly string[]

  waiting(book: Book): readonly RecordView[] {
    return this.#waiting(book).filter((item) => !this.#keepsOut(item))
  }

  /** What waits for this office, and somebody else of it is to judge: it pays who is close (回避). */
  avoided(book: Book): readonly RecordView[] {
    return this.#waiting(book).filter((item) => this.#keepsOut(item))
  }

  #waiting(book: Book): readonly RecordView[] {
    return this.role === null ? [] : waitingFor(book, this.role, this.signers)
  }

  #keepsOut(item: RecordView): boolean {
    const person = this.#replica.account.current?.person ?? ''
    return isPaidClose(this.#replica, this.#village, person, String(item['payee']))
  }

  toSign(book: Book): readonly string[] {
    return this.role === null ? [] : toSign(book, this.role, this.signers, (role) => this.signed(book, role))
  }

  isComplete(book: Book): boolean {
    return isComplete(book, this.signers, (role) => this.signed(book, role))
  }

  async judge(item: RecordView, why?: ReturnReason, words = ''): Promise<void> {
    const person = this.#replica.account.current?.person
    if (person === undefined || this.role === null) return
    const said = why === undefined ? {} : { why, ...(words === '' ? {} : { words }) }
    const change = judge(item, { person, role: this.role, on: this.#replica.today(), ...said })
    await this.#replica.write(this.office.status.scope, [change])
  }

  async sign(book: Book): Promise<void> {
    const person = this.#replica.account.current?.person
    if (person === undefined || this.role === null) return
    const told = this.open.record('countersign', `${book.id}_${this.role}`)?.['returns'] ?? []
    const returns = told as readonly Readonly<Record<string, unknown>>[]
    const changes = sign(book, this.role, person, this.toSign(book), returns)
    await this.#replica.write(this.open.status.scope, changes)
  }

  /** Put right what is written, as everyone will read it; new pictures join those that are there. */
  async correct(
    item: RecordView,
    right: { fen: number; summary: string; reason: string; photos: readonly TakenPhoto[] },
  ): Promise<void> {
    const { policy, members } = maskingOf(this.#replica, this.#village)
    const whole = { ...this.whole(item), amount_fen: right.fen, summary: right.summary }
    const [row] = maskRows([whole as unknown as Row], policy, members).rows
    const pictures = (item['pictures'] ?? []) as readonly string[]
    const photos = right.photos.filter((one) => !pictures.includes(one.hash))
    const set = {
      ...(item['amount_fen'] === right.fen ? {} : { amount_fen: right.fen }),
      ...(row === undefined || item['summary'] === row.summary ? {} : { summary: row.summary }),
      ...(photos.length === 0 ? {} : { pictures: [...pictures, ...photos.map((one) => one.hash)] }),
      reason: right.reason,
    }
    const attach = photos.map(({ hash, type, w, h }) => ({
      do: 'review.attach',
      id: item.id,
      append: { receipts: { blob: hash, type, w, h, sort: 'invoice' } },
    }))
    const original =
      row !== undefined && row.summary !== right.summary
        ? [{ do: 'original.keep', id: item.id, set: { disclosure: item['disclosure'], summary: right.summary } }]
        : []
    const changes = [...attach, ...original, { do: 'review.correct', id: item.id, set }]
    await this.#replica.write(this.office.status.scope, changes, photos)
  }

  async withdraw(item: RecordView, withdrawn: string): Promise<void> {
    await this.#replica.write(this.office.status.scope, [{ do: 'review.withdraw', id: item.id, set: { withdrawn } }])
  }

  /** One act: what is covered of the entries first, then the book and its entries as they were signed, each together with
   * its receipts. So a phone that was stopped in between still has the book before it, and writes only what is lacking. */
  async publish(book: Book, title: string, reason: string): Promise<void> {
    const left = book.items.filter((item) => item['withdrawn'] === undefined)
    const fresh = left.filter((item) => this.open.record('entry', item.id) === undefined)
    const head = this.#head(book, fresh, title, reason)
    await this.#keepOriginals(book, left)
    const groups = left.map((item) => [...(fresh.includes(item) ? [entryOf(item)] : []), ...this.#attach(item)])
    for (const part of pack([head, ...groups].filter((group) => group.length > 0))) {
      await this.#replica.write(this.open.status.scope, part.flat())
    }
  }

  /** The book with these, where it does not stand so already. */
  #head(book: Book, fresh: readonly RecordView[], title: string, reason: string): readonly Change[] {
    const before = this.open.records('entry').filter((entry) => entry['disclosure'] === book.id)
    const { in: total_in, out: total_out } = sums([...before, ...fresh])
    const standing = this.open.record('disclosure', book.id)
    if (standing === undefined) {
      const set = { title, class: 'finance', category: 'ledger', period: book.period, total_in, total_out }
      return [{ do: 'disclosure.publish', id: book.id, set }]
    }
    if (standing['total_in'] === total_in && standing['total_out'] === total_out) return []
    return [{ do: 'disclosure.correct', id: book.id, set: { total_in, total_out, reason } }]
  }

  /** The receipts that were examined and do not stand with the entry yet. */
  #attach(item: RecordView): Change[] {
    const pictures = (item['pictures'] ?? []) as readonly string[]
    const blobsOf = (record: RecordView | undefined): readonly { readonly blob: string }[] =>
      (record?.['receipts'] ?? []) as readonly { readonly blob: string }[]
    const there = blobsOf(this.open.record('entry', item.id)).map(({ blob }) => blob)
    return blobsOf(item)
      .filter(({ blob }) => pictures.includes(blob) && !there.includes(blob))
      .map((receipt) => ({ do: 'entry.attach', id: item.id, append: { receipts: receipt } }))
  }

  async #keepOriginals(book: Book, items: readonly RecordView[]): Promise<void> {
    const { policy, members } = maskingOf(this.#replica, this.#village)
    const rows = items.map((item) => this.whole(item) as unknown as Row)
    const covered = maskRows(rows, policy, members).covered.map((one) => ({
      ...one,
      // where a number was taken out, the village reads what everyone reads
      village: Object.fromEntries(Object.entries(one.village).filter(([, text]) => !/\*{4}/.test(text))),
    }))
    const office = this.#grants.find((one) => one.role === 'accountant')?.office
    for (const [scope, form] of [
      [`square/${this.#village}`, 'village'],
      ...(office ? [[`office/${this.#village}/${office}`, 'original'] as const] : []),
    ] as const) {
      const held = this.#replica.scope(scope)
      const kept = originals(covered, book.id, (id) => held.record('original', id), form)
      for (const part of pack(kept)) await this.#replica.write(scope, part)
    }
  }
}
