import { dayOf } from '@shaiba/sync'
import { expect, test } from 'vitest'
import Inbox from '../../src/features/inbox/Inbox.svelte'
import { messagesOf } from '../../src/replica/inbox.ts'
import { open, phone, VILLAGE } from './screen.ts'

const SQUARE = `square/${VILLAGE}`
const day = dayOf(Date.now())
const file = (id: string, person: string, title: string): object => ({
  do: 'appeal.file',
  id,
  set: { person, title, text: '…', category: 'livelihood' },
})
const step = (name: string, n: number, by: string, more: object = {}): object => ({
  do: 'appeal.step',
  id: 'a1',
  append: { steps: { step: name, n, day, by, ...more } },
})
const voice = (by: string): object => ({ do: 'appeal.support', id: 'a1', add: { supporters: [by] } })

test('steps, answers, voices and what was hidden are told to whose appeal it is, voices in one line; and to nobody else', async () => {
  const changes = [
    file('a1', 'V', '路灯不亮'),
    step('accept', 0, 'C', { level: 'village', name: 'C氏' }),
    ...['N1', 'N2', 'N3', 'V2'].map(voice),
    { do: 'appeal.answer', id: 'a1', append: { answers: { text: '在修', name: '林某' } } },
    { do: 'moderation.hide', id: 'a1', append: { acts: { act: 'hide', n: 0, part: 'words', reason: 'abuse', level: 'village', by: 'C', name: 'C氏', day } } }, // prettier-ignore
    file('a2', 'N1', '水沟堵了'),
  ]
  const replica = await phone('V', 'villager')
  await replica.write(SQUARE, changes as never)
  const screen = open(Inbox, {}, replica)
  await expect.poll(() => screen.text()).toContain('4 位乡亲附议')
  for (const words of ['受理了', '林某 回话', '您写的内容被隐藏：人身攻击']) expect(screen.text()).toContain(words)
  expect(messagesOf(replica, Date.now())).toHaveLength(4)
  expect(screen.text()).not.toContain('水沟')

  await expect.poll(() => screen.text()).toContain('全部标为看过') // once it is known what was read
  screen.button('全部标为看过').click()
  await expect.poll(() => screen.text()).not.toContain('没看过')
  await replica.write(SQUARE, [voice('N4') as never])
  await expect.poll(() => screen.text()).toContain('5 位乡亲附议')
  expect(screen.text().match(/没看过/g)).toHaveLength(1)
  await screen.close()

  const neighbour = await phone('N9', 'villager')
  await neighbour.write(SQUARE, changes as never)
  await expect.poll(() => neighbour.scope(SQUARE).status.ready).toBe(true)
  expect(messagesOf(neighbour, Date.now())).toEqual([])
})

test('a desk hears what is near its day, past it, and objected to one level below', async () => {
  const replica = await phone('T', 'cadre', undefined, '350583112000')
  const hide = { act: 'hide', n: 0, part: 'words', reason: 'abuse', level: 'village', by: 'C', name: 'C氏', day }
  const object = { act: 'object', n: 1, part: 'words', by: 'V', day }
  await replica.write(SQUARE, [
    file('a1', 'V', '路灯不亮'),
    step('accept', 0, 'T', { level: 'town', name: 'T氏' }),
    file('a2', 'V', '水沟堵了'),
    { do: 'moderation.hide', id: 'a2', append: { acts: hide } },
    { do: 'moderation.object', id: 'a2', append: { acts: object } },
  ] as never)
  const square = replica.scope(SQUARE)
  await expect.poll(() => square.record('moderation', 'a2')).toBeDefined()
  const sorts = (later: number): string[] =>
    messagesOf(replica, Date.now() + later * 24 * 3_600_000).map(({ sort }) => sort)
  expect(sorts(0)).toEqual(['object'])
  expect(sorts(60)).toContain('late')
})
