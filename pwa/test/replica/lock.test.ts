// @vitest-environment node
import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { keepDraft, readDraft } from '../../src/device/drafts.ts'
import { makePinned, openPin } from '../../src/device/pin.ts'
import { type DeviceRow, Store } from '../../src/replica/db.ts'
import { keepLock, lock, lockState, readLock, sweep, unlock } from '../../src/replica/lock.ts'

const PRIVATE = 'case/330402001001/abc'
const SECRET = '只有甲知道的事'

/** A database with one private scope, one act that waits, and a PIN. */
async function filled(pin: string): Promise<Store> {
  const store = new Store(crypto.randomUUID())
  const { key, row } = await makePinned(pin)
  const device: DeviceRow = { id: 'd', ...key }
  await store.write(['keys', 'scopes', 'records', 'pages', 'outbox', 'blobs'], 'strict', async (tx) => {
    void tx.objectStore('keys').put(device, 'device')
    void tx.objectStore('keys').put({ person: 'p', name: '甲' } as never, 'account')
    for (const scope of [PRIVATE, 'village/330402001001']) {
      void tx.objectStore('scopes').put({ scope, size: 1 } as never)
      void tx.objectStore('records').put({ record: { text: scope === PRIVATE ? SECRET : 'x' } } as never, [scope, 'k', 'i']) // prettier-ignore
      void tx.objectStore('pages').put({ bytes: new TextEncoder().encode(SECRET), zip: false } as never, [scope, 0])
    }
    void tx.objectStore('pages').put({ bytes: new TextEncoder().encode(SECRET), zip: false } as never, [`${PRIVATE}+0`, 0]) // prettier-ignore
    void tx.objectStore('blobs').put({ hash: 'h', type: 't', bytes: new Uint8Array([1, 2]).buffer, used: 1, mine: 1 })
    await tx
      .objectStore('outbox')
      .add({ id: 'o', scope: PRIVATE, state: 'waiting', line: new Uint8Array([7]) } as never)
  })
  await keepLock(store, device, row)
  return store
}

/** Everything but what every phone has, as text; bytes as numbers. */
async function everything(store: Store): Promise<unknown[]> {
  return store.read(['keys', 'scopes', 'pages', 'records', 'outbox', 'blobs'], async (tx) =>
    Promise.all([
      tx.objectStore('keys').getAll(),
      tx.objectStore('scopes').getAll(),
      tx.objectStore('pages').getAll(),
      tx.objectStore('records').getAll(),
      tx.objectStore('outbox').getAll(),
      tx.objectStore('blobs').getAll(),
    ]),
  )
}

test('locked, only what is public is there; with the PIN everything is as it was', async () => {
  const store = await filled('4711')
  await keepDraft('appeal', { text: SECRET })
  const before = await everything(store)
  await lock(store)
  expect(await lockState(store)).toBe('locked')
  const [keys, scopes, pages, records, outbox, blobs] = await everything(store)
  expect([keys, outbox, blobs]).toEqual([[], [], []])
  expect((scopes as { scope: string }[]).map((row) => row.scope)).toEqual(['village/330402001001'])
  expect([pages, records].map((rows) => (rows as unknown[]).length)).toEqual([1, 1])
  expect(await readDraft('appeal')).toBeUndefined()
  expect((await readLock(store))?.unsent).toBe(1)

  expect(await unlock(store, '4711', 0)).toBe(true)
  const after = await everything(store)
  expect(after.slice(1)).toEqual(before.slice(1))
  expect(await readDraft('appeal')).toEqual({ text: SECRET })
  const device = (await store.run((db) => db.get('keys', 'device'))) as DeviceRow
  expect(device.privateKey.extractable).toBe(false)
  expect(await lockState(store)).toBe('open')
})

test('wrong PINs wait longer and longer, also after the app was closed; the right one then opens', async () => {
  const store = await filled('4711')
  await lock(store)
  const answers: (true | number)[] = []
  for (let now = 1000; answers.length < 5;) {
    const said = await unlock(store, '0000', now)
    answers.push(said)
    now = Math.max(now, Number(said))
  }
  expect(answers).toEqual([0, 0, 31_000, 91_000, 391_000])
  await store.close()
  expect(await unlock(store, '4711', 391_000 - 1)).toBe(391_000) // not even the right one
  expect(await unlock(store, '4711', 391_000)).toBe(true)
})

test('what a round brought while the phone was being locked is swept', async () => {
  const store = await filled('4711')
  await lock(store)
  await store.write(['records', 'scopes'], 'strict', async (tx) => {
    void tx.objectStore('scopes').put({ scope: PRIVATE, size: 1 } as never)
    await tx.objectStore('records').put({ record: { text: SECRET } } as never, [PRIVATE, 'k', 'late'])
  })
  await sweep(store)
  expect(await store.run((db) => db.getAllKeys('scopes'))).toEqual(['village/330402001001'])
  expect(await store.run((db) => db.count('records'))).toBe(1)
})

test('a PIN of a key that is gone locks nothing', async () => {
  const store = await filled('4711')
  await store.run((db) => db.delete('keys', 'device'))
  expect(await lockState(store)).toBe('none')
  await lock(store)
  expect(await store.run((db) => db.count('outbox'))).toBe(1)
})

test('another PIN opens nothing', async () => {
  const { row } = await makePinned('123456')
  expect(await openPin(row, '123457')).toBeNull()
  expect(await openPin(row, '123456')).not.toBeNull()
})
