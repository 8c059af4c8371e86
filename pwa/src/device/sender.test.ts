// @vitest-environment node
import 'fake-indexeddb/auto'
import { beforeEach, expect, test } from 'vitest'
import { Reels } from './reels.ts'
import { type Held, Sender, type World } from './sender.ts'

const HEAD = { type: 'video/mp4', started: 1_000, width: 640, height: 360, fps: 15 }

/** A server that keeps what it is sent, answers as told, and is silent while `isCut`. */
class Server {
  readonly pieces = new Map<string, string>()
  readonly heads: string[] = []
  ended: unknown = null
  isCut = false
  status = 200
  pauses: number[] = []

  readonly world: World = {
    now: () => 0,
    pause: (ms) => {
      this.pauses.push(ms)
      this.isCut = this.pauses.length < 6 && this.isCut // it comes back after some tries
      return Promise.resolve()
    },
    fetch: async (input, init) => {
      if (this.isCut) throw new TypeError('cut')
      const path = input as string
      if (this.status !== 200) return new Response('{}', { status: this.status })
      if (path.endsWith('/end')) {
        this.ended = JSON.parse(init?.body as string)
        return Response.json({ missing: [] })
      }
      const head = (init?.headers as Record<string, string>)['X-Epoch']
      if (head !== undefined) this.heads.push(head)
      this.pieces.set(path, await new Response(init?.body ?? null).text())
      return Response.json({ next: 0 })
    },
  }
}

let reels: Reels
let server: Server

beforeEach(async () => {
  reels = new Reels(new IDBFactory())
  server = new Server()
  await reels.keep({ id: 's', village: '350524102207', title: '', epochs: [], counts: [] })
})

const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).slice().buffer

async function film(...texts: readonly string[]): Promise<void> {
  const epoch = await reels.begin('s', HEAD)
  for (const [i, text] of texts.entries()) await reels.add('s', epoch, bytes(text), 2_000 + i, 1_000)
}

test('all of a film arrives in order, with how each epoch was recorded, and nothing of it stays here', async () => {
  await film('a', 'b')
  await film('c')
  await reels.end('s', 9_000)
  expect(await new Sender(reels, 's', server.world, () => undefined).run()).toBe(true)
  expect([...server.pieces]).toEqual([
    ['/live/350524102207/s/0/0', 'a'],
    ['/live/350524102207/s/0/1', 'b'],
    ['/live/350524102207/s/1/0', 'c'],
  ])
  const size = { started: 1_000, width: 640, height: 360, fps: 15 }
  expect(server.heads.map((one): unknown => JSON.parse(one))).toEqual([size, { ...size, before: 2 }])
  expect(server.ended).toEqual({ epochs: [2, 1] })
  expect(await reels.waiting('s')).toEqual([])
})

test('while the network is away all is kept, tries come ever rarer, and then all of it goes', async () => {
  server.isCut = true
  await film('a', 'b', 'c')
  await reels.end('s', 9_000)
  const told: (Held | null)[] = []
  await new Sender(reels, 's', server.world, (held) => told.push(held)).run()
  expect(server.pauses).toEqual([300, 600, 1_200, 2_400, 4_000, 4_000])
  expect(told.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => 'offline'))
  expect([...server.pieces.values()]).toEqual(['a', 'b', 'c'])
})

test.each([
  [401, 'signed_out'],
  [403, 'signed_out'],
  [404, 'early'],
  [409, 'refused'],
  [413, 'refused'],
  [503, 'offline'],
] as const)('what the server does not take (%i) stays here: %s', async (status, held) => {
  // prettier-ignore
  await film('a')
  server.status = status
  const found = await new Promise<Held | null>((resolve) => {
    const sender: Sender = new Sender(reels, 's', server.world, (one) => {
      sender.stop()
      resolve(one)
    })
    void sender.run()
  })
  expect(found).toBe(held)
  expect(await reels.waiting('s')).toEqual([{ epoch: 0, seq: 0, at: 2_000, ms: 1_000 }])
})

test('what is filmed while it sends goes too, without being told twice', async () => {
  const sender = new Sender(reels, 's', server.world, () => undefined)
  const done = sender.run()
  await film('a')
  sender.poke()
  await expect.poll(() => server.pieces.size).toBe(1)
  await reels.end('s', 9_000)
  sender.poke()
  expect(await done).toBe(true)
})

test('pieces of an epoch are numbered without a gap, also after a new start, and a reel that is gone takes none', async () => {
  await film('a', 'b')
  await reels.add('s', 0, bytes('c'), 5_000, 500)
  expect((await reels.waiting('s')).map(({ seq }) => seq)).toEqual([0, 1, 2])
  expect((await reels.read('s'))?.counts).toEqual([3])
  await reels.drop('s')
  await expect(reels.add('s', 0, bytes('d'), 6_000, 500)).rejects.toThrow()
  expect(await reels.all()).toEqual([])
})
