/** A sheet on its way into the ledger: the file, what was read, the pictures, and the act of publishing. */
import { dropDraft, keepDraft, readDraft } from '../../device/drafts.ts'
import { leaving, readLeft } from '../../device/leaving.ts'
import { preparePhoto, type TakenPhoto } from '../../device/photo.ts'
import { isSame } from '../../device/rebased.ts'
import type { ReceiptSort } from '../../generated/kinds.ts'
import type { Attachment, Change, RecordView, Replica } from '../../replica/types.ts'
import { entryId, keepersOf } from '../../sheet/keep.ts'
import { pack } from '../../sheet/pack.ts'
import { latest } from '../../ui/latest.ts'
import { type Covered, maskRows, type MaskedRows, originals } from './mask.ts'
import { maskingOf } from '../../sheet/masking.ts'
import type { Parsed, Row } from './parse.ts'
import {
  lastMonth,
  ledgerOf,
  makePlan,
  monthInName,
  type Plan,
  planChanges,
  voucherInName,
  type Words,
} from './plan.ts'
import type { Reader } from './reader.ts'

export interface ReceiptPhoto extends Omit<TakenPhoto, 'bytes'> {
  readonly name: string
  readonly voucher: string | null
  readonly sort: ReceiptSort
  /** as printed on the paper; by it an invoice that comes twice is known */
  readonly number?: string
}

interface Kept {
  readonly fileName: string
  /** undefined: another tab has published it meanwhile */
  readonly content?: Uint8Array
  readonly period: string
  readonly photos: readonly ReceiptPhoto[]
}

interface ToWrite {
  readonly scope: string
  readonly changes: Change[]
  readonly attachments: Attachment[]
}

/** Pictures in one op: it is sent when all its pictures are with the server, so that few wait for one. */
const PHOTOS_PER_OP = 8

export class Import {
  period: string = $state('')
  fileName = $state('')
  parsed = $state.raw<Parsed | null>(null)
  photos = $state.raw<readonly ReceiptPhoto[]>([])
  /** whether personal numbers are taken out, rather than told as faults */
  masking = $state(false)
  reading = $state(false)
  preparing = $state(0)
  failedPhotos = $state(0)
  /** ops written of all, while publishing */
  written = $state(0)
  total = $state(0)
  /** what was published, once it is */
  done = $state.raw<{ readonly disclosure: string; readonly entries: number; readonly photos: number } | null>(null)

  #content: Uint8Array | null = null
  /** What the database has of it. */
  #stands: Kept | null = null
  readonly #newest = latest()
  readonly #replica: Replica
  readonly #village: string
  readonly #reader: Reader

  constructor(replica: Replica, village: string, reader: Reader) {
    this.#replica = replica
    this.#village = village
    this.#reader = reader
    this.period = lastMonth(replica.now())
  }

  /** the plan that is being carried out: every op written changes what the phone holds, and would make another plan */
  #acting = $state.raw<{ readonly plan: Plan; readonly masked: MaskedRows } | null>(null)

  /** The sheet as it is published, and what is covered. */
  readonly #masked = $derived.by((): MaskedRows => {
    if (this.#acting !== null) return this.#acting.masked
    if (this.parsed === null) return { rows: [], covered: [] }
    const { policy, members } = maskingOf(this.#replica, this.#village)
    return maskRows(this.parsed.rows, policy, members)
  })
  /** the rows as everyone will read them */
  get rows(): readonly Row[] {
    return this.#masked.rows
  }
  get covered(): readonly Covered[] {
    return this.#masked.covered
  }

  /** What publishing would do now, against what the phone holds of the village. */
  readonly plan = $derived.by(() => {
    if (this.#acting !== null) return this.#acting.plan
    if (this.parsed === null || this.parsed.problems.length > 0) return null
    const scope = this.#scope()
    return makePlan(this.rows, ledgerOf(scope.records('disclosure'), this.period), scope.records('entry'))
  })

  /** A month the days of the sheet speak for, where most lie outside the one chosen. */
  readonly otherMonth = $derived.by(() => {
    const outside = this.parsed?.problems.filter((problem) => problem.code === 'outside_period') ?? []
    const months = outside.flatMap(({ value }) => {
      const found = /(20\d\d)\D?(\d{1,2})/.exec(value)
      return found ? [`${found[1] ?? ''}-${(found[2] ?? '').padStart(2, '0')}`] : []
    })
    const [first] = months
    const same = first !== undefined && months.every((month) => month === first)
    return same && outside.length > (this.parsed?.rows.length ?? 0) ? first : null
  })

  /** Bring back what was begun. */
  async open(): Promise<void> {
    const kept = await readLeft<Kept>(this.#name())
    if (kept?.content === undefined || this.fileName !== '') return
    if (this.period === lastMonth(this.#replica.now())) this.period = kept.period // unless another was chosen meanwhile
    this.fileName = kept.fileName
    const added = this.photos.filter(({ hash }) => kept.photos.every((one) => one.hash !== hash))
    this.photos = [...kept.photos, ...added]
    this.#content = kept.content
    this.#stands = { ...kept, period: '' } // what the page before left is in none of it yet
    await this.#read()
  }

  /** Called in an effect: what was chosen and typed in the last moment before the page goes. A file is picked again. */
  leaving(): () => void {
    return leaving(this.#name(), () => {
      const { period, photos } = this
      if (this.#stands === null) return undefined
      if (this.#content === null) return { value: null }
      if (
        this.#stands.content !== this.#content ||
        isSame([period, photos], [this.#stands.period, this.#stands.photos])
      )
        return undefined
      return { value: { period, photos }, from: {} }
    })
  }

  async pick(file: File): Promise<void> {
    this.done = null
    this.masking = false
    this.fileName = file.name
    this.period = monthInName(file.name, this.period) ?? this.period
    this.parsed = this.#content = null
    this.reading = true
    this.#content = new Uint8Array(await this.#newest(file.arrayBuffer()))
    await this.#read()
  }

  async choosePeriod(period: string): Promise<void> {
    this.period = period
    if (this.#content !== null) await this.#read()
  }

  /** Take out what may not be published; or, back again, do not. */
  async mask(masking: boolean): Promise<void> {
    this.masking = masking
    await this.#read()
  }

  async addPhotos(files: readonly File[]): Promise<void> {
    const vouchers = this.rows.map((row) => row.voucher)
    this.preparing += files.length
    this.failedPhotos = 0
    for (const file of files) {
      try {
        const { bytes, ...photo } = await preparePhoto(file)
        await keepDraft(this.#photoName(photo.hash), bytes)
        if (!this.photos.some((one) => one.hash === photo.hash)) {
          const voucher = voucherInName(file.name, vouchers)
          this.photos = [...this.photos, { ...photo, name: file.name, voucher, sort: 'invoice' }]
        }
      } catch {
        this.failedPhotos += 1
      } finally {
        this.preparing -= 1
      }
    }
    await this.#keep()
  }

  setPhoto(hash: string, change: Partial<Pick<ReceiptPhoto, 'voucher' | 'sort' | 'number'>>): void {
    this.photos = this.photos.map((one) => (one.hash === hash ? { ...one, ...change } : one))
    void this.#keep()
  }

  removePhoto(hash: string): () => void {
    const before = this.photos
    this.photos = before.filter((one) => one.hash !== hash)
    void this.#keep()
    return () => {
      this.photos = before
      void this.#keep()
    }
  }

  /** The bytes of a picture, as the draft keeps them. */
  async photoBytes(hash: string): Promise<ArrayBuffer | null> {
    return (await readDraft<ArrayBuffer>(this.#photoName(hash))) ?? null
  }

  /** One act for the person; as many ops as its size asks for, each durable here before the next. */
  async publish(words: Words, id: string): Promise<void> {
    const [plan, content] = [this.plan, this.#content]
    if (plan === null) return
    const disclosure = plan.disclosure?.id ?? id
    const village = `village/${this.#village}`
    const inOps = (scope: string, changes: readonly Change[]): ToWrite[] =>
      pack(changes).map((packed) => ({ scope, changes: packed, attachments: [] }))
    const ops = inOps(village, planChanges(plan, this.period, id, words))
    for (const { scope, form } of keepersOf(this.#village, this.#replica.account.current?.grants ?? [])) {
      const held = this.#replica.scope(scope)
      ops.push(
        ...inOps(
          scope,
          originals(this.covered, disclosure, (one) => held.record('original', one), form),
        ),
      )
    }
    const entries = this.#scope()
      .records('entry')
      .filter((entry) => entry['disclosure'] === disclosure)
    const entryOf = (voucher: string | null): RecordView | undefined =>
      entries.find((one) => one['voucher'] === voucher)
    const idOf = (voucher: string): string => entryOf(voucher)?.id ?? entryId(disclosure, voucher)
    const assigned = this.photos.filter(({ voucher, hash }) => {
      const there = (entryOf(voucher)?.['receipts'] ?? []) as readonly { readonly blob: string }[]
      return voucher !== null && !there.some((receipt) => receipt.blob === hash)
    })
    for (let at = 0; at < assigned.length; at += PHOTOS_PER_OP) {
      ops.push({ scope: village, ...(await this.#attach(assigned.slice(at, at + PHOTOS_PER_OP), idOf)) })
    }
    await this.#writeAll(ops, plan)
    const count = plan.diff.added.length + plan.diff.changed.length
    if (this.#content !== content) return // another file was picked meanwhile, and stays
    await this.reset()
    this.done = { disclosure, entries: count, photos: assigned.length }
  }

  /** Send what is new to those who examine it: each line with its pictures, and beside it what will be covered. */
  async sendToReview(id: string): Promise<void> {
    const [plan, content] = [this.plan, this.#content]
    const person = this.#replica.account.current?.person
    if (plan === null || person === undefined) return
    const book = plan.disclosure?.id ?? id
    const review = `office/${this.#village}/review`
    const held = this.#replica.scope(review)
    const fresh = plan.diff.added.filter((row) => held.record('review', entryId(book, row.voucher)) === undefined)
    const ops: ToWrite[] = []
    for (let at = 0; at < fresh.length; at += PHOTOS_PER_OP) {
      const changes: Change[] = []
      const attachments: Attachment[] = []
      for (const row of fresh.slice(at, at + PHOTOS_PER_OP)) {
        const photos = this.photos.filter((photo) => photo.voucher === row.voucher)
        const pictures = photos.length > 0 ? { pictures: photos.map((photo) => photo.hash) } : {}
        const item = entryId(book, row.voucher)
        changes.push({
          do: 'review.submit',
          id: item,
          set: { ...row, disclosure: book, period: this.period, person, ...pictures },
        })
        for (const { hash, type, w, h, sort, number } of photos) {
          const bytes = await this.photoBytes(hash)
          if (bytes === null) continue
          const receipts = { blob: hash, type, w, h, sort, ...(number ? { number } : {}) }
          changes.push({ do: 'review.attach', id: item, append: { receipts } })
          attachments.push({ hash, type, bytes })
        }
      }
      ops.push({ scope: review, changes, attachments })
    }
    const kept = originals(this.covered, book, (one) => held.record('original', one), 'original')
    ops.push(...pack(kept).map((changes) => ({ scope: review, changes, attachments: [] })))
    await this.#writeAll(ops, plan)
    if (this.#content === content) await this.reset() // unless another file was picked meanwhile
  }

  /** Forget the file and the pictures. */
  async reset(): Promise<void> {
    const photos = this.photos
    void this.#newest(Promise.resolve()) // what is still being read is nobody's
    this.reading = false
    this.fileName = ''
    this.parsed = null
    this.photos = []
    this.#content = null
    await dropDraft(this.#name())
    this.#stands = null
    for (const photo of photos) await dropDraft(this.#photoName(photo.hash))
  }

  async #writeAll(ops: readonly ToWrite[], plan: Plan): Promise<void> {
    this.written = 0
    this.total = ops.length
    this.#acting = { plan, masked: this.#masked }
    try {
      for (const { scope, changes, attachments } of ops) {
        await this.#replica.write(scope, changes, attachments)
        this.written += 1
      }
    } finally {
      this.#acting = null // after a failure the plan is what is still lacking
    }
  }

  async #attach(
    photos: readonly ReceiptPhoto[],
    idOf: (voucher: string) => string,
  ): Promise<{ changes: Change[]; attachments: Attachment[] }> {
    const changes: Change[] = []
    const attachments: Attachment[] = []
    for (const { hash, type, w, h, sort, voucher, number } of photos) {
      const bytes = await this.photoBytes(hash)
      if (bytes === null || voucher === null) continue
      const receipts = { blob: hash, type, w, h, sort, ...(number ? { number } : {}) }
      changes.push({ do: 'entry.attach', id: idOf(voucher), append: { receipts } })
      attachments.push({ hash, type, bytes })
    }
    return { changes, attachments }
  }

  async #read(): Promise<void> {
    const content = this.#content
    if (content === null) return
    this.reading = true
    try {
      const asked = this.#reader.parse({ content, period: this.period, mask: this.masking })
      this.parsed = await this.#newest(asked)
      this.#placeAgain()
    } finally {
      this.reading = false
    }
    await this.#keep()
  }

  /** The sheet may have lost the entry that a picture belonged to. */
  #placeAgain(): void {
    const vouchers = this.rows.map((row) => row.voucher)
    if (vouchers.length === 0) return
    this.photos = this.photos.map((photo) =>
      photo.voucher !== null && vouchers.includes(photo.voucher)
        ? photo
        : { ...photo, voucher: voucherInName(photo.name, vouchers) },
    )
  }

  async #keep(): Promise<void> {
    if (this.#content === null) return
    const { fileName, period, photos } = this
    const kept: Kept = { fileName, content: this.#content, period, photos }
    await keepDraft(this.#name(), kept).then(
      () => (this.#stands = kept),
      () => undefined, // a full phone can still publish
    )
  }

  #scope(): ReturnType<Replica['scope']> {
    return this.#replica.scope(`village/${this.#village}`)
  }

  #name(): string {
    return `ledger ${this.#village}`
  }

  #photoName(hash: string): string {
    return `ledger ${this.#village} ${hash}`
  }
}
