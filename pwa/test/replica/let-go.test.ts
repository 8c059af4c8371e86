// @vitest-environment node
import { expect, test } from 'vitest'
import { letGo } from '../../src/replica/let-go.ts'
import { type Message } from '../../src/replica/bus.ts'
import { type Account } from '../../src/replica/types.ts'
import { Loop } from '../../src/replica/loop.ts'
import { signOut } from '../../src/replica/sign-in.ts'
import { Phone } from './phone.ts'
import { Peer } from './peer.ts'

const CODE = '350524102207'
const [CASE, OWN, SQUARE] = [`case/${CODE}-her`, `case/${CODE}-mine`, `square/${CODE}`]
const NOON = Date.parse('2026-11-20T12:00:00+08:00')

type Fields = Readonly<Record<string, unknown>>

/** A phone of P1's with a case of P2's, which a delegation opened to him, one of his own, and copies of files. */
async function phone(given: Fields | null, members: Record<string, Fields> = {}): Promise<Phone> {
  const one = await Phone.make(await Peer.start())
  one.clock = () => NOON
  await one.env.store.write(['scopes', 'records', 'pages', 'blobs'], 'strict', async (tx) => {
    const keep = (scope: string, kind: string, id: string, fields: Fields) =>
      tx.objectStore('records').put({ record: { kind, id, fields } } as never, [scope, kind, id])
    for (const scope of [CASE, OWN, SQUARE]) {
      void tx.objectStore('scopes').put({ scope, size: 1, epoch: 0, asOf: NOON } as never)
      void tx.objectStore('pages').put({ bytes: new Uint8Array([1]), zip: false } as never, [scope, 0])
    }
    void keep(CASE, 'appeal', 'her', { person: 'P2' })
    void keep(OWN, 'appeal', 'mine', { person: 'P1' })
    for (const [id, fields] of Object.entries(members)) void keep(SQUARE, 'member', id, fields)
    void keep(`village/${CODE}`, 'grant', 'g', { person: 'P9', role: 'villager', until: '2030-12-31' })
    if (given?.['by'] === 'keeper') void keep(`village/${CODE}`, 'grant', 'h', { person: 'P2', until: '2030-12-31' })
    if (given) void keep(SQUARE, 'delegation', 'd', { person: 'P2', to: 'P1', may: 'read', ...given })
    const blob = (hash: string, mine: 0 | 1) => ({ hash, type: 't', bytes: new ArrayBuffer(1), used: 1, mine })
    void tx.objectStore('blobs').put(blob('a copy', 0))
    await tx.objectStore('blobs').put(blob('unsent', 1))
  })
  return one
}

const account = (grants: Account['grants'] = []): Account => ({
  person: 'P1', device: 'd', name: null, grants, scopes: [SQUARE, CASE, OWN], home: CODE,
}) // prettier-ignore

const grant = (role: string, until = '2030-12-31') => ({ role, region: CODE, office: null, until })

async function held(one: Phone): Promise<string[]> {
  return one.env.store.run((db) => db.getAllKeys('scopes'))
}

test.each<[string, Fields, Record<string, Fields>, Account['grants']]>([
  ['it was ended', { until: '2027-01-01', ended: '2026-11-20' }, {}, []],
  ['it was ended for a day that is still to come', { until: '2027-01-01', ended: '2026-12-20' }, {}, []],
  ['its last day is past', { until: '2026-11-19' }, {}, []],
  ['who gave it left the roll', { until: '2027-01-01' }, { P2: { name: '乙', left: '2026-11-20' } }, []],
  ['whom it was given to left it', { until: '2027-01-01' }, { P1: { name: '甲', left: '2026-11-01' } }, []],
  ['the child whose case it is has a phone', { until: '2027-01-01', by: 'keeper' }, {}, []],
  ['who holds it is in office here', { until: '2027-01-01' }, {}, [grant('accountant')]],
])('a case that a delegation opened goes when %s, and nothing else does', async (_why, given, members, grants) => {
  const one = await phone(given, members)
  const heard: Message[] = []
  one.hear((message) => heard.push(message))
  await letGo(one.env, account(grants))
  expect(await held(one)).toEqual([OWN, SQUARE])
  for (const store of ['records', 'pages'] as const) {
    const keys = await one.env.store.run((db) => db.getAllKeys(store))
    expect(keys.filter((key) => JSON.stringify(key).includes(CASE))).toEqual([])
  }
  expect(await one.env.store.run((db) => db.getAllKeys('blobs'))).toEqual(['unsent'])
  await expect.poll(() => heard).toContainEqual({ say: 'changed', scope: CASE, keys: null })
})

test.each<[string, Fields | null, Account['grants']]>([
  ['it holds, on its last day too', { until: '2026-11-20' }, []],
  ['a child has no phone of its own', { until: '2027-01-01', by: 'another' }, []],
  ['the square is not here yet', null, []],
  ['who reads it answers there', { until: '2026-01-01' }, [grant('discipline')]],
])('a case stays while %s', async (_why, given, grants) => {
  const one = await phone(given)
  await letGo(one.env, account(grants))
  expect(await held(one)).toEqual([CASE, OWN, SQUARE])
  expect(await one.env.store.run((db) => db.getAllKeys('blobs'))).toEqual(['a copy', 'unsent'])
})

test('an office that has ended opens nothing', async () => {
  const one = await phone({ until: '2026-01-01' })
  await letGo(one.env, account([grant('discipline', '2026-11-19')]))
  expect(await held(one)).toEqual([OWN, SQUARE])
})

test('the loop sees to it, with no network too', async () => {
  const one = await phone({ until: '2026-11-19' })
  const { env } = one
  const loop = new Loop({ ...env, fetch: () => Promise.reject(new TypeError('no network')) })
  await loop.start()
  await expect.poll(() => held(one)).toEqual([OWN, SQUARE])
  await loop.stop()
})

test('who leaves takes copies of files along', async () => {
  const one = await phone({ until: '2027-01-01' })
  await signOut(one.env)
  expect(await held(one)).toEqual([])
  expect(await one.env.store.run((db) => db.getAllKeys('blobs'))).toEqual(['unsent'])
})
