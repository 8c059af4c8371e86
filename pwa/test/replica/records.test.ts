// @vitest-environment node
import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { expect, test } from 'vitest'
import { Store, type OutboxRow, type RecordRow, type ScopeRow, rowsIn, within } from '../../src/replica/db.ts'
import { prove } from '../../src/replica/proof.ts'
import { KEPT, blocksOf, dropRecord, recordAt, recordsAt, recordsOf } from '../../src/replica/records.ts'
import { ReplicaScope } from '../../src/replica/scope-view.ts'
import { Peer } from './peer.ts'
import { Phone, VILLAGE, entry } from './phone.ts'

const row = (kind: string, id: string, title = id): RecordRow => ({
  record: { kind, id, fields: { title } },
  seqs: [1],
})
const ids = (rows: readonly RecordRow[]): string[] => rows.map(({ record }) => record.id)
const digits = (n: number): string => String(n).padStart(4, '0')

/** A database with these in blocks. */
async function kept(name: string, rows: readonly RecordRow[]): Promise<Store> {
  const store = new Store(name)
  await store.write(KEPT, 'relaxed', async (tx) => {
    for (const [at, block] of blocksOf(rows)) await tx.objectStore('blocks').put(block, [VILLAGE, ...at])
  })
  return store
}

test('a log’s first records come in few values, and each is read as if it had its own', async () => {
  const peer = await Peer.start()
  for (let i = 0; i < 600; i++) await peer.say(VILLAGE, entry(digits(i), { n: i, summary: '修路'.repeat(50) }))
  const phone = await Phone.make(peer)
  await phone.sync()
  const { store } = phone.env
  expect(await store.run((db) => db.count('records'))).toBe(0)
  const blocks = await store.run((db) => db.getAll('blocks', within(VILLAGE)))
  expect(blocks.length).toBeGreaterThan(2)
  for (const block of blocks) expect(block.length).toBeLessThan(64 * 1024)
  expect(blocks.flatMap(rowsIn)).toHaveLength(600)
  expect((await recordAt(store, [VILLAGE, 'entry', '0100']))?.record.fields).toMatchObject({ n: 100 })
  expect(await prove(phone.env, VILLAGE, 'entry', '0100')).toMatchObject([{ seq: 100 }])

  await peer.say(VILLAGE, { do: 'entry.correct', id: '0100', set: { n: -1 } })
  await phone.sync()
  const view = await phone.view()
  expect(view.records('entry')).toHaveLength(600)
  expect(view.record('entry', '0100')).toMatchObject({ n: -1, summary: '修路'.repeat(50) })
  expect((await prove(phone.env, VILLAGE, 'entry', '0100')).map(({ seq }) => seq)).toEqual([100, 600])
})

test('records are found in rows and in blocks, one, many or all of a kind', async () => {
  const all = [...Array(300).keys()].map((n) => row('entry', digits(n), '水'.repeat(300)))
  const store = await kept('found', [row('device', 'd1'), ...all, row('grant', 'g1')])
  await store.write(KEPT, 'relaxed', (tx) => tx.objectStore('records').put(row('entry', '0007', 'newer'), [VILLAGE, 'entry', '0007'])) // prettier-ignore
  expect(await store.run((db) => db.count('blocks'))).toBeGreaterThan(4)
  for (const n of [0, 1, 150, 299]) expect((await recordAt(store, [VILLAGE, 'entry', digits(n)]))?.record.id).toBe(digits(n)) // prettier-ignore
  for (const id of ['', '0300', '00005', '~']) expect(await recordAt(store, [VILLAGE, 'entry', id])).toBeUndefined()
  expect(await recordAt(store, ['village/other', 'entry', '0001'])).toBeUndefined()
  const entries = await recordsOf(store, VILLAGE, 'entry')
  expect(ids(entries).sort()).toEqual(ids(all))
  expect(entries[0]?.record.fields).toEqual({ title: 'newer' })
  expect(ids(await recordsOf(store, VILLAGE, 'grant'))).toEqual(['g1'])
  const keys = ['entry/0299', 'entry/0007', 'entry/none', 'grant/g1', 'device/d2', 'entry/0008', 'poll/p'].map((key) => [key, key.split('/') as [string, string]] as const) // prettier-ignore
  const found = await recordsAt(store, VILLAGE, new Map(keys))
  expect([...found.keys()].sort()).toEqual(['entry/0007', 'entry/0008', 'entry/0299', 'grant/g1'])
  expect(found.get('entry/0007')?.record.fields).toEqual({ title: 'newer' })
  const view = new ReplicaScope(store, VILLAGE, () => undefined)
  await view.load()
  expect(view.records('entry')).toHaveLength(300)
  expect(view.record('entry', '0007')).toMatchObject({ title: 'newer' })
  await store.close()
})

test('what is dropped is in no block any more, and its neighbours are', async () => {
  const all = [...Array(90).keys()].map((n) => row('entry', digits(n), `${digits(n)} ${'水'.repeat(700)}`))
  const store = await kept('dropped', all)
  const lasts = (await store.run((db) => db.getAllKeys('blocks'))).map(([, , last]) => last)
  const gone = [lasts[0]!, '0001', '0000', ...ids(all).slice(80)] // the last of a block, and a whole block
  for (const id of gone) await store.write(KEPT, 'strict', (tx) => dropRecord(tx, [VILLAGE, 'entry', id]))
  await store.write(KEPT, 'strict', (tx) => dropRecord(tx, [VILLAGE, 'entry', 'none']))
  const left = ids(all).filter((id) => !gone.includes(id))
  const blocks = await store.run((db) => db.getAll('blocks'))
  for (const id of gone) expect(JSON.stringify(blocks.map(rowsIn))).not.toContain(`${id} `)
  expect(ids(await recordsOf(store, VILLAGE, 'entry'))).toEqual(left)
  for (const id of ids(all)) expect((await recordAt(store, [VILLAGE, 'entry', id]))?.record.id).toBe(left.includes(id) ? id : undefined) // prettier-ignore
  const view = new ReplicaScope(store, VILLAGE, () => undefined)
  await view.load()
  expect(view.records('entry')).toHaveLength(left.length)
  await store.close()
})

test('a phone of the layout before has all that it had: acts not sent, keys, and records in rows', async () => {
  const before = await openDB('before', 2, {
    upgrade(db) {
      db.createObjectStore('scopes', { keyPath: 'scope' })
      for (const name of ['pages', 'records', 'keys', 'meta']) db.createObjectStore(name)
      const outbox = db.createObjectStore('outbox', { keyPath: 'n', autoIncrement: true })
      outbox.createIndex('id', 'id', { unique: true })
      outbox.createIndex('scope', 'scope')
      db.createObjectStore('uploads', { keyPath: ['op', 'hash'] })
      db.createObjectStore('blobs', { keyPath: 'hash' }).createIndex('used', ['mine', 'used'])
      db.createObjectStore('carried', { keyPath: 'n', autoIncrement: true }).createIndex('id', 'id', { unique: true })
      db.createObjectStore('carriedFiles', { keyPath: ['op', 'hash'] })
    },
  })
  const scope: ScopeRow = { scope: VILLAGE, epoch: 0, size: 9, frontier: new Uint8Array(), root: null, checkpoint: null, asOf: 5, alarm: null, staged: null } // prettier-ignore
  const own: OutboxRow = { id: 'o', scope: VILLAGE, by: 'd', person: 'p', at: '0190f0f0f0f00000aaaaaaaaaaaaaaaa', line: new Uint8Array([1]), changes: [entry('mine')], state: 'waiting', error: null, hold: null, again: 0, proven: false } // prettier-ignore
  await before.put('scopes', scope)
  await before.put('outbox', own)
  await before.put('keys', 'kept', 'device')
  for (const id of ['a', 'b']) await before.put('records', row('entry', id), [VILLAGE, 'entry', id])
  before.close()

  const store = new Store('before')
  expect(await store.run((db) => db.getAll('outbox'))).toEqual([{ ...own, n: 1 }])
  expect(await store.run((db) => db.get('keys', 'device'))).toBe('kept')
  expect((await recordAt(store, [VILLAGE, 'entry', 'a']))?.record.fields).toEqual({ title: 'a' })
  const view = new ReplicaScope(store, VILLAGE, () => undefined)
  await view.load()
  expect(view.status).toMatchObject({ size: 9, asOf: 5, ready: true })
  expect(view.records('entry').map(({ id }) => id).sort()).toEqual(['a', 'b', 'mine']) // prettier-ignore
  await store.close()
})
