// @vitest-environment node
import { expect, test } from 'vitest'
import { hashOf } from '../../src/device/bytes.ts'
import { items } from '../../src/replica/outbox-view.ts'
import { upload } from '../../src/replica/upload.ts'
import { write } from '../../src/replica/write.ts'
import { Peer } from './peer.ts'
import { Phone, VILLAGE, entry } from './phone.ts'

async function withPhoto(peer: Peer, size: number): Promise<{ phone: Phone; hash: string; bytes: Uint8Array }> {
  const phone = await Phone.make(peer)
  const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 31) % 251)
  const hash = await hashOf(bytes.buffer)
  await write(phone.env, VILLAGE, [entry('e1')], [{ hash, type: 'image/webp', bytes: bytes.buffer }])
  return { phone, hash, bytes }
}

test('attachments follow their op in pieces; then nothing is left to send', async () => {
  const peer = await Peer.start()
  const { phone, hash, bytes } = await withPhoto(peer, 300_000)
  await upload(phone.env)
  expect(peer.blobs.size).toBe(0) // not before the act itself
  await phone.sync()
  expect(await items(phone.env)).toMatchObject([{ state: 'received', sent: 0, total: 300_000 }])
  expect((await phone.view()).mark('entry', 'e1')).toBe('proven')
  await upload(phone.env)
  expect(peer.blobs.get(hash)!.bytes).toEqual(bytes)
  expect(peer.requests.filter((request) => request.startsWith('PUT'))).toHaveLength(3)
  expect(await items(phone.env)).toEqual([])
})

test('an upload killed at any byte goes on where the server has it', async () => {
  for (const cut of [0, 1, 1000, 131_071, 131_072]) {
    const peer = await Peer.start()
    const { phone, hash, bytes } = await withPhoto(peer, 200_000)
    await phone.sync()
    peer.cutAfter = cut
    await expect(upload(phone.env)).rejects.toMatchObject({ name: 'Unreachable' })
    peer.cutAfter = Infinity
    const again = await phone.restart(peer)
    await upload(again.env)
    expect(peer.blobs.get(hash)!.bytes).toEqual(bytes)
    expect(await items(again.env)).toEqual([])
  }
})

test('bytes that the server will never take are told to their author; the act stands', async () => {
  const peer = await Peer.start()
  const { phone } = await withPhoto(peer, 1000)
  await phone.sync()
  const refusing = {
    ...phone.env,
    fetch: (() =>
      Promise.resolve(
        Response.json({ error: 'bad_type', retry: 'never', detail: {} }, { status: 422 }),
      )) as typeof fetch,
  }
  await upload(refusing)
  expect(await items(phone.env)).toMatchObject([{ state: 'received', error: { error: 'bad_type' }, total: 1000 }])
  expect((await phone.view()).mark('entry', 'e1')).toBe('proven')
})
