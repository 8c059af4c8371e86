// @vitest-environment node
import {
  type CarriedFile,
  type CarriedLog,
  type CarriedOps,
  FrameCollector,
  formatCarry,
  packCarry,
  toFrames,
  readCarry,
  unpackCarry,
} from '@shaiba/sync'
import { expect, test } from 'vitest'
import { hashOf } from '../../src/device/bytes.ts'
import { countCarried, handedBack, uploadCarried } from '../../src/replica/carried.ts'
import { pack, takeIn } from '../../src/replica/carry.ts'
import { items } from '../../src/replica/outbox-view.ts'
import { scopeRow } from '../../src/replica/pull.ts'
import { write } from '../../src/replica/write.ts'
import { Peer } from './peer.ts'
import { Phone, VILLAGE, entry } from './phone.ts'

const OPS = { ops: true, logs: [], receipts: false }
const RECEIPTS = { ops: false, logs: [VILLAGE], receipts: true }
const LOG = { ops: false, logs: [VILLAGE], receipts: false }

async function withPhoto(phone: Phone, id = 'e1'): Promise<{ op: string; hash: string; bytes: Uint8Array }> {
  const bytes = Uint8Array.from({ length: 40_000 }, (_, i) => (i * 31) % 251)
  const hash = await hashOf(bytes.buffer)
  const blob = { blob: hash, type: 'image/webp', w: 1, h: 1 }
  const change = { ...entry(id), append: { receipts: blob } }
  const { id: op } = await write(phone.env, VILLAGE, [change], [{ hash, type: 'image/webp', bytes: bytes.buffer }])
  return { op, hash, bytes }
}

/** Two phones that have met the server once; then the first has no network any more. */
async function twoPhones(): Promise<{ peer: Peer; far: Phone; carrier: Phone }> {
  const peer = await Peer.start()
  await peer.say(VILLAGE, entry('old'))
  const far = await Phone.make(peer, 'P1')
  const carrier = await Phone.make(peer, 'P2')
  await far.sync()
  await carrier.sync()
  return { peer, far, carrier }
}

test('what a phone without network wrote arrives once by another, with its files, and comes back proven', async () => {
  const { peer, far, carrier } = await twoPhones()
  const { op, hash, bytes } = await withPhoto(far)
  const file = await pack(far.env, OPS)
  expect(await takeIn(carrier.env, file)).toMatchObject({ ops: 1, files: 1, bad: 0, badFiles: 0, fault: null })
  expect(await takeIn(carrier.env, file)).toMatchObject({ ops: 0, files: 0, known: 2 })
  expect(await items(carrier.env)).toEqual([]) // not its own
  await carrier.sync()
  await uploadCarried(carrier.env)
  expect(peer.log(VILLAGE)).toHaveLength(2)
  expect(peer.blobs.get(hash)!.bytes).toEqual(bytes)
  expect(await countCarried(carrier.env)).toMatchObject({ waiting: 0, delivered: 1, filesWaiting: 0, receipts: 1 })

  const back = await pack(carrier.env, RECEIPTS)
  const [, receipts] = [...readCarry(await unpackCarry(back))]
  expect(receipts).toMatchObject({ verdicts: [{ of: op, blobs: [hash], verdict: { verdict: 'stored', seq: 1 } }] })
  const taken = await takeIn(far.env, back)
  expect(taken).toMatchObject({ verdicts: 1, logs: [{ what: 'new', lines: 1 }] })
  expect((await far.view()).mark('entry', 'e1')).toBe('proven')
  expect(await items(far.env)).toEqual([])
  await handedBack(carrier.env)
  expect(await countCarried(carrier.env)).toMatchObject({ delivered: 0, files: 0, receipts: 0 })
})

test('a verdict that was carried marks, and the op is sent all the same where there is a network', async () => {
  const { peer, far, carrier } = await twoPhones()
  const { op } = await withPhoto(far)
  const verdict = { verdict: 'stored', id: op, scope: VILLAGE, seq: 7 } as const // a lie
  await takeIn(far.env, await packCarry(formatCarry([{ verdicts: [{ of: op, blobs: [], verdict }] }])))
  expect(await items(far.env)).toMatchObject([{ state: 'received', told: 'carrier' }])
  expect((await far.view()).mark('entry', 'e1')).toBe('received')
  const again = await takeIn(carrier.env, await pack(far.env, OPS)) // and it can be carried once more
  expect(again).toMatchObject({ ops: 1 })
  await far.sync()
  expect(peer.log(VILLAGE)).toHaveLength(2)
  expect((await far.view()).mark('entry', 'e1')).toBe('proven')
})

test('a refusal goes back with its reason', async () => {
  const { peer, far, carrier } = await twoPhones()
  await far.say(entry('e1'))
  await takeIn(carrier.env, await pack(far.env, OPS))
  peer.refuse = () => ({ error: 'closed', retry: 'never', detail: {} })
  await carrier.sync()
  expect(await countCarried(carrier.env)).toMatchObject({ waiting: 0, refused: 1, receipts: 1 })
  await takeIn(far.env, await pack(carrier.env, RECEIPTS))
  expect(await items(far.env)).toMatchObject([{ state: 'refused', told: 'carrier', error: { error: 'closed' } }])
})

test('ops of bad form and files that no op names are told and not kept', async () => {
  const { far, carrier } = await twoPhones()
  await withPhoto(far)
  const sections = [...readCarry(await unpackCarry(await pack(far.env, OPS)))]
  const [ops, photo] = sections as [CarriedOps, CarriedFile]
  const broken = ops.ops[0]!.slice(0, -1)
  const taken = await takeIn(carrier.env, await packCarry(formatCarry([{ ops: [broken] }, photo])))
  expect(taken).toMatchObject({ ops: 0, bad: 1, files: 0, badFiles: 1 })
  const garbled = { ...photo, data: photo.data.map((byte) => byte ^ 1) }
  expect(await takeIn(carrier.env, await packCarry(formatCarry([ops, garbled])))).toMatchObject({ ops: 1, badFiles: 1 })
})

test('a file that was cut gives what stood whole', async () => {
  const { far, carrier } = await twoPhones()
  await withPhoto(far)
  const text = await unpackCarry(await pack(far.env, OPS))
  const cut = await takeIn(carrier.env, await packCarry(text.slice(0, text.length - 50)))
  expect(cut).toMatchObject({ ops: 1, files: 0, fault: 'malformed' })
  expect(await takeIn(carrier.env, new Uint8Array([1, 2, 3]))).toMatchObject({ ops: 0, fault: 'malformed' })
})

test('a log that another key signed, or whose lines are garbled, is not taken, and nobody is alarmed', async () => {
  const { peer, far, carrier } = await twoPhones()
  await peer.say(VILLAGE, entry('e2'))
  await carrier.sync()
  const [section] = [...readCarry(await unpackCarry(await pack(carrier.env, LOG)))]
  const log = section as CarriedLog
  const other = await Peer.start()
  for (const line of log.lines) other.log(VILLAGE).push(line)
  const forged = { ...log, checkpoint: await other.head(VILLAGE) }
  const garbled = { ...log, lines: [log.lines[0]!, log.lines[0]!] }
  for (const bad of [forged, garbled]) {
    const taken = await takeIn(far.env, await packCarry(formatCarry([bad])))
    expect(taken.logs).toEqual([{ scope: VILLAGE, what: 'bad', lines: 0 }])
    expect(await scopeRow(far.env, VILLAGE)).toMatchObject({ size: 1, alarm: null })
  }
  const stranger = new Phone(peer)
  const unmet = await takeIn(stranger.env, await pack(carrier.env, LOG))
  expect(unmet.logs).toEqual([{ scope: VILLAGE, what: 'no_key', lines: 0 }])
})

test('a log that is whole, signed and of another history is the alarm', async () => {
  const { peer, far, carrier } = await twoPhones()
  peer.log(VILLAGE).splice(0, 1, await peer.author.line(VILLAGE, [entry('other')]))
  const fresh = await Phone.make(peer)
  await fresh.sync()
  const taken = await takeIn(far.env, await pack(fresh.env, LOG))
  expect(taken.logs).toEqual([{ scope: VILLAGE, what: 'alarm', lines: 0 }])
  expect((await scopeRow(far.env, VILLAGE)).alarm).toMatchObject({ code: 'root' })
  expect((await scopeRow(carrier.env, VILLAGE)).alarm).toBeNull()
})

test('a run of frames, collected in any order, is the file', async () => {
  const { far, carrier } = await twoPhones()
  await far.say(entry('e1', { summary: '水井的水发黄'.repeat(30) + crypto.randomUUID().repeat(20) }))
  const frames = toFrames(await pack(far.env, OPS))
  const collector = new FrameCollector()
  const whole = frames.reverse().map((frame) => collector.feed(frame))
  expect(await takeIn(carrier.env, whole.at(-1)!)).toMatchObject({ ops: 1, bad: 0, fault: null })
})
