import { expect, test } from 'vitest'
import Child from '../../src/features/roll/Child.svelte'
import Review from '../../src/features/ledger/Review.svelte'
import { open, phone, VILLAGE } from './screen.ts'

const [SQUARE, BOOKS] = [`square/${VILLAGE}`, `office/${VILLAGE}/review`]
const YEAR = new Date().getUTCFullYear()

const item = (id: string, payee: string) => ({
  do: 'review.submit',
  id,
  set: {
    ...{ disclosure: 'b1', voucher: id, date: '2026-11-02', direction: 'out', subject: '公益支出', summary: '路灯' },
    ...{ payee, amount_fen: 100, period: '2026-11', person: 'P9' },
  },
})

test('who examines is not asked about what pays a business of his', async () => {
  const replica = await phone('P1', 'supervisor')
  await replica.write(SQUARE, [{ do: 'interest.declare', id: 'P1', add: { businesses: ['宏达五金店'] } }])
  await replica.write(BOOKS, [item('e1', '宏达五金店'), item('e2', '顺发建材')])
  const screen = open(Review, { village: VILLAGE, book: 'b1' }, replica)
  await expect.poll(() => screen.text()).toContain('1 笔要回避')
  expect(screen.text()).toContain('顺发建材')
  expect(screen.text()).not.toContain('宏达五金店')
  screen.button('同意').click()
  await expect.poll(() => replica.scope(BOOKS).record('review', 'e2')?.['verdicts']).toHaveLength(1)
  await expect.poll(() => screen.text()).not.toContain('顺发建材')
  expect(replica.scope(BOOKS).record('review', 'e1')).not.toHaveProperty('verdicts')
  await screen.close()
})

test('who keeps the roll entrusts a child to an adult of the house, never to himself, and to no later day than it is one', async () => {
  const replica = await phone('P1', 'cadre')
  const one = (id: string, fields: object = {}) => ({ kind: 'resident', id, at: 0, name: `${id}氏`, ...fields })
  const child = one('P4', { grown: String(YEAR + 1) })
  const house = {
    number: '01-001',
    group: '第1组',
    note: '',
    people: [one('P1'), one('P2'), one('P3', { grown: '2099' }), child],
  }
  const screen = open(Child, { village: VILLAGE, house, child }, replica)
  expect(screen.text()).toContain('P2氏')
  for (const other of ['P1氏', 'P3氏']) expect(screen.text()).not.toContain(other)
  screen.button('由他代').click()
  await expect.poll(() => screen.text()).toContain('由P2氏替P4氏说话')
  screen.button('看过本人和户口簿').click()
  const given = () => replica.scope(SQUARE).records('delegation')
  await expect.poll(() => given()).toHaveLength(1)
  const entrusted = { person: 'P4', to: 'P2', may: 'act', until: `${YEAR}-12-31`, by: 'P1' }
  expect(given()[0]).toMatchObject(entrusted)
  expect(replica.scope(SQUARE).record('member', 'P4')).toMatchObject({ household: '01-001', name: 'P4氏' })
  await expect.poll(() => screen.text()).toContain('代到')
  screen.button('停止').click()
  await expect.poll(() => given()[0]).toHaveProperty('ended')
  await screen.close()
})
