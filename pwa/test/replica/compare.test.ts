// @vitest-environment node
import { beforeEach, expect, test } from 'vitest'
import { compareKept, compareNote } from '../../src/replica/compare-note.ts'
import { compare } from '../../src/replica/compare.ts'
import { logKey } from '../../src/replica/log-key.ts'
import { Peer } from './peer.ts'
import { Phone, VILLAGE, entry } from './phone.ts'

const COUNTY = 'region/350524000000'

let peer: Peer
let phone: Phone

beforeEach(async () => {
  peer = await Peer.start()
  for (let i = 0; i < 6; i++) await peer.say(VILLAGE, entry(`e${String(i)}`))
  phone = await Phone.make(peer)
  await phone.sync()
})

test('heads are compared at every size that we hold', async () => {
  const log = await logKey(phone.env)
  const notes = await Promise.all([0, 1, 5, 6].map((size) => peer.note(VILLAGE, size)))
  for (const note of notes) expect(await compare(phone.env, log, VILLAGE, note)).toBe('same')
  await peer.say(VILLAGE, entry('more'))
  expect(await compare(phone.env, log, VILLAGE, await peer.head(VILLAGE))).toBe('later')
  const stranger = await Peer.start()
  for (const note of [await stranger.note(VILLAGE, 0), await peer.note(COUNTY, 0), 'x', ''])
    expect(await compare(phone.env, log, VILLAGE, note)).toBe('nothing')
  expect((await phone.view()).status.alarm).toBeNull()
  peer.log(VILLAGE)[0] = await peer.author.line(VILLAGE, [entry('other')])
  expect(await compare(phone.env, log, VILLAGE, await peer.note(VILLAGE, 1))).toBe('other')
  expect((await phone.view()).status.alarm).toMatchObject({ code: 'root' })
})

test('a note from elsewhere says itself whose it is; no network is asked', async () => {
  const same = await peer.note(VILLAGE, 4)
  await peer.say(VILLAGE, entry('more'))
  const ahead = await peer.head(VILLAGE)
  peer.isDown = true
  expect(await compareNote(phone.env, same)).toEqual({ result: 'same', scope: VILLAGE, size: 4 })
  expect(await compareNote(phone.env, ahead)).toEqual({ result: 'later', scope: VILLAGE, size: 7 })
  for (const note of ['', 'x', await (await Peer.start()).note(VILLAGE, 0), await peer.note('square/350524102207', 0)])
    expect(await compareNote(phone.env, note)).toEqual({ result: 'nothing', scope: null, size: 0 })
  expect(await compareNote((await Phone.make(peer)).env, same)).toMatchObject({ result: 'nothing' }) // has met no server
})

test('a note that is ahead is kept, and compared when the rest has come', async () => {
  await peer.say(VILLAGE, entry('more'))
  expect(await compareNote(phone.env, await peer.head(VILLAGE))).toMatchObject({ result: 'later' })
  peer.log(VILLAGE).pop()
  peer.log(VILLAGE).push(await peer.author.line(VILLAGE, [entry('more', { summary: 'shown to us' })]))
  await compareKept(phone.env)
  expect((await phone.view()).status.alarm).toBeNull() // not there yet
  await phone.sync()
  await compareKept(phone.env)
  expect((await phone.view()).status.alarm).toMatchObject({ code: 'root' })
})

test('a kept note that proves to be of the same history raises nothing', async () => {
  await peer.say(VILLAGE, entry('more'))
  await compareNote(phone.env, await peer.head(VILLAGE))
  await phone.sync()
  await compareKept(phone.env)
  expect((await phone.view()).status.alarm).toBeNull()
  expect(await phone.env.store.run((db) => db.get('meta', `compare/${VILLAGE}`))).toBeUndefined()
})
