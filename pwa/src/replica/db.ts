/**
 * What the phone keeps, in IndexedDB (through idb).
 *
 * Bytes are ArrayBuffers or Uint8Arrays, never Blobs: WebKit loses those. What exists nowhere else (outbox, keys,
 * uploads) is written with strict durability, what the server has too with relaxed.
 */
import { type Bytes, type Record as Merged, type Refused, type Verdict } from '@shaiba/sync'
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames, openDB } from 'idb'
import { type Account, type Alarm, type Change } from './types.ts'

/** One scope's log as this phone has proven it. */
export interface ScopeRow {
  readonly scope: string
  readonly epoch: number
  /** lines held and proven */
  readonly size: number
  /** the tree's frontier at `size`, in its own bytes (sync/spec/tree.md) */
  readonly frontier: Bytes
  /** root of `checkpoint`, base64url; null before the first */
  readonly root: string | null
  /** newest signed note that was verified */
  readonly checkpoint: string | null
  readonly asOf: number | null
  readonly alarm: Alarm | null
  /** who else vouched for this history, as far as this phone has checked; missing before it first looked */
  readonly witnessed?: WitnessedRow
  /** lines fetched beyond `size` whose checkpoint was not reached yet: kept so that a cut costs nothing */
  readonly staged: { readonly size: number; readonly frontier: Bytes } | null
  /** the line that began this epoch, until it was found at its place (epoch.ts) */
  readonly entry?: { readonly place: number; readonly id: string } | null
}

/** The newest head that others have vouched for (sync/spec/witness.md). */
export interface WitnessedRow {
  /** lines of it; 0 where nobody has */
  readonly size: number
  /** since when as many have as are asked for; else when the last one did; ms since 1970 */
  readonly at: number | null
  readonly names: readonly string[]
  readonly enough: boolean
  /** how old it may be, where anybody is asked for */
  readonly days: number | null
}

/** In `meta`: scopes in which an order came that was not carried out yet (erase.ts). Written with the order itself. */
export const TO_ERASE = 'to_erase'
/** In `meta`: begins the keys of notes that are ahead of this phone (compare-note.ts) */
export const NOTES_KEPT = 'compare/'
/** In `meta`: a log went on in a new epoch, and a copy may not know of our private ones (sync/spec/scope.md). */
export const TO_OFFER = 'to_offer'

/** Lines 256n … of a scope's log; under `<scope>+<epoch>` those that were given up with that epoch. */
export interface PageRow {
  /** the lines, each ended by LF; gzip when `zip` */
  readonly bytes: Bytes
  readonly zip: boolean
  readonly count: number
  /** 32 bytes per line: what inclusion paths are made of */
  readonly leaves: Bytes
  /** of lines that were given up, until they were offered again (regain.ts): where they stood, under which note */
  readonly offer?: {
    readonly epoch: number
    readonly checkpoint: string
    readonly at: number
    readonly paths: readonly (readonly Bytes[])[]
  }
}

/** A record as merged from proven lines, and the places of all ops that touched it. Rows stand over blocks (records.ts). */
export interface RecordRow {
  readonly record: Merged
  readonly seqs: readonly number[]
}

/** The rows in a block (records.ts). */
export function rowsIn(block: Bytes): readonly RecordRow[] {
  return JSON.parse(new TextDecoder().decode(block)) as RecordRow[]
}

/** Why an op is not sent although it waits: its author must do something first. */
export type Hold = 'sign_in' | 'step_up' | 'update'

export interface Refusal {
  readonly error: string
  readonly retry: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** One act of this phone's people, until it stands in the proven log. */
export interface OutboxRow {
  /** order of writing; given by the store */
  readonly n?: number
  readonly id: string
  readonly scope: string
  readonly by: string
  /** who wrote it: only the same person's new key may sign it again */
  readonly person: string
  /** stamp */
  readonly at: string
  readonly line: Bytes
  readonly changes: readonly Change[]
  readonly state: 'waiting' | 'received' | 'refused'
  readonly error: Refusal | null
  readonly hold: Hold | null
  /** how often it was stamped and signed again after a refusal */
  readonly again: number
  /** its line is in the proven log; only its attachments are still to be sent */
  readonly proven: boolean
  /** its verdict is what a carrier said (sync/spec/carry.md) */
  readonly carried?: boolean
  /** a terminal keeps it until its line is back */
  readonly kept?: boolean
}

/** Bytes on their way to the server. */
export interface UploadRow {
  readonly hash: string
  readonly type: string
  /** outbox row (`n`) that refers to it */
  readonly op: number
  readonly size: number
  readonly sent: number
  /** the server has it, as a carrier says */
  readonly carried?: boolean
}

/** An op of another phone that this one carries to the server; what is in it is for no screen. */
export interface CarriedRow {
  /** order of coming; given by the store */
  readonly n?: number
  readonly id: string
  readonly scope: string
  readonly line: Bytes
  /** hashes of the files that it names */
  readonly names: readonly string[]
  /** when it was taken in, ms since 1970 */
  readonly taken: number
  /** until the server itself gave a verdict: waiting */
  readonly state: 'waiting' | 'delivered' | 'refused'
  /** to be carried back */
  readonly verdict: Verdict | Refused | null
}

/** A file of a carried op. */
export interface CarriedFileRow {
  readonly op: string
  readonly hash: string
  readonly type: string
  readonly bytes: ArrayBuffer
  readonly state: 'waiting' | 'delivered' | 'refused'
}

export interface BlobRow {
  readonly hash: string
  readonly type: string
  readonly bytes: ArrayBuffer
  /** last use, ms since 1970: the oldest copies go first */
  readonly used: number
  /** 0: a copy, which goes when room is wanted; 1: made here and not yet with the server, never dropped; 2: taken along,
   * kept until somebody lets it go (along.ts) */
  readonly mine: 0 | 1 | 2
}

/** This phone's signing key. The private half never leaves WebCrypto. */
export interface DeviceRow {
  readonly id: string
  readonly alg: 'ed25519' | 'p256'
  readonly publicKey: Bytes
  readonly privateKey: CryptoKey
}

/** Who signs the checkpoints: taken at the first contact, held from then on. */
export interface LogRow {
  readonly vkey: string
  readonly name: string
  readonly clerk: { readonly device: string; readonly alg: 'ed25519' | 'p256'; readonly key: string } | null
}

export interface Schema extends DBSchema {
  scopes: { key: string; value: ScopeRow }
  pages: { key: [scope: string, n: number]; value: PageRow }
  records: { key: [scope: string, kind: string, id: string]; value: RecordRow }
  /** rows of one kind as JSON, in the order of their ids; the key names the last */
  blocks: { key: [scope: string, kind: string, last: string]; value: Bytes }
  outbox: { key: number; value: OutboxRow; indexes: { id: string; scope: string } }
  uploads: { key: [op: number, hash: string]; value: UploadRow }
  carried: { key: number; value: CarriedRow; indexes: { id: string } }
  carriedFiles: { key: [op: string, hash: string]; value: CarriedFileRow }
  blobs: { key: string; value: BlobRow; indexes: { used: [mine: number, used: number] } }
  keys: { key: string; value: DeviceRow | Account | string }
  meta: { key: string; value: unknown }
}

export type Name = StoreNames<Schema>
export type Tx<N extends Name, M extends IDBTransactionMode = 'readwrite'> = IDBPTransaction<Schema, N[], M>
export type Durability = 'strict' | 'relaxed'

/** Raised with every change of Schema; `upgrade` has a step for each. */
const VERSION = 3

/** The database, reopened when the browser drops the connection (iOS does, after a while in the background). */
export class Store {
  readonly name: string
  #db: Promise<IDBPDatabase<Schema>> | null = null

  constructor(name = 'shaiba') {
    this.name = name
  }

  /** Read; `work` is tried once more on a new connection, so it must bear being run twice. */
  async run<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#connect())
    } catch (error) {
      if (!isLost(error)) throw error
      await this.close()
      return work(await this.#connect())
    }
  }

  /** Write: all of it, or none. Only IndexedDB may be awaited in `work`. */
  async write<N extends Name, T>(
    names: readonly N[],
    durability: Durability,
    work: (tx: Tx<N>) => Promise<T>,
  ): Promise<T> {
    return this.run(async (db) => {
      const tx = db.transaction([...names], 'readwrite', { durability })
      try {
        const result = await work(tx)
        await tx.done
        return result
      } catch (error) {
        tx.done.catch(() => undefined) // it fails with the same error
        try {
          tx.abort()
        } catch {
          // already over
        }
        throw error
      }
    })
  }

  /** Read several stores as they are at one moment. */
  async read<N extends Name, T>(names: readonly N[], work: (tx: Tx<N, 'readonly'>) => Promise<T>): Promise<T> {
    return this.run(async (db) => work(db.transaction([...names], 'readonly')))
  }

  /** Whether there is anything in a store. */
  async holds(name: Name): Promise<boolean> {
    return (await this.run((db) => db.count(name))) > 0
  }

  async close(): Promise<void> {
    const db = this.#db
    this.#db = null
    await db?.then(
      (open) => open.close(),
      () => undefined,
    )
  }

  #connect(): Promise<IDBPDatabase<Schema>> {
    this.#db ??= openDB<Schema>(this.name, VERSION, {
      upgrade,
      blocking: () => void this.close(), // another tab brings a newer version
      terminated: () => void (this.#db = null),
    }).catch((error: unknown) => {
      this.#db = null
      throw error
    })
    return this.#db
  }
}

/** All keys of a scope in `pages`, `records` or `blocks`. */
export function within(...place: string[]): IDBKeyRange {
  return IDBKeyRange.bound(place, [...place, []])
}

/** All keys that begin so, in `meta`. */
export function beginning(text: string): IDBKeyRange {
  return IDBKeyRange.bound(text, `${text}~`)
}

/** All keys of what a scope's log gave up, in `pages`. */
export function aside(scope: string): IDBKeyRange {
  return IDBKeyRange.bound([`${scope}+`], [`${scope}+~`])
}

function upgrade(db: IDBPDatabase<Schema>, from: number): void {
  if (from < 1) {
    db.createObjectStore('scopes', { keyPath: 'scope' })
    db.createObjectStore('pages')
    db.createObjectStore('records')
    const outbox = db.createObjectStore('outbox', { keyPath: 'n', autoIncrement: true })
    outbox.createIndex('id', 'id', { unique: true })
    outbox.createIndex('scope', 'scope')
    db.createObjectStore('uploads', { keyPath: ['op', 'hash'] })
    db.createObjectStore('blobs', { keyPath: 'hash' }).createIndex('used', ['mine', 'used'])
    db.createObjectStore('keys')
    db.createObjectStore('meta')
  }
  if (from < 2) {
    db.createObjectStore('carried', { keyPath: 'n', autoIncrement: true }).createIndex('id', 'id', { unique: true })
    db.createObjectStore('carriedFiles', { keyPath: ['op', 'hash'] })
  }
  if (from < 3) db.createObjectStore('blocks') // records that have rows of their own keep them
}

function isLost(error: unknown): boolean {
  const name = (error as { name?: string } | null)?.name
  return name === 'InvalidStateError' || name === 'UnknownError'
}
