// @vitest-environment node
import { expect, test } from 'vitest'
import { Bus, type Message } from '../../src/replica/bus.ts'
import { type Runner, Lead } from '../../src/replica/tabs.ts'
import { Peer } from './peer.ts'
import { Phone, entry } from './phone.ts'

test('a dropped connection is opened again, and the act goes on', async () => {
  const phone = await Phone.make(await Peer.start())
  await phone.say(entry('e1'))
  await phone.env.store.run((db) => {
    db.close() // as iOS does in the background
    return Promise.resolve()
  })
  await phone.say(entry('e2'))
  expect((await phone.view()).records('entry')).toHaveLength(2)
})

test('two tabs that write at once never use a stamp twice', async () => {
  const peer = await Peer.start()
  const one = await Phone.make(peer)
  const two = new Phone(peer, one.env.store.name)
  const now = Date.now()
  one.clock = two.clock = () => now
  await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? one : two).say(entry(`e${String(i)}`))))
  const rows = await one.env.store.run((db) => db.getAll('outbox'))
  expect(new Set(rows.map((row) => row.at)).size).toBe(20)
})

test('of two tabs one runs the loop; the other takes over when it is hidden', async () => {
  const running = new Set<string>()
  const most: number[] = []
  const runner = (name: string): Runner => ({
    start: () => {
      running.add(name)
      most.push(running.size)
      return Promise.resolve()
    },
    stop: () => {
      running.delete(name)
      return Promise.resolve()
    },
  })
  const [one, two] = ['one', 'two'].map((name) => new Lead('phone-lock', runner(name), navigator.locks)) as [Lead, Lead]
  one.join()
  await expect.poll(() => [...running]).toEqual(['one'])
  two.join()
  one.leave()
  await expect.poll(() => [...running]).toEqual(['two'])
  one.join()
  one.leave() // a wish may be taken back
  two.leave()
  await expect.poll(() => [...running]).toEqual([])
  expect(Math.max(...most)).toBe(1)
})

test('the bus reaches every other end, and not oneself', async () => {
  const [one, two, other] = [new Bus('a'), new Bus('a'), new Bus('b')]
  const heard: [string, Message][] = []
  one.listen((message) => heard.push(['one', message]))
  two.listen((message) => heard.push(['two', message]))
  other.listen((message) => heard.push(['other', message]))
  one.post({ say: 'who' })
  await expect.poll(() => heard).toEqual([['two', { say: 'who' }]])
  for (const bus of [one, two, other]) bus.close()
})
