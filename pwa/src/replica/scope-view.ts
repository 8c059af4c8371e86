/** One scope as screens read it: from memory, at once; kept as the database is by what the bus says. */
import { type Bytes, kindOf, type Record as Merged } from '@shaiba/sync'
import { createSubscriber } from 'svelte/reactivity'
import { type Handed } from './bus.ts'
import { type OutboxRow, type RecordRow, type ScopeRow, type Store, type WitnessedRow, rowsIn } from './db.ts'
import { Gathered, HIDING, kindIn, newestFirst, renewed, seenOf } from './gathered.ts'
import { type Laid, lay } from './overlay.ts'
import { pause } from './pause.ts'
import { type Mark, type RecordView, type ScopeStatus, type ScopeView, type Witnessed } from './types.ts'
import type { cover } from './cover.ts'

/** Rows, and blocks of them, read at a time: a village's ten thousand must not hold up a frame. Rows stand over blocks. */
const BATCHES = [
  ['records', 100],
  ['blocks', 2],
] as const

type Key = readonly [kind: string, id: string]

export class ReplicaScope implements ScopeView {
  readonly #store: Store
  readonly #scope: string
  readonly #subscribe: () => void
  #update: () => void = () => undefined
  #base = new Map<string, Map<string, Merged>>()
  /** records of `#base` that are not proven yet, as `kind/id` */
  readonly #early = new Set<string>()
  #ops: readonly OutboxRow[] = []
  #laid: ReadonlyMap<string, Laid> = new Map()
  /** views and lists made so far, by kind; gone when the kind changes */
  #views = new Map<string, Map<string, RecordView>>()
  #lists = new Map<string, readonly RecordView[]>()
  /** what has changed in them since, by kind */
  readonly #stale = new Map<string, Set<string>>()
  #status: ScopeStatus
  #loading: Promise<void> | null = null
  #turn: Promise<void> = Promise.resolve()
  /** what takes hidden parts out of a record's view (sync/spec/moderation.md): here where something was ever hidden */
  #cover: typeof cover | null = null
  /** counts how often all was changed, so that a load sees whether it read an older state */
  #changes = 0
  /** what was changed while all was being read: to be read again then */
  #late: Key[] | null = null
  /** what is being stored, and what was when all was changed last: it need not be read */
  #coming: { readonly root: string; readonly gathered: Gathered } | null = null
  #handed: Gathered | null = null

  /** `watched` hears when the first screen looks and when the last one has gone. */
  constructor(store: Store, scope: string, watched: (on: boolean) => void) {
    this.#store = store
    this.#scope = scope
    this.#status = { scope, size: 0, checkpoint: null, asOf: null, ready: false, alarm: null, witnessed: null }
    this.#subscribe = createSubscriber((update) => {
      this.#update = update
      watched(true)
      return () => {
        this.#update = () => undefined
        watched(false)
      }
    })
  }

  get status(): ScopeStatus {
    this.#subscribe()
    return this.#status
  }

  records(kind: string): readonly RecordView[] {
    this.#subscribe()
    const stale = this.#stale.get(kind)
    let list = this.#lists.get(kind)
    if (list && !stale) return list
    list = list && stale ? renewed(list, stale, (id) => this.#view(kind, id)) : this.#list(kind)
    this.#lists.set(kind, list)
    this.#stale.delete(kind)
    return list
  }

  record(kind: string, id: string): RecordView | undefined {
    this.#subscribe()
    return this.#view(kind, id)
  }

  merged(kind: string, id: string): Merged | undefined {
    this.#subscribe()
    const laid = this.#laid.get(`${kind}/${id}`)
    return (laid ? laid.record : this.#base.get(kind)?.get(id)) ?? undefined
  }

  mark(kind: string, id: string): Mark {
    this.#subscribe()
    const key = `${kind}/${id}`
    return this.#laid.get(key)?.mark ?? (this.#early.has(key) ? 'received' : 'proven')
  }

  /** Read what the phone has of the scope. Twice at the same time is once. */
  load(): Promise<void> {
    this.#loading ??= this.#inTurn(() => this.#load())
    return this.#loading
  }

  /** The database has changed: read these records again (null: all, unless all of them were handed over). */
  refresh(keys: readonly Key[] | null, handed?: Handed): Promise<void> {
    if (keys === null) {
      this.#changes++
      const coming = this.#coming
      this.#coming = null
      this.#handed = handed && coming?.root === handed.root && coming.gathered.count === handed.count ? coming.gathered : null // prettier-ignore
      return this.load()
    }
    if (!this.#loading) return this.#inTurn(() => this.#read(keys))
    this.#late = [...(this.#late ?? []), ...keys]
    return this.#loading
  }

  /** One reading after another: an older one must not be the last to be shown. */
  #inTurn(read: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(read)
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #read(keys: readonly Key[]): Promise<void> {
    const [row, ops, rows] = await this.#store.read(['scopes', 'outbox', 'records'], (tx) =>
      Promise.all([
        tx.objectStore('scopes').get(this.#scope),
        tx.objectStore('outbox').index('scope').getAll(this.#scope),
        Promise.all(keys.map(([kind, id]) => tx.objectStore('records').get([this.#scope, kind, id]))),
      ]),
    )
    if (row?.alarm && this.#early.size > 0) return this.#load() // they were not what the log proves
    rows.forEach((found, i) => {
      if (found) this.#put(found)
      else this.#base.get(keys[i]?.[0] ?? '')?.delete(keys[i]?.[1] ?? '') // erased: what has changed has a row, whatever blocks say
    })
    await this.#settle(row, ops, keys)
  }

  /** What is proven and being stored, in the order in which it is kept: shown when it is stored (`refresh`). */
  coming(block: Bytes, root: string): void {
    if (this.#coming?.root !== root) this.#coming = { root, gathered: new Gathered() }
    this.#coming.gathered.add(rowsIn(block))
  }

  /** Newest records of a log whose rest is on its way. What is proven stands over them. */
  async early(records: readonly Merged[]): Promise<void> {
    await this.#loading
    if (this.#status.size > 0 || this.#status.alarm) return
    for (const record of records) {
      this.#early.add(`${record.kind}/${record.id}`)
      kindIn(this.#base, record.kind).set(record.id, record)
      this.#forget(record.kind, record.id)
    }
    await this.#bringCover([])
    this.#update()
  }

  /** An own act is in the database: it is shown before anything is read again. */
  wrote(op: OutboxRow): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#ops.some(({ n }) => n === op.n)) await this.#lay([...this.#ops, op])
      this.#update()
    })
  }

  /** The server answered for this scope. Said after what it brought is shown. */
  fresh(at: number): Promise<void> {
    return this.#inTurn(() => {
      this.#status = { ...this.#status, asOf: at }
      this.#update()
      return Promise.resolve()
    })
  }

  async #load(): Promise<void> {
    try {
      for (let changes = -1; changes !== this.#changes;) {
        changes = this.#changes
        // Before the records: what is proven while they are read would be in neither.
        const ops = await this.#store.read(['outbox'], (tx) =>
          tx.objectStore('outbox').index('scope').getAll(this.#scope),
        )
        const gathered = this.#handed ?? (await this.#gather())
        this.#handed = null
        const lists = gathered.lists()
        await pause()
        const row = await this.#store.read(['scopes'], (tx) => tx.objectStore('scopes').get(this.#scope))
        this.#base = gathered.base
        this.#views = gathered.views
        this.#lists = lists
        this.#stale.clear()
        this.#early.clear()
        await this.#settle(row, ops, null)
      } // once more if all was changed while we read
      for (let keys = this.#late; keys; keys = this.#late) {
        this.#late = null
        await this.#read(keys)
      }
    } finally {
      this.#loading = null // not a moment later: what changes then would be read by nobody
    }
  }

  async #gather(): Promise<Gathered> {
    const gathered = new Gathered()
    for (const [name, batch] of BATCHES)
      for (let after: string[] | null = [this.#scope]; after;) {
        const range = IDBKeyRange.bound(after, [this.#scope, []], true)
        const found = await this.#store.run((db) => db.getAll(name, range, batch))
        const rows: readonly RecordRow[] = found.flatMap((one) => ('record' in one ? one : rowsIn(one)))
        gathered.add(rows)
        const last = rows.at(-1)?.record
        after = last && found.length === batch ? [this.#scope, last.kind, last.id] : null
      }
    return gathered
  }

  #put({ record }: RecordRow): void {
    kindIn(this.#base, record.kind).set(record.id, record)
  }

  /** Take over what was read, and forget the views that it makes old. */
  async #settle(row: ScopeRow | undefined, ops: readonly OutboxRow[], keys: readonly Key[] | null): Promise<void> {
    await this.#lay(ops)
    for (const [kind, id] of keys ?? []) this.#forget(kind, id)
    this.#status = {
      scope: this.#scope,
      size: row?.size ?? 0,
      checkpoint: row?.checkpoint ?? null,
      asOf: row?.asOf ?? null,
      ready: true,
      alarm: row?.alarm ?? null,
      witnessed: row?.witnessed ? witnessedOf(row.witnessed, row.asOf) : null,
    }
    this.#update()
  }

  async #lay(ops: readonly OutboxRow[]): Promise<void> {
    await this.#bringCover(ops)
    const before = this.#laid
    this.#ops = ops.filter((op) => !op.proven)
    this.#laid = lay(this.#ops, (kind, id) => this.#base.get(kind)?.get(id))
    for (const laid of [before, this.#laid]) for (const { kind, id } of laid.values()) this.#forget(kind, id)
  }

  #forget(kind: string, id: string): void {
    this.#views.get(kind)?.delete(id)
    const stale = this.#stale.get(kind)
    if (stale) stale.add(id)
    else this.#stale.set(kind, new Set([id]))
    if (kind === HIDING) for (const other of this.#base.keys()) if (other !== HIDING) this.#forget(other, id)
  }

  async #bringCover(ops: readonly OutboxRow[]): Promise<void> {
    if (this.#base.has(HIDING) || ops.some((op) => op.changes.some((change) => kindOf(change) === HIDING)))
      this.#cover ??= await import('./cover.ts').then(
        (part) => part.cover,
        () => null, // then nothing is shown of what it may hide
      )
  }

  #view(kind: string, id: string): RecordView | undefined {
    const views = kindIn(this.#views, kind)
    const made = views.get(id)
    if (made) return made
    const record = this.merged(kind, id)
    const hiding = kind === HIDING ? undefined : this.merged(HIDING, id)
    const left = hiding && record ? this.#cover?.(record, hiding) : record
    if (!left) return undefined
    const seen = seenOf(left)
    views.set(id, seen)
    return seen
  }

  #list(kind: string): readonly RecordView[] {
    const ids = new Set(this.#base.get(kind)?.keys())
    for (const laid of this.#laid.values()) if (laid.kind === kind && laid.record) ids.add(laid.id)
    const list = [...ids].flatMap((id) => this.#view(kind, id) ?? [])
    return newestFirst(list)
  }
}

const DAY_MS = 24 * 3_600_000

/** How it stands with those who vouch, as of when the server last answered: a phone without network accuses nobody. */
function witnessedOf({ days, ...found }: WitnessedRow, asOf: number | null): Witnessed {
  const old = days !== null && (asOf ?? 0) - (found.at ?? 0) > days * DAY_MS
  return { ...found, overdue: days !== null && (!found.enough || old) }
}
