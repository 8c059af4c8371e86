// @vitest-environment node
import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { Store, type OutboxRow, type RecordRow } from '../../src/replica/db.ts'
import { ReplicaScope } from '../../src/replica/scope-view.ts'

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
