// @vitest-environment node
import { expect, test } from 'vitest'
import { exchange } from '../../src/replica/exchange.ts'
import { opId } from '@shaiba/sync'
import { Peer } from './peer.ts'
import { Phone, VILLAGE, entry } from './phone.ts'

const SQUARE = 'square/350524102207'

/** Both ways at once: two own ops go out, other people's lines come in, over two scopes. */
async function meeting(): Promise<{ peer: Peer; phone: Phone }> {
  const peer = await Peer.start()
  for (let i = 0; i < 3; i++) await peer.say(VILLAGE, entry(`p${String(i)}`))
  await peer.say(SQUARE, { do: 'member.add', id: 'm1', set: { name: '蓉' } })
  const phone = await Phone.make(peer)
  await phone.say(entry('mine1'))
  await phone.say(entry('mine2'))
  return { peer, phone }
}

async function answerLength({ peer, phone }: { peer: Peer; phone: Phone }): Promise<number> {
  let length = 0
  const env = {
    ...phone.env,
    fetch: (async (...call: Parameters<typeof fetch>) => {
      const response = await peer.fetch(call[0], call[1])
      length = (await response.clone().arrayBuffer()).byteLength
      return response
    }) as typeof fetch,
  }
  await exchange(env, { scopes: [VILLAGE, SQUARE], mine: false })
  return length
}

test('an answer cut anywhere loses nothing and says nothing twice', { timeout: 60_000 }, async () => {
  const length = await answerLength(await meeting())
  for (let cut = 0; cut <= length; cut += 97) {
    const { peer, phone } = await meeting()
    await peer.fetch('http://peer/log/key')
    peer.cutAfter = cut
    await phone.sync([VILLAGE, SQUARE]).catch(() => undefined)
    peer.cutAfter = Infinity
    const again = await phone.restart(peer) // the app was killed by then
    await again.sync([VILLAGE, SQUARE])
    const ids = peer.log(VILLAGE).map(opId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toHaveLength(5)
    const view = await again.view()
    expect(view.records('entry').map(({ id }) => id).sort()).toEqual(['mine1', 'mine2', 'p0', 'p1', 'p2']) // prettier-ignore
    for (const { id } of view.records('entry')) expect(view.mark('entry', id)).toBe('proven')
    expect(view.status).toMatchObject({ size: 5, alarm: null })
    expect((await again.view(SQUARE)).record('member', 'm1')).toBeDefined()
    expect(await again.env.store.run((db) => db.count('outbox'))).toBe(0)
  }
})

test('runs that came whole before a cut are shown, and not fetched again', async () => {
  const peer = await Peer.start()
  peer.run = 10
  for (let i = 0; i < 40; i++) await peer.say(VILLAGE, entry(`e${String(i)}`))
  const half = peer.log(VILLAGE).slice(0, 20).reduce((sum, line) => sum + line.length + 1, 0) // prettier-ignore
  const phone = await Phone.make(peer)
  await peer.fetch('http://peer/log/key')
  peer.cutAfter = half + 1_500 // with the heads of the runs, in the third
  await expect(phone.sync()).rejects.toThrow()
  expect((await phone.view()).records('entry')).toHaveLength(20)
  peer.cutAfter = Infinity
  peer.requests.length = 0
  const again = await phone.restart(peer)
  await again.sync()
  const view = await again.view()
  expect(view.records('entry')).toHaveLength(40)
  expect(view.status).toMatchObject({ size: 40, alarm: null })
  expect(peer.requests).toEqual(['POST /sync'])
})

test('bundles that came whole before a cut are not fetched again', async () => {
  const peer = await Peer.start()
  for (let i = 0; i < 700; i++) await peer.say(VILLAGE, entry(`e${String(i)}`))
  const bytes = peer.log(VILLAGE).slice(0, 512).reduce((sum, line) => sum + line.length + 1, 0) // prettier-ignore
  const phone = await Phone.make(peer)
  peer.cutAfter = Math.floor(bytes * 0.75) // in the second bundle
  await expect(phone.sync()).rejects.toThrow()
  expect((await phone.view()).records('entry')).toEqual([]) // not proven yet, so not shown
  peer.cutAfter = Infinity
  peer.requests.length = 0
  const again = await phone.restart(peer)
  await again.sync()
  expect((await again.view()).records('entry')).toHaveLength(700)
  expect(peer.requests.filter((request) => request.includes('entries'))).toEqual([]) // the rest came with the answer
})

test('bundles are asked for from where they were cut', async () => {
  const peer = await Peer.start()
  for (let i = 0; i < 1100; i++) await peer.say(VILLAGE, entry(`e${String(i)}`))
  const first = peer.log(VILLAGE).slice(0, 300).reduce((sum, line) => sum + line.length + 1, 0) // prettier-ignore
  const phone = await Phone.make(peer)
  peer.cutAfter = first
  await expect(phone.sync()).rejects.toThrow()
  peer.cutAfter = Infinity
  peer.requests.length = 0
  await phone.sync()
  expect(peer.requests).toEqual(['POST /sync', `GET /log/${VILLAGE}/entries/1-3`, 'POST /sync'])
  expect((await phone.view()).status).toMatchObject({ size: 1100, alarm: null })
})
