// @vitest-environment node
import { expect, test } from 'vitest'
import { hashOf } from '../../src/device/bytes.ts'
import { along } from '../../src/replica/along.ts'
import { readBlob } from '../../src/replica/blobs.ts'
import type { BlobRow } from '../../src/replica/db.ts'
import { Peer } from './peer.ts'
import { Phone } from './phone.ts'

/** A village with so many pictures, of 1000 bytes, 1001 …; and a phone that has none. */
async function village(pictures: number): Promise<{ peer: Peer; phone: Phone; hashes: string[] }> {
  const peer = await Peer.start()
  const hashes: string[] = []
  for (let n = 0; n < pictures; n++) {
    const bytes = new Uint8Array(1000 + n).fill(n)
    const hash = await hashOf(bytes.buffer)
    peer.blobs.set(hash, { type: 'image/webp', length: bytes.length, bytes })
    hashes.push(hash)
  }
  return { peer, phone: await Phone.make(peer), hashes }
}

const never = new AbortController().signal
const put = (phone: Phone, row: BlobRow): Promise<unknown> =>
  phone.env.store.write(['blobs'], 'relaxed', (tx) => tx.objectStore('blobs').put(row))

test('pictures are weighed before they are fetched, and open without network afterwards', async () => {
  const { peer, phone, hashes } = await village(3)
  const files = along(phone.env)
  expect([...(await files.weigh([...hashes, 'ff'])).values()]).toEqual([1000, 1001, 1002])
  const told: string[] = []
  await files.take(hashes, (done, all) => told.push(`${done}/${all}`), never)
  expect(told).toEqual(['0/3', '1/3', '2/3', '3/3'])
  peer.isDown = true
  expect((await readBlob(phone.env, hashes[2]!))?.size).toBe(1002)
  expect((await files.held(hashes)).get(hashes[0]!)).toEqual({ bytes: 1000, isKept: true })
  await expect(files.weigh(hashes)).rejects.toMatchObject({ name: 'Unreachable' })
})

test('a cut leaves whole pictures, and going on fetches only the rest', async () => {
  const { peer, phone, hashes } = await village(4)
  const files = along(phone.env)
  const cutAt = (done: number): void => void (peer.cutAfter = done === 2 ? 500 : Infinity)
  await expect(files.take(hashes, cutAt, never)).rejects.toMatchObject({ name: 'Unreachable' })
  peer.cutAfter = Infinity
  expect([...(await files.held(hashes)).keys()]).toEqual(hashes.slice(0, 2))
  peer.requests.length = 0
  await files.take(hashes, () => undefined, never)
  expect(peer.requests).toEqual(hashes.slice(2).map((hash) => `GET /blob/${hash}`))
  expect((await files.held(hashes)).size).toBe(4)
})

test('who stops it does not wait, and what the server has not yet is passed over', async () => {
  const { peer, phone, hashes } = await village(3)
  const files = along(phone.env)
  const stop = new AbortController()
  await expect(files.take(hashes, (done) => done === 1 && stop.abort(), stop.signal)).rejects.toMatchObject({
    name: 'AbortError',
  })
  peer.blobs.delete(hashes[2]!)
  await files.take(hashes, () => undefined, never)
  expect([...(await files.held(hashes)).keys()]).toEqual(hashes.slice(0, 2))
})

test('what was taken along stays when room is wanted, and what was only looked at goes', async () => {
  const { phone, hashes } = await village(3)
  const [taken, looked, next] = hashes as [string, string, string]
  await along(phone.env).take([taken], () => undefined, never)
  await readBlob(phone.env, looked)
  await put(phone, { hash: 'much', type: 't', bytes: new ArrayBuffer(60 * 2 ** 20), used: phone.env.now() + 1, mine: 0 }) // prettier-ignore
  await readBlob(phone.env, next)
  expect([...(await along(phone.env).held([taken, looked])).keys()]).toEqual([taken])
})

test('what is let go is gone, except what waits to be sent', async () => {
  const { phone, hashes } = await village(1)
  const files = along(phone.env)
  await put(phone, { hash: 'unsent', type: 't', bytes: new ArrayBuffer(1), used: 1, mine: 1 })
  await files.take([...hashes, 'unsent'], () => undefined, never)
  await files.leave([...hashes, 'unsent'])
  expect([...(await files.held([...hashes, 'unsent'])).keys()]).toEqual(['unsent'])
})
