import { attendId, dayOf } from '@shaiba/sync'
import { expect, test } from 'vitest'
import Meetings from '../../src/features/meeting/Meetings.svelte'
import { faultsOf, NEW_FORM, saidOf } from '../../src/features/meeting/form.ts'
import { messagesOf } from '../../src/replica/inbox.ts'
import { open, phone, VILLAGE } from './screen.ts'

const village = `village/${VILLAGE}`
const square = `square/${VILLAGE}`
const DAY_MS = 86_400_000
const day = (days: number): string => dayOf(Date.now() + days * DAY_MS)
const called = {
  sort: 'representatives',
  rule: 1,
  title: '修渠代表会',
  place: '晒坝',
  hour: '19:30',
  day: day(-20),
  told: day(-25),
  called: 38,
  agenda: [{ key: 'i1', title: '先修哪一段' }],
  by: 'p-chair',
  name: '赵某',
}
const word = { day: day(-20), by: 'p-chair', name: '赵某' }
const add = (verb: string, field: string, said: object) => ({
  do: `meeting.${verb}`,
  id: 'm1',
  append: { [field]: { ...word, ...said } },
})
const me = { do: 'member.add', id: 'P1', set: { name: '王某', group: '第3组', household: '03-001' } }
const wife = { do: 'member.add', id: 'P2', set: { name: '李某', group: '第3组', household: '03-001' } }

test('too few, not confirmed, nothing written, overdue: all of it is said, and nothing hides it', async () => {
  const replica = await phone('P1', 'villager')
  const vote = { key: 'v1', item: 'i1', title: '先修三组', agree: 11, against: 1, abstain: 0 }
  await replica.write(village, [
    { do: 'meeting.call', id: 'm1', set: called },
    add('count', 'counts', { key: 'c1', present: 12 }),
    add('vote', 'votes', vote),
    add('promise', 'promises', { key: 'w1', what: '清淤', who: '村委会', due: day(-10) }),
  ])
  const screen = open(Meetings, { village: VILLAGE, id: 'm1' }, replica)
  await expect.poll(() => screen.text()).toContain('应到 38 人，实到 12 人。')
  expect(screen.text()).toContain('到会人数只有一个人登记')
  expect(screen.text()).toContain('会议记录还没有两个人确认')
  expect(screen.text()).toContain('✕ 人数不够')
  expect(screen.text()).toContain('超期了')
  await replica.write(village, [
    { do: 'meeting.confirm', id: 'm1', append: { confirms: { ...word, by: 'p-2', of: 'c1' } } },
    add('follow', 'follows', { of: 'w1', state: 'done', text: '清完了。' }),
  ])
  await expect.poll(() => screen.text()).not.toContain('到会人数只有一个人登记')
  expect(screen.text()).toContain('✕ 人数不够')
  expect(screen.text()).toContain('做到了')
  await screen.close()
})

test('a question is kept while it is written, sent without network, and seconded by others alone', async () => {
  const replica = await phone('P1', 'villager')
  const soon = { ...called, day: day(5), told: day(0), sort: 'open' }
  const theirs = { meeting: 'm2', sort: 'question', text: '钱从哪里来？', person: 'P2' }
  await replica.write(village, [{ do: 'meeting.call', id: 'm2', set: soon }])
  await replica.write(square, [me, wife, { do: 'ask.say', id: 'a2', set: theirs }])
  const screen = open(Meetings, { village: VILLAGE, id: 'm2' }, replica)
  await expect.poll(() => screen.text()).toContain('钱从哪里来？')
  screen.button('送给会议').click()
  await expect.poll(() => screen.text()).toContain('请写几句')
  const words = document.querySelector<HTMLTextAreaElement>('form textarea')
  if (words === null) throw new Error('no field')
  words.value = '哪天动工？'
  words.dispatchEvent(new Event('input', { bubbles: true }))
  screen.button('送给会议').click()
  const said = () =>
    replica
      .scope(square)
      .records('ask')
      .find((one) => one['person'] === 'P1')
  await expect.poll(() => said()?.['text']).toBe('哪天动工？')
  expect(said()).toMatchObject({ meeting: 'm2', sort: 'question' })
  screen.button('我也想问').click()
  await expect.poll(() => replica.scope(square).record('ask', 'a2')?.['seconders']).toEqual(['P1'])
  await expect.poll(() => screen.text()).toContain('已附议')
  screen.button('替李某参加').click()
  const came = () => replica.scope(square).record('attend', attendId('m2', 'P2'))
  await expect.poll(came).toMatchObject({ way: 'proxy', who: 'P2', by: 'P1' })
  await screen.close()
})

test('what was hidden is a place-holder, and who asked it stays to be read', async () => {
  const replica = await phone('P1', 'villager')
  const theirs = { meeting: 'm1', sort: 'question', text: '骂人的话', person: 'P2' }
  const hide = { act: 'hide', n: 0, part: 'words', reason: 'abuse', level: 'village', by: 'p-chair', name: '赵某' }
  await replica.write(village, [{ do: 'meeting.call', id: 'm1', set: called }])
  await replica.write(square, [
    me,
    wife,
    { do: 'ask.say', id: 'a2', set: theirs },
    { do: 'moderation.hide', id: 'a2', append: { acts: { ...hide, day: day(0) } } },
  ])
  const screen = open(Meetings, { village: VILLAGE, id: 'm1' }, replica)
  await expect.poll(() => screen.text()).toContain('已隐藏')
  expect(screen.text()).toContain('李某')
  expect(screen.text()).not.toContain('骂人的话')
  await screen.close()
})

test('a meeting to come is in the inbox, and that it was called off; what is over is not', async () => {
  const replica = await phone('P1', 'villager')
  await replica.write(village, [
    { do: 'meeting.call', id: 'm1', set: called },
    { do: 'meeting.call', id: 'm2', set: { ...called, day: day(5), told: day(0) } },
  ])
  const found = () => messagesOf(replica, Date.now()).filter(({ sort }) => sort === 'meeting')
  await expect.poll(() => found().map(({ to }) => to[1]['id'])).toEqual(['m2'])
  await replica.write(village, [{ do: 'meeting.cancel', id: 'm2', set: { cancelled: '下大雨' } }])
  await expect.poll(() => found().map(({ what }) => what)).toEqual(['下大雨'])
})

test('what is written down: what lacks is named, and what is said is whole', () => {
  const none = (): undefined => undefined
  const lacks = (what: Parameters<typeof faultsOf>[0], more: object = {}) =>
    faultsOf(what, { ...NEW_FORM, ...more }, 38, '2026-11-20', none)
  expect(lacks('count', { present: 'x' })).toEqual({ present: 'number' })
  expect(lacks('count', { present: '39' })).toEqual({ present: 'many' })
  expect(lacks('count', { present: '38' })).toEqual({})
  expect(lacks('vote')).toEqual({ motion: 'needed', agree: 'number' })
  expect(lacks('promise', { promise: '清淤', who: '村委会', due: '2026-11-19' })).toEqual({ due: 'needed' })
  expect(lacks('move', { day: '2026-11-21', hour: '25:00', place: '晒坝', reason: '雨' })).toEqual({ hour: 'hour' })
  const vote = { ...NEW_FORM, motion: ' 先修三组 ', agree: '11', against: '1' }
  expect(saidOf('vote', vote, 'i1')).toEqual({ item: 'i1', title: '先修三组', agree: 11, against: 1, abstain: 0 })
})
