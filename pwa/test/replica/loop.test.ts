// @vitest-environment node
import { expect, test, vi } from 'vitest'
import { Bus } from '../../src/replica/bus.ts'
import { Loop } from '../../src/replica/loop.ts'
import { scopeRow } from '../../src/replica/pull.ts'
import { PhoneReplica } from '../../src/replica/replica.ts'
import { Peer } from './peer.ts'
import { Phone, VILLAGE, entry } from './phone.ts'

const SQUARE = VILLAGE.replace('village', 'square')

test('the same scopes in another order are no new wish', async () => {
  const peer = await Peer.start()
  await peer.say(VILLAGE, entry('e0'))
  await peer.say(SQUARE, entry('e1'))
  const { env } = new Phone(peer)
  const tab = new Bus(env.store.name)
  const rounds = (): number => peer.requests.filter((asked) => asked.includes('/sync')).length
  const ask = (n: string, scopes: readonly string[]): Promise<void> =>
    new Promise((resolve) => {
      tab.listen((message) => message.say === 'done' && message.n === n && resolve())
      tab.post({ say: 'watch', tab: 'a', scopes })
      tab.post({ say: 'sync', n })
    })
  const loop = new Loop(env)
  await loop.start()
  await ask('first', [VILLAGE, SQUARE])
  const before = rounds()
  for (const n of ['second', 'third']) await ask(n, n === 'second' ? [SQUARE, VILLAGE] : [VILLAGE, SQUARE])
  expect(rounds() - before).toBe(2)
  await ask('fourth', [VILLAGE, SQUARE, 'region/350524102000'])
  expect(rounds() - before).toBeGreaterThan(3)
  await loop.stop()
  tab.close()
})

test('a screen that reads two in turn says what it wishes once', async () => {
  const peer = await Peer.start()
  const tab = new Bus('reads-in-turn')
  const wishes: (readonly string[])[] = []
  tab.listen((message) => message.say === 'watch' && wishes.push(message.scopes))
  const replica = new PhoneReplica({ name: 'reads-in-turn', fetch: peer.fetch, storage: null })
  for (let times = 0; times < 3; times++) for (const scope of [VILLAGE, SQUARE]) replica.scope(scope)
  const county = 'region/350524000000'
  replica.scope(county)
  await expect.poll(() => wishes.some((wish) => wish.includes(county))).toBe(true)
  expect(wishes.map((wish) => [...wish].sort())).toEqual([[VILLAGE], [SQUARE, VILLAGE], [county, SQUARE, VILLAGE]])
  await replica.close()
  tab.close()
})

test('what is done aside tells of a fault of ours, and not of a network that is gone', async () => {
  const faults: unknown[] = []
  vi.stubGlobal('reportError', (error: unknown) => faults.push(error))
  const peer = await Peer.start()
  await peer.say(VILLAGE, entry('e0'))
  let [rules, broken] = [0, false]
  const { env } = new Phone(peer)
  const fetch: typeof env.fetch = (input, init) => {
    if (!(input as string).startsWith('/slot/rules')) return peer.fetch(input, init)
    rules++
    return broken ? Promise.resolve(new Response('{')) : Promise.reject(new TypeError('no network'))
  }
  const loop = new Loop({ ...env, fetch }, Math.random, 0)
  const tab = new Bus(env.store.name)
  await loop.start()
  tab.post({ say: 'watch', tab: 'a', scopes: [VILLAGE], home: VILLAGE.slice(8) })
  await expect.poll(() => rules).toBeGreaterThan(0)
  broken = true
  await loop.sync()
  await expect.poll(() => faults.length).toBeGreaterThan(0)
  for (const fault of faults) expect(fault).toBeInstanceOf(SyntaxError)
  await loop.stop()
  tab.close()
  vi.unstubAllGlobals()
})

test('a poke during a round is another round only where that one did not bring what it speaks of', async () => {
  const peer = await Peer.start()
  await peer.say(VILLAGE, entry('e0'))
  const { env } = new Phone(peer)
  let stream: ReadableStreamDefaultController<Uint8Array> | undefined
  let duringRound = (): Promise<void> => Promise.resolve()
  let rounds = 0
  const fetch: typeof env.fetch = async (input, init) => {
    if ((input as string).startsWith('/live'))
      return new Response(new ReadableStream({ start: (controller) => void (stream = controller) }))
    const answer = await peer.fetch(input, init)
    if (!(input as string).startsWith('/sync')) return answer
    rounds++
    await duringRound()
    return answer
  }
  const poke = async (): Promise<void> => {
    const said = { scope: VILLAGE, epoch: 0, size: peer.log(VILLAGE).length }
    stream?.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(said)}\n\n`))
    await expect.poll(() => stream?.desiredSize).toBe(1) // it was read
  }
  const loop = new Loop({ ...env, fetch })
  const tab = new Bus(env.store.name)
  await loop.start()
  tab.post({ say: 'watch', tab: 'a', scopes: [VILLAGE] })
  await expect.poll(() => stream).toBeDefined()
  await loop.sync()

  await peer.say(VILLAGE, entry('e1'))
  const before = rounds
  duringRound = poke
  await loop.sync()
  expect(rounds - before).toBe(1)

  duringRound = async () => {
    duringRound = () => Promise.resolve()
    await peer.say(VILLAGE, entry('e2'))
    await poke()
  }
  await loop.sync()
  await expect.poll(async () => (await scopeRow(env, VILLAGE)).size).toBe(3)
  await loop.stop()
  tab.close()
})
