// @vitest-environment node
import { type Bytes, b64uEncode, cosign, exportPublicKey, generateKeys, makeCosigner } from '@shaiba/sync'
import { beforeEach, expect, test } from 'vitest'
import { Audit } from '../../src/replica/audit.ts'
import { compare } from '../../src/replica/compare.ts'
import { type DeviceRow } from '../../src/replica/db.ts'
import { exchange } from '../../src/replica/exchange.ts'
import { logKey } from '../../src/replica/log-key.ts'
import { dismissAlarm } from '../../src/replica/mend.ts'
import { type ReplicaScope } from '../../src/replica/scope-view.ts'
import { type Account, type Change } from '../../src/replica/types.ts'
import { vouch } from '../../src/replica/vouch.ts'
import { Author, Peer } from './peer.ts'
import { Phone, VILLAGE, entry } from './phone.ts'

const COUNTY = 'region/350524000000'
const REGION = '350524102207'
const NOW_S = Math.floor(Date.now() / 1000)
const DAY_S = 86_400

interface Pair {
  readonly publicKey: Bytes
  readonly privateKey: CryptoKey
}

let peer: Peer
let phone: Phone
let town: Pair
let supervisor: DeviceRow

async function pair(): Promise<Pair> {
  const keys = await generateKeys('ed25519')
  return { publicKey: await exportPublicKey(keys.publicKey), privateKey: keys.privateKey }
}

function grant(person: string, role = 'supervisor', until = '2999-12-31'): Change {
  return { do: 'grant.give', id: `g-${person}`, set: { person, role, since: '2020-01-01', until, name: `${person}名` } }
}

async function device(person: string): Promise<[DeviceRow, Change]> {
  const made = (await (await Phone.make(peer, person)).env.store.run((db) => db.get('keys', 'device'))) as DeviceRow
  const set = { person, alg: 'ed25519', key: b64uEncode(made.publicKey), since: '2020-01-01' }
  return [made, { do: 'device.enrol', id: made.id, set }]
}

async function ask(committee: number, outside: number, days = 7): Promise<void> {
  const witnesses = [makeCosigner('town.example', town.publicKey)]
  await peer.say(COUNTY, { do: 'policy.ask', id: 'witness', set: { committee, outside, days, witnesses } })
}

function byPhone(note: string, by: DeviceRow, timeS = NOW_S): Promise<string> {
  return cosign(note, `peer.test/device/${by.id}`, by, timeS)
}

function byTown(note: string, timeS = NOW_S): Promise<string> {
  return cosign(note, 'town.example', town, timeS)
}

async function look(note: string | null, at = Date.now()): Promise<ReplicaScope> {
  peer.witnessed = note
  phone.clock = () => at
  await new Audit(phone.env).look([VILLAGE])
  return phone.view()
}

beforeEach(async () => {
  peer = await Peer.start()
  town = await pair()
  const [made, enrolment] = await device('S')
  supervisor = made
  await peer.say(VILLAGE, enrolment, grant('S'), grant('V', 'villager'))
  for (let i = 0; i < 5; i++) await peer.say(VILLAGE, entry(`e${String(i)}`))
  phone = await Phone.make(peer)
  await phone.sync()
})

test('a phone keeps who vouched, for how much and since when', async () => {
  await ask(1, 1)
  const note = await byTown(await byPhone(await peer.head(VILLAGE), supervisor, NOW_S - 5), NOW_S - 9)
  const { status } = await look(note)
  expect(status.witnessed).toEqual({ size: 6, at: (NOW_S - 9) * 1000, names: ['S名', 'town.example'], enough: true, overdue: false }) // prettier-ignore
  expect(status.alarm).toBeNull()
})

test('where nobody is asked for, nothing is overdue', async () => {
  expect((await look(null)).status.witnessed).toEqual({ size: 0, at: null, names: [], enough: false, overdue: false })
  const { status } = await look(await byPhone(await peer.head(VILLAGE), supervisor), Date.now() + 3_600_001)
  expect(status.witnessed).toMatchObject({ names: ['S名'], enough: false, overdue: false, size: 6 })
})

test('too few, too old, and what was heard since', async () => {
  await ask(1, 1)
  const head = await peer.head(VILLAGE)
  expect((await look(null)).status.witnessed).toMatchObject({ enough: false, overdue: true })
  expect((await look(await byTown(head))).status.witnessed).toMatchObject({ names: ['town.example'], overdue: true })
  const old = await byTown(await byPhone(head, supervisor, NOW_S - 8 * DAY_S))
  await phone.sync()
  expect((await look(old)).status.witnessed).toMatchObject({ enough: true, overdue: true })
  const fresh = await byTown(await byPhone(head, supervisor))
  expect((await look(fresh)).status.witnessed).toMatchObject({ enough: true, overdue: false })
  expect((await look(old)).status.witnessed).toMatchObject({ at: NOW_S * 1000, overdue: false }) // not taken back
})

test('the nearest region that asks is heard', async () => {
  await ask(2, 0)
  const witnesses: string[] = []
  const set = { committee: 1, outside: 0, days: 7, witnesses }
  await peer.say('region/350524102000', { do: 'policy.ask', id: 'witness', set })
  const { status } = await look(await byPhone(await peer.head(VILLAGE), supervisor))
  expect(status.witnessed).toMatchObject({ enough: true, overdue: false })
})

test('who does not count', async () => {
  await ask(1, 0)
  const head = await peer.head(VILLAGE)
  const nobody = await pair()
  const [villager, enrolment] = await device('V')
  await peer.say(VILLAGE, enrolment)
  await phone.sync()
  const now = await peer.head(VILLAGE)
  const bad = (await byPhone(head, supervisor)).slice(head.length)
  for (const note of [
    await cosign(now, `peer.test/device/${supervisor.id}`, nobody, NOW_S), // the name, not the key
    await cosign(now, 'stranger.example', nobody, NOW_S),
    await byPhone(now, villager),
    await byPhone(now, supervisor, NOW_S + 3600), // of a time to come
    now + bad, // of another note
    'the page of a captive portal',
  ])
    expect((await look(note)).status.witnessed).toMatchObject({ names: [], enough: false, overdue: true })
})

test('one key counts once, whatever names it has', async () => {
  const witnesses = ['one.example', 'two.example'].map((name) => makeCosigner(name, town.publicKey))
  await peer.say(COUNTY, { do: 'policy.ask', id: 'witness', set: { committee: 0, outside: 2, days: 7, witnesses } })
  const note = await cosign(await peer.head(VILLAGE), 'one.example', town, NOW_S)
  const { status } = await look(await cosign(note, 'two.example', town, NOW_S))
  expect(status.witnessed).toMatchObject({ enough: false, overdue: true })
})

test('a term and a key that are over do not count; what was signed in their time does', async () => {
  await ask(1, 0)
  const end = { do: 'grant.end', id: 'g-S', set: { ended: new Date().toISOString().slice(0, 10), why: '换届' } }
  await peer.say(VILLAGE, end)
  await phone.sync()
  const head = await peer.head(VILLAGE)
  expect((await look(await byPhone(head, supervisor, NOW_S + 60))).status.witnessed).toMatchObject({ enough: false })
  const before = await byPhone(head, supervisor, NOW_S - 3 * DAY_S)
  expect((await look(before)).status.witnessed).toMatchObject({ enough: true, overdue: false })
})

test('a history that others vouched for and that is not ours is the alarm', async () => {
  const fork = await peer.note(VILLAGE, 4)
  peer.log(VILLAGE)[2] = await peer.author.line(VILLAGE, [entry('e2', { amount_fen: 999 })])
  const other = await byPhone(await peer.note(VILLAGE, 4), supervisor)
  expect(other.split('\n')[2]).not.toBe(fork.split('\n')[2])
  peer.head = () => Promise.resolve(fork) // the server shows us our own; those who vouch have seen another
  const { status } = await look(other)
  expect(status.alarm).toMatchObject({ code: 'root', theirs: other })
})

// --- this phone's own word

async function become(role: string, region = REGION): Promise<void> {
  await phone.env.store.write(['keys'], 'strict', async (tx) => {
    const account = (await tx.objectStore('keys').get('account')) as Account
    await tx.objectStore('keys').put({ ...account, grants: [{ role, region, office: null, until: '2999-12-31' }] }, 'account') // prettier-ignore
  })
}

async function vouches(at = Date.now()): Promise<string[]> {
  phone.clock = () => at
  peer.cosigned.length = 0
  await vouch(phone.env, [VILLAGE, COUNTY, `square/${REGION}`])
  return [...peer.cosigned]
}

test('only a phone of somebody who watches over the village vouches for it', async () => {
  expect(await vouches()).toEqual([])
  await become('accountant')
  expect(await vouches()).toEqual([])
  await become('supervisor', '350524102208')
  expect(await vouches()).toEqual([])
  await become('supervisor')
  const [note, ...more] = await vouches()
  expect(more).toEqual([])
  expect(note?.startsWith(await peer.head(VILLAGE))).toBe(true)
})

test('it vouches when the log grew, and once a day where it did not', async () => {
  await become('supervisor')
  expect(await vouches()).toHaveLength(1)
  expect(await vouches()).toHaveLength(0)
  await peer.say(VILLAGE, entry('more'))
  await phone.sync()
  expect(await vouches()).toHaveLength(1)
  expect(await vouches(Date.now() + DAY_S * 1000)).toHaveLength(1)
})

test('it vouches for nothing while there is an alarm', async () => {
  await become('supervisor')
  const log = await logKey(phone.env)
  peer.log(VILLAGE)[0] = await peer.author.line(VILLAGE, [entry('other')])
  await compare(phone.env, log, VILLAGE, await peer.note(VILLAGE, 1))
  expect(await vouches()).toEqual([])
})

test('a refusal is not asked for again before the log grows', async () => {
  await become('supervisor')
  peer.refuseCosign = true
  expect(await vouches()).toHaveLength(1)
  expect(await vouches()).toHaveLength(0)
})

// --- in a new epoch (scope.md, Giving up)

/** The entry of the clerk that began an epoch at this place. */
async function began(epoch: number, first: number): Promise<Bytes> {
  peer.clerk ??= await Author.make()
  const set = { epoch, first, lost: 2, order: '第 4 号' }
  return peer.clerk.line(VILLAGE, [{ do: 'epoch.begin', id: String(epoch), set }])
}

test('in a new epoch it vouches once it holds the line that began it and its person has read of it', async () => {
  const entry = await began(1, 4)
  phone = await Phone.make(peer)
  await become('supervisor')
  await phone.sync()
  const [before] = await vouches()
  expect(before?.startsWith(`peer.test/${VILLAGE}\n6\n`)).toBe(true)
  peer.log(VILLAGE).splice(4, Infinity, entry)
  peer.givenUp = { epoch: 1, place: 4, entry }
  await exchange(phone.env, { scopes: [VILLAGE], mine: false })
  expect(await vouches()).toEqual([]) // it turned over, and has not seen the entry at its place
  await phone.sync()
  expect((await phone.view()).status).toMatchObject({ size: 5, alarm: { code: 'given_up' } })
  expect(await vouches()).toEqual([])
  await dismissAlarm(phone.env, VILLAGE)
  const [after, ...more] = await vouches() // fewer lines than it vouched for before: another tree
  expect(more).toEqual([])
  expect(after?.startsWith(`peer.test/${VILLAGE}+1\n5\n`)).toBe(true)
  expect(await vouches()).toEqual([])
})

test('who came in a later epoch does not vouch for it without the line that began it', async () => {
  const entry = await began(1, 6)
  peer.givenUp = { epoch: 1, place: 6, entry }
  phone = await Phone.make(peer)
  await become('supervisor')
  await phone.sync()
  expect((await phone.view()).status).toMatchObject({ size: 6, alarm: null })
  expect(await vouches()).toEqual([])
  peer.log(VILLAGE).push(entry)
  await phone.sync()
  expect(await vouches()).toHaveLength(1)
})

test('who vouched in one epoch never does in an earlier one again', async () => {
  await become('supervisor')
  const row = (await phone.env.store.run((db) => db.get('keys', 'device'))) as DeviceRow
  const later = { device: row.id, epoch: 1, size: 2, at: 0 }
  await phone.env.store.write(['meta'], 'strict', (tx) => tx.objectStore('meta').put(later, `cosigned/${VILLAGE}`))
  expect(await vouches()).toEqual([])
})
