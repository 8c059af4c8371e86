// @vitest-environment node
import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { Store, type OutboxRow, type RecordRow } from '../../src/replica/db.ts'
import { newestFirst, renewed } from '../../src/replica/gathered.ts'
import { blocksOf } from '../../src/replica/records.ts'
import { ReplicaScope } from '../../src/replica/scope-view.ts'
import { type RecordView } from '../../src/replica/types.ts'

const SCOPE = 'village/350583112216'
const AT = '0190f0f0f0f00000aaaaaaaaaaaaaaaa'

const row = (kind: string, id: string): RecordRow => ({
  record: { kind, id, fields: { title: id }, tags: { title: AT } },
  seqs: [1],
})

test('what is proven while the records are being read is not missing for a moment', async () => {
  const store = new Store('view')
  const own = { n: 1, id: 'o', scope: SCOPE, by: 'd', person: 'p', at: AT, line: new Uint8Array(), state: 'received', error: null, hold: null, again: 0, proven: false } // prettier-ignore
  const change = { do: 'disclosure.publish', id: 'a1', set: { title: 'a1' } }
  await store.write(['records', 'outbox'], 'strict', async (tx) => {
    await tx.objectStore('outbox').put({ ...own, changes: [change] } as OutboxRow)
    for (let i = 0; i < 600; i++)
      await tx.objectStore('records').put(row('entry', `e${String(i)}`), [SCOPE, 'entry', `e${String(i)}`])
  })
  const view = new ReplicaScope(store, SCOPE, () => undefined)
  const seen: boolean[] = []
  const read = view.load().then(() => seen.push(view.record('disclosure', 'a1') !== undefined))
  await store.read(['records'], (tx) => tx.objectStore('records').count())
  await store.read(['records'], (tx) => tx.objectStore('records').count())
  await store.write(['records', 'outbox'], 'strict', async (tx) => {
    await tx.objectStore('outbox').put({ ...own, changes: [change], proven: true } as OutboxRow)
    await tx.objectStore('records').put(row('disclosure', 'a1'), [SCOPE, 'disclosure', 'a1'])
  })
  await read
  expect(seen).toEqual([true])
  await store.close()
})

test('the newest stand first, and those of one time as they are kept', async () => {
  const store = new Store('order')
  const at = (ms: number): string => `${ms.toString(16).padStart(12, '0')}${AT.slice(12)}`
  const said: readonly (readonly [id: string, ms: number])[] = [
    ['a', 20],
    ['b', 1_000],
    ['c', 20],
    ['d', 300],
  ]
  await store.write(['records'], 'strict', async (tx) => {
    for (const [id, ms] of said) {
      const record = { kind: 'entry', id, fields: { title: id }, tags: { title: at(ms) }, tag: at(ms) }
      await tx.objectStore('records').put({ record, seqs: [1] }, [SCOPE, 'entry', id])
    }
  })
  const view = new ReplicaScope(store, SCOPE, () => undefined)
  await view.load()
  expect(view.records('entry').map(({ id, at }) => [id, at])).toEqual([
    ['b', 1_000],
    ['d', 300],
    ['a', 20],
    ['c', 20],
  ])
  await store.close()
})

test('what changes while the records are being read is read again by itself, and stands when the reading ends', async () => {
  const store = new Store('late')
  const put = (n: number, said: RecordRow) =>
    store.write(['records'], 'strict', (tx) => tx.objectStore('records').put(said, [SCOPE, 'entry', `e${String(n)}`]))
  for (let n = 100; n < 400; n++) await put(n, row('entry', `e${String(n)}`))
  const view = new ReplicaScope(store, SCOPE, () => undefined)
  const whole = view.load()
  await store.read(['records'], (tx) => tx.objectStore('records').count())
  const changed = row('entry', 'e100')
  await put(100, { ...changed, record: { ...changed.record, fields: { title: 'another' } } })
  await put(500, row('entry', 'e500'))
  const late = view.refresh([
    ['entry', 'e100'],
    ['entry', 'e500'],
  ])
  await whole
  expect(view.record('entry', 'e100')).toMatchObject({ title: 'another' })
  expect(view.records('entry')).toHaveLength(301)
  await late
  await view.refresh([['entry', 'e500']])
  expect(view.records('entry')).toHaveLength(301)
  await store.close()
})

test('records that were handed over while they were being stored are not read; where not all of them were, they are', async () => {
  const store = new Store('handed')
  await store.write(['records'], 'strict', (tx) =>
    tx.objectStore('records').put(row('entry', 'stored'), [SCOPE, 'entry', 'stored']),
  )
  const view = new ReplicaScope(store, SCOPE, () => undefined)
  const ids = () => view.records('entry').map(({ id }) => id)
  await view.load()
  const coming = (...rows: readonly RecordRow[]) => {
    for (const [, block] of blocksOf(rows)) view.coming(block, 'root')
  }
  coming(row('entry', 'a'))
  coming(row('entry', 'b'), row('village', 'v'))
  expect(ids()).toEqual(['stored'])
  await view.refresh(null, { root: 'root', count: 3 })
  expect(ids()).toEqual(['a', 'b'])
  expect(view.record('village', 'v')).toBeDefined()
  for (const handed of [{ root: 'root', count: 3 }, { root: 'other', count: 1 }, undefined]) {
    coming(row('entry', 'c'))
    await view.refresh(null, handed)
    expect(ids()).toEqual(['stored'])
  }
  await store.close()
})

test('a list in which few have changed is the list that would be made anew', () => {
  const one = (id: string, at: number, n = 0): RecordView => ({ kind: 'entry', id, at, n })
  const before = newestFirst([one('a', 5), one('b', 9), one('c', 5), one('d', 1)])
  const now = new Map([one('a', 5, 1), one('b', 3), one('e', 7), one('d', 1), one('f', 0)].map((it) => [it.id, it]))
  const after = renewed(before, new Set(['a', 'b', 'c', 'e', 'f']), (id) => now.get(id))
  expect(after).toEqual(newestFirst([...now.values()]))
  expect(renewed(before, new Set(), () => undefined)).toEqual(before)
  expect(renewed([], new Set(['f', 'a']), (id) => now.get(id))).toEqual([one('a', 5, 1), one('f', 0)])
})

test('an own act is shown as soon as it is stored, once, and read again like any other', async () => {
  const store = new Store('wrote')
  const view = new ReplicaScope(store, SCOPE, () => undefined)
  await view.load()
  const op = { n: 1, id: 'o', scope: SCOPE, by: 'd', person: 'p', at: AT, line: new Uint8Array(), changes: [{ do: 'entry.post', id: 'e1', set: { title: 'one' } }], state: 'waiting', error: null, hold: null, again: 0, proven: false } as OutboxRow // prettier-ignore
  await store.write(['outbox'], 'strict', (tx) => tx.objectStore('outbox').put(op))
  for (let i = 0; i < 2; i++) {
    await view.wrote(op)
    expect(view.records('entry')).toMatchObject([{ id: 'e1', title: 'one' }])
    expect(view.mark('entry', 'e1')).toBe('phone')
  }
  await view.refresh([])
  expect(view.records('entry')).toHaveLength(1)
  await store.write(['outbox'], 'strict', (tx) => tx.objectStore('outbox').clear())
  await view.refresh([])
  expect(view.records('entry')).toEqual([])
  await store.close()
})
