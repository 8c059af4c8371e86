/**
 * Locking: everything private of this phone's person, and the key, becomes one sealed row; with the PIN it is put back
 * where it was (sync/spec/people.md, «Several people on one phone»).
 *
 * So nothing that reads the database needs to know of PINs: while it is locked there is no key, no account, no private
 * scope and no outbox.
 */
import { type Bytes, b64uDecode, b64uEncode } from '@shaiba/sync'
import { allDrafts, replaceDrafts } from '../device/drafts.ts'
import { type PinRow, type Sealed, openPin, seal, unseal } from '../device/pin.ts'
import { isPublic } from './account.ts'
import { type DeviceRow, type Name, type PageRow, type Store, TO_OFFER, aside, within } from './db.ts'

/** In `meta`: the PIN of this database's person, and what it seals. */
const LOCK = 'lock'

export interface LockRow {
  readonly device: Omit<DeviceRow, 'privateKey'>
  readonly pin: PinRow
  readonly sealed: Sealed | null
  /** of what is sealed: acts that the server has not taken */
  readonly unsent: number
  /** PINs that were wrong, one after another, and until when none is tried, ms since 1970 */
  readonly wrong: number
  readonly until: number
}

/** How a database stands: `none` has no PIN. */
export type LockState = 'none' | 'open' | 'locked'

/** After so many wrong PINs, so long none is tried, ms; the last one from then on. */
const WAITS_MS = [0, 0, 0, 30_000, 60_000, 300_000, 900_000, 3_600_000] as const

type Row = readonly [store: Name, key: IDBValidKey, value: unknown]

/** Stores whose rows bear their own keys. */
const KEYED: ReadonlySet<Name> = new Set<Name>(['scopes', 'outbox', 'uploads', 'blobs'])
const STORES = ['keys', 'meta', 'scopes', 'pages', 'records', 'blocks', 'outbox', 'uploads', 'blobs'] as const

export async function readLock(store: Store): Promise<LockRow | null> {
  return ((await store.run((db) => db.get('meta', LOCK))) as LockRow | undefined) ?? null
}

/** A lock of a key that is no longer this phone's is none: its person signed out, or was enrolled anew. */
export async function lockState(store: Store): Promise<LockState> {
  const lock = await readLock(store)
  const device = (await store.run((db) => db.get('keys', 'device'))) as DeviceRow | undefined
  if (lock && !device && lock.sealed) return 'locked'
  return lock && device?.id === lock.device.id ? 'open' : 'none'
}

/** The PIN from now on, of the key that it wraps. */
export async function keepLock(store: Store, { id, alg, publicKey }: DeviceRow, pin: PinRow): Promise<void> {
  const lock: LockRow = { device: { id, alg, publicKey }, pin, sealed: null, unsent: 0, wrong: 0, until: 0 }
  await store.write(['meta'], 'strict', (tx) => tx.objectStore('meta').put(lock, LOCK))
}

/** Seal what is private, and forget the key. Does nothing where there is no PIN. */
export async function lock(store: Store): Promise<void> {
  if ((await lockState(store)) !== 'open') return
  const held = await readLock(store)
  if (!held) return
  const rows = await privateRows(store)
  const drafts = await allDrafts()
  const sealed = await seal(held.pin, pack({ rows, drafts }))
  const unsent = rows.filter(([name, , value]) => name === 'outbox' && isUnsent(value)).length
  await store.write(STORES, 'strict', async (tx) => {
    void tx.objectStore('meta').delete('session')
    void tx.objectStore('keys').delete('device')
    for (const [name, key] of rows) void tx.objectStore(name as 'blobs').delete(key as string)
    void tx.objectStore('blobs').clear() // copies of what the server has; whose they are nobody wrote down
    await tx.objectStore('meta').put({ ...held, sealed, unsent, wrong: 0, until: 0 } satisfies LockRow, LOCK)
  })
  await replaceDrafts({ drafts: [], parts: [] })
}

/** Open with the PIN. True if it is open now; else until when none is tried, ms since 1970 (or 0: try again). */
export async function unlock(store: Store, pin: string, now: number): Promise<true | number> {
  const held = await readLock(store)
  if (!held?.sealed) return true
  if (now < held.until) return held.until
  const wrong = held.wrong + 1
  const waitMs = WAITS_MS[Math.min(wrong, WAITS_MS.length - 1)] ?? 0
  const until = waitMs && now + waitMs
  // Counted before it is tried: who stops the app in the middle has used up one try too.
  await store.write(['meta'], 'strict', (tx) => tx.objectStore('meta').put({ ...held, wrong, until }, LOCK))
  const opened = await openPin(held.pin, pin)
  if (!opened) return until
  const { rows, drafts } = unpack(await unseal(held.sealed, opened.opening))
  await replaceDrafts(drafts)
  await store.write(STORES, 'strict', async (tx) => {
    for (const [name, key, value] of rows)
      if (KEYED.has(name)) void tx.objectStore(name as 'blobs').put(value as never)
      else void tx.objectStore(name as 'meta').put(value, key as string)
    if (rows.some(([, , value]) => (value as Partial<PageRow>).offer)) void tx.objectStore('meta').put(true, TO_OFFER)
    void tx.objectStore('keys').put({ ...held.device, privateKey: opened.signing } satisfies DeviceRow, 'device')
    await tx.objectStore('meta').put({ ...held, sealed: null, unsent: 0, wrong: 0, until: 0 } satisfies LockRow, LOCK)
  })
  return true
}

/** What a round writes of a scope. */
const SWEPT = ['scopes', 'pages', 'records', 'blocks'] as const

/** Drop private copies that came while the phone was being locked: a round that was under way may have kept some. */
export async function sweep(store: Store): Promise<void> {
  const rows = (await privateRows(store)).filter(([name]) => SWEPT.some((one) => one === name))
  if (rows.length === 0) return
  await store.write(SWEPT, 'relaxed', async (tx) => {
    for (const [name, key] of rows) await tx.objectStore(name as 'scopes').delete(key as string)
  })
}

async function privateRows(store: Store): Promise<Row[]> {
  return store.read(STORES, async (tx) => {
    const rows: Row[] = []
    const account = await tx.objectStore('keys').get('account')
    if (account) rows.push(['keys', 'account', account])
    for (const row of await tx.objectStore('scopes').getAll()) {
      if (isPublic(row.scope)) continue
      rows.push(['scopes', row.scope, row])
      const ranges = [['pages', within(row.scope)], ['pages', aside(row.scope)], ['records', within(row.scope)], ['blocks', within(row.scope)]] as const // prettier-ignore
      for (const [name, range] of ranges) {
        const keys = await tx.objectStore(name).getAllKeys(range)
        const values: unknown[] = await tx.objectStore(name).getAll(range)
        keys.forEach((key, i) => rows.push([name, key, values[i]]))
      }
    }
    for (const row of await tx.objectStore('outbox').getAll()) rows.push(['outbox', row.n ?? 0, row])
    for (const row of await tx.objectStore('uploads').getAll()) rows.push(['uploads', [row.op, row.hash], row])
    const mine = IDBKeyRange.bound([1, 0], [1, Infinity])
    for (const row of await tx.objectStore('blobs').index('used').getAll(mine)) rows.push(['blobs', row.hash, row])
    return rows
  })
}

function isUnsent(row: unknown): boolean {
  return (row as { state?: unknown }).state !== 'received'
}

interface Packed {
  readonly rows: readonly Row[]
  readonly drafts: Awaited<ReturnType<typeof allDrafts>>
}

/** JSON, with bytes as base64: what IndexedDB gives, and no more. */
function pack(what: Packed): Bytes {
  const text = JSON.stringify(what, (_key, value: unknown) => {
    if (value instanceof Uint8Array) return { $bytes: b64uEncode(value), size: value.length }
    if (value instanceof ArrayBuffer) return { $buffer: b64uEncode(new Uint8Array(value)), size: value.byteLength }
    return value
  })
  return new TextEncoder().encode(text)
}

function unpack(bytes: Bytes): Packed {
  return JSON.parse(new TextDecoder().decode(bytes), (_key, value: unknown) => {
    const { $bytes, $buffer, size } = (value ?? {}) as { $bytes?: string; $buffer?: string; size: number }
    if ($bytes !== undefined) return b64uDecode($bytes, size)
    return $buffer === undefined ? value : b64uDecode($buffer, size).buffer
  }) as Packed
}
