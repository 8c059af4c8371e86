// @vitest-environment node
import { expect, test } from 'vitest'
import { Peer } from './peer.ts'
import { Phone, VILLAGE, entry } from './phone.ts'

async function phoneWith(peer: Peer, lines: number): Promise<Phone> {
  for (let i = 0; i < lines; i++) await peer.say(VILLAGE, entry(`e${String(i)}`, { n: i }))
  const phone = await Phone.make(peer)
  await phone.sync()
  return phone
}

test('an edited history raises the alarm, keeps both notes, and shows none of it', async () => {
  const peer = await Peer.start()
  const phone = await phoneWith(peer, 3)
  const ours = await peer.note(VILLAGE, 3)
  peer.log(VILLAGE)[1] = await peer.author.line(VILLAGE, [entry('e1', { n: 100 })])
  await peer.say(VILLAGE, entry('e3', { n: 3 }))
  const theirs = await peer.note(VILLAGE, 3)
  await phone.sync()
  const { status, ...view } = { status: (await phone.view()).status, found: (await phone.view()).records('entry') }
  expect(status.alarm).toMatchObject({ scope: VILLAGE, code: 'root', ours, theirs })
  expect(status.size).toBe(3)
  expect(view.found.map((record) => record['n'])).toEqual([2, 1, 0])
  peer.requests.length = 0
  await phone.sync()
  expect((await phone.view()).status.alarm?.code).toBe('root') // it stands
})

test('a log that became shorter raises the alarm; refilled, it leads on', async () => {
  const peer = await Peer.start()
  const phone = await phoneWith(peer, 3)
  const lost = peer.log(VILLAGE).splice(1)
  await phone.sync()
  expect((await phone.view()).status.alarm).toMatchObject({ code: 'shorter', theirs: await peer.note(VILLAGE, 1) })
  peer.log(VILLAGE).push(...lost)
  await peer.say(VILLAGE, entry('e3', { n: 3 }))
  await phone.sync()
  const { status } = await phone.view()
  expect(status).toMatchObject({ alarm: null, size: 4 })
  const evidence = await phone.env.store.run((db) => db.getAll('meta', IDBKeyRange.bound('alarm/', 'alarm0')))
  expect(evidence).toMatchObject([{ code: 'shorter' }])
})

test('lines that do not make the root that was signed are an alarm, and none of them is kept', async () => {
  const peer = await Peer.start()
  const phone = await phoneWith(peer, 2)
  await peer.say(VILLAGE, entry('e2', { n: 2 }))
  const text = new TextDecoder()
  const [said, forged] = [peer.log(VILLAGE)[2]!, await peer.author.line(VILLAGE, [entry('e2', { n: 200 })])]
  const altered: typeof fetch = async (...call) => {
    const response = await peer.fetch(...call)
    return new Response((await response.text()).replace(text.decode(said), text.decode(forged)), response)
  }
  const env = { ...phone.env, fetch: altered }
  await Object.assign(Object.create(Phone.prototype) as Phone, { env }).sync()
  const view = await phone.view()
  expect(view.status).toMatchObject({ size: 2, alarm: { code: 'root', theirs: await peer.note(VILLAGE, 3) } })
  expect(view.record('entry', 'e2')).toBeUndefined()
})

test('a note that another key signed is an alarm, not a history', async () => {
  const peer = await Peer.start()
  const phone = await phoneWith(peer, 2)
  const impostor = await Peer.start()
  impostor.log(VILLAGE).push(...peer.log(VILLAGE), await peer.author.line(VILLAGE, [entry('e9')]))
  const fooled = new Phone(impostor, phone.env.store.name)
  await fooled.sync()
  const view = await fooled.view()
  expect(view.status).toMatchObject({ size: 2, alarm: { code: 'signature' } })
  expect(view.record('entry', 'e9')).toBeUndefined()
})

test('a new epoch is an alarm', async () => {
  const peer = await Peer.start()
  const phone = await phoneWith(peer, 2)
  const note = await peer.note(VILLAGE, 1, 1)
  const answer = `{"scope":"${VILLAGE}","epoch":1,"behind":1,"checkpoint":${JSON.stringify(note)}}\n{"end":true,"now":1}\n`
  const env = { ...phone.env, fetch: (() => Promise.resolve(new Response(answer))) as typeof phone.env.fetch }
  await Object.assign(Object.create(Phone.prototype) as Phone, { env }).sync()
  expect((await phone.view()).status.alarm).toMatchObject({ code: 'epoch', theirs: note })
})

test('a bundle garbled on its way is fetched anew before anybody is accused', async () => {
  const peer = await Peer.start()
  for (let i = 0; i < 600; i++) await peer.say(VILLAGE, entry(`e${String(i)}`))
  const phone = await Phone.make(peer)
  const good = peer.log(VILLAGE)[100]!
  const env = {
    ...phone.env,
    fetch: (async (...call: Parameters<typeof fetch>) => {
      const isFirst = (call[0] as string).includes('entries') && peer.requests.filter((r) => r.includes('entries')).length === 0 // prettier-ignore
      if (isFirst) peer.log(VILLAGE)[100] = await peer.author.line(VILLAGE, [entry('e100', { n: 100 })])
      const response = await peer.fetch(call[0], call[1])
      peer.log(VILLAGE)[100] = good
      return response
    }) as typeof fetch,
  }
  await Object.assign(Object.create(Phone.prototype) as Phone, { env }).sync()
  await phone.sync()
  expect((await phone.view()).status).toMatchObject({ size: 600, alarm: null })
})
