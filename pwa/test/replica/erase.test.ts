// @vitest-environment node
import 'fake-indexeddb/auto'
import { isGone } from '@shaiba/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { climb } from '../../src/features/proof/climb.ts'
import { within } from '../../src/replica/db.ts'
import { PAGE, unpack } from '../../src/replica/pages.ts'
import { PhoneReplica } from '../../src/replica/replica.ts'
import { type Change } from '../../src/replica/types.ts'
import { Server, hasServer } from './server.ts'

const VILLAGE = 'village/350524102207'
const CANARY = '陈家老三'

const eventually: typeof expect.poll = (read) => expect.poll(read, { timeout: 20_000 })

const DISCLOSURE: Change = {
  do: 'disclosure.publish',
  id: 'd1',
  set: { title: '十月账目', class: 'finance', category: 'ledger', period: '2026-10' },
}

function entry(id: string, payee: string): Change {
  const set = { disclosure: 'd1', voucher: '3', date: '2026-10-08', direction: 'out', subject: '修缮', summary: '修水渠', payee, amount_fen: 48_600 } // prettier-ignore
  return { do: 'entry.post', id, set }
}

describe.skipIf(!hasServer)('a line that the clerk ordered to go', { timeout: 90_000 }, () => {
  let server: Server
  let writer: PhoneReplica
  const phones: PhoneReplica[] = []

  beforeAll(async () => {
    server = await Server.start({ 'p-chen': 'accountant' })
    writer = phone()
    await writer.enrol(server.codes.get('p-chen')!, '12')
  }, 60_000)
  afterAll(async () => {
    for (const phone of phones) await phone.close()
    await server.end()
  })

  function phone(): PhoneReplica {
    const name = `erase-${String(phones.length)}`
    const made = new PhoneReplica({ name, base: server.base, fetch: server.browser(), locks: undefined })
    phones.push(made)
    made.scope(VILLAGE)
    made.show()
    return made
  }

  /** All that the phone's database says, as text. */
  async function kept({ env }: PhoneReplica): Promise<string> {
    const [pages, records, outbox] = await env.store.read(['pages', 'records', 'outbox'], (tx) =>
      Promise.all([
        tx.objectStore('pages').getAll(within(VILLAGE)),
        tx.objectStore('records').getAll(),
        tx.objectStore('outbox').getAll(),
      ]),
    )
    const lines = (await Promise.all(pages.map(unpack))).flat().map((line) => new TextDecoder().decode(line))
    return JSON.stringify([lines, records, outbox])
  }

  test('goes from phones that held it and never comes to others; its place stays and is proven', async () => {
    await writer.write(VILLAGE, [DISCLOSURE, entry('e0', '王')])
    await writer.write(VILLAGE, [entry('e1', CANARY)])
    await writer.write(VILLAGE, [{ do: 'entry.correct', id: 'e0', set: { payee: CANARY, reason: '写错' } }])
    await eventually(() => writer.outbox.current).toEqual([])
    const held = phone()
    await eventually(() => held.scope(VILLAGE).record('entry', 'e0')).toMatchObject({ payee: CANARY })
    const [post] = await held.proof(VILLAGE, 'entry', 'e1')
    const corrected = (await held.proof(VILLAGE, 'entry', 'e0'))[1]
    await server.erase(post!.seq)
    await server.erase(corrected!.seq)

    const cold = phone()
    for (const one of [writer, held, cold]) {
      await eventually(() => one.syncNow()).toBe(true)
      const scope = one.scope(VILLAGE)
      await eventually(() => scope.records('erasure').length).toBe(2)
      await eventually(() => scope.record('entry', 'e0')).toMatchObject({ payee: '王' })
      await eventually(() => scope.record('entry', 'e1')).toBeUndefined()
      await eventually(() => kept(one)).not.toContain(CANARY)
      expect(scope.status.alarm).toBeNull()
      expect(scope.records('entry').map(({ id }) => id)).toEqual(['e0'])
      expect(scope.records('erasure').find(({ seq }) => seq === post!.seq)).toMatchObject({ why: 'personal_data', order: '第 3 号', records: ['entry/e1'] }) // prettier-ignore
      const gaps = await one.proof(VILLAGE, 'entry', 'e1')
      expect(gaps).toMatchObject([{ seq: post!.seq, id: post!.id, gone: true, changes: [] }])
      expect(climb(gaps[0]!).fits).toBe(true)
      const both = await one.proof(VILLAGE, 'entry', 'e0')
      expect(both.map(({ gone }) => gone)).toEqual([false, true])
      expect(both.every((proof) => climb(proof).fits)).toBe(true)
    }
  })

  test('another device’s order takes nothing away', async () => {
    await writer.write(VILLAGE, [entry('e2', '李')])
    await eventually(() => writer.outbox.current).toEqual([])
    const { seq, id } = (await writer.proof(VILLAGE, 'entry', 'e2'))[0]!
    const set = { seq, leaf: id, why: 'law', order: '无', records: ['entry/e2'] }
    await writer.write(VILLAGE, [{ do: 'erasure.order', id: 'x1', set }])
    await eventually(() => writer.outbox.current).toMatchObject([{ state: 'refused', error: { error: 'forbidden' } }])
    const page = await writer.env.store.run((db) => db.get('pages', [VILLAGE, Math.floor(seq / PAGE)]))
    expect(isGone((await unpack(page!))[seq % PAGE]!)).toBe(false)
  })
})
