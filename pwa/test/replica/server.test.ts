// @vitest-environment node
import 'fake-indexeddb/auto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashOf } from '../../src/device/bytes.ts'
import { PhoneReplica } from '../../src/replica/replica.ts'
import { type Change } from '../../src/replica/types.ts'
import { Server, hasServer } from './server.ts'

const VILLAGE = 'village/350524102207'

/** What comes by itself, sooner or later. */
const eventually: typeof expect.poll = (read) => expect.poll(read, { timeout: 20_000 })

const DISCLOSURE: Change = {
  do: 'disclosure.publish',
  id: 'd1',
  set: { title: '十月账目', class: 'finance', category: 'ledger', period: '2026-10' },
}

function entry(id: string): Change {
  const set = { disclosure: 'd1', voucher: '3', date: '2026-10-08', direction: 'out', subject: '修缮', summary: '修水渠', payee: '王', amount_fen: 48_600 } // prettier-ignore
  return { do: 'entry.post', id, set }
}

describe.skipIf(!hasServer)('with the real server', { timeout: 60_000 }, () => {
  let server: Server
  /** an accountant's phone, and a villager's */
  let writer: PhoneReplica
  let villager: PhoneReplica
  const phones: PhoneReplica[] = []

  beforeAll(async () => {
    server = await Server.start({ 'p-chen': 'accountant', 'p-sun': 'villager' })
    writer = phone()
    villager = phone()
    await writer.enrol(server.codes.get('p-chen')!, '12')
    await villager.enrol(server.codes.get('p-sun')!, '12')
  }, 60_000)
  afterAll(async () => {
    for (const phone of phones) await phone.close()
    await server.end()
  })

  function phone(name = `real-${String(phones.length)}`): PhoneReplica {
    const made = new PhoneReplica({ name, base: server.base, fetch: server.browser(), locks: undefined })
    phones.push(made)
    made.scope(VILLAGE)
    made.show()
    return made
  }

  test('what is written is heard; another phone reads and proves it', async () => {
    expect(writer.account.current).toMatchObject({ person: 'p-chen', home: '350524102207' })
    await writer.write(VILLAGE, [DISCLOSURE, entry('e1')])
    expect(writer.scope(VILLAGE).record('entry', 'e1')).toMatchObject({ amount_fen: 48_600 })
    await eventually(() => writer.scope(VILLAGE).mark('entry', 'e1')).toBe('proven')
    await eventually(() => writer.outbox.current).toEqual([])

    const reader = phone()
    await eventually(() => reader.scope(VILLAGE).record('entry', 'e1')).toMatchObject({ payee: '王' })
    const [proof] = await reader.proof(VILLAGE, 'entry', 'e1')
    expect(proof).toMatchObject({ signature: 'good', concurrent: false })
    expect(reader.scope(VILLAGE).status).toMatchObject({ alarm: null, ready: true })
  })

  test('a poke brings what another phone wrote', async () => {
    const two = phone()
    await eventually(() => two.connection.current).toBe('online')
    await writer.write(VILLAGE, [entry('e-poke')])
    await eventually(() => two.scope(VILLAGE).record('entry', 'e-poke')).toBeDefined()
  })

  test('the server dies while acts wait; they reach it when it is back, once', async () => {
    await eventually(() => writer.connection.current).toBe('online')
    await server.down()
    await writer.write(VILLAGE, [entry('e-down')])
    expect(await writer.syncNow()).toBe(false)
    expect(writer.scope(VILLAGE).mark('entry', 'e-down')).toBe('phone')
    await server.up()
    expect(await writer.syncNow()).toBe(true)
    await eventually(() => writer.scope(VILLAGE).mark('entry', 'e-down')).toBe('proven')
    expect(writer.scope(VILLAGE).status.alarm).toBeNull()
  }, 30_000)

  test('a photo follows its entry and is had by another phone', async () => {
    const bytes = jpeg()
    const hash = await hashOf(bytes)
    const attach: Change = { do: 'entry.attach', id: 'e-photo', append: { receipts: { blob: hash, type: 'image/jpeg', w: 8, h: 8, sort: 'receipt' } } } // prettier-ignore
    await writer.write(VILLAGE, [entry('e-photo'), attach], [{ hash, type: 'image/jpeg', bytes }])
    await eventually(() => writer.outbox.current).toEqual([])
    const two = phone()
    await eventually(async () => (await two.blob(hash))?.size).toBe(bytes.byteLength)
  })

  test('what may not be written comes back with its reason', async () => {
    await villager.write(VILLAGE, [entry('e-forbidden')])
    await eventually(() => villager.outbox.current).toMatchObject([{ state: 'refused', error: { error: 'forbidden' } }])
    expect(villager.scope(VILLAGE).mark('entry', 'e-forbidden')).toBe('refused')
    await villager.dismiss(villager.outbox.current[0]!.id)
    expect(villager.outbox.current).toEqual([])
    expect(villager.scope(VILLAGE).record('entry', 'e-forbidden')).toBeUndefined()
  })

  test('a phone that has lost its cookie begins a session anew, and hears what is not public', async () => {
    const square = 'square/350524102207'
    await villager.close()
    phones.splice(phones.indexOf(villager), 1)
    writer.scope(square)
    await writer.write(square, [{ do: 'appeal.file', id: 'a0', set: { person: 'p-chen', title: '井盖坏了', text: '二组', category: 'livelihood' } }]) // prettier-ignore
    await eventually(() => writer.scope(square).mark('appeal', 'a0')).toBe('proven')
    villager = phone(villager.env.store.name) // its database, in a browser that has no cookie of it
    villager.scope(square)
    await eventually(() => villager.scope(square).record('appeal', 'a0')).toMatchObject({ title: '井盖坏了' })
  }, 60_000)

  test('a villager appeals in the square, which only its people can read', async () => {
    const stranger = phone()
    const square = 'square/350524102207'
    await villager.write(square, [{ do: 'appeal.file', id: 'a1', set: { person: 'p-sun', title: '路灯不亮', text: '三组', category: 'livelihood' } }]) // prettier-ignore
    await eventually(() => villager.scope(square).mark('appeal', 'a1')).toBe('proven')
    stranger.scope(square)
    await stranger.syncNow()
    expect(stranger.scope(square).records('appeal')).toEqual([])
    await villager.signOut()
    expect(villager.account.current).toBeNull()
    expect(villager.scope(square).records('appeal')).toEqual([])
  })

  test('villages that have begun are named, from memory when nobody answers', async () => {
    expect([...(await villager.begunVillages())]).toEqual(['350524102207'])
    await server.down()
    expect([...(await villager.begunVillages())]).toEqual(['350524102207'])
    expect([...(await phone().begunVillages())]).toEqual([])
    await server.up()
  }, 30_000)

  test('regions are spelled, and kept', async () => {
    const regions = await writer.regions()
    expect(regions.find((region) => region.code === '350524102207')).toMatchObject({ level: 'village' })
    expect(regions[0]).toMatchObject({ name: '浙江省', pinyin: 'zhejiangsheng', initials: 'zjs' })
  })
})

/** The smallest picture that is one: 8 × 8 grey pixels. */
function jpeg(): ArrayBuffer {
  const hex =
    'ffd8ffe000104a46494600010100000100010000ffdb004300' +
    '10'.repeat(64) +
    'ffc0000b080008000801011100ffc4001500010100000000000000000000000000000007ffc40014100100000000000000000000000000000000ffda0008010100003f003fffd9'
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16)).buffer
}
