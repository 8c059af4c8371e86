import { dayOf } from '@shaiba/sync'
import { expect, test } from 'vitest'
import Detail from '../../src/features/appeal/Detail.svelte'
import HiddenLog from '../../src/features/appeal/HiddenLog.svelte'
import List from '../../src/features/appeal/List.svelte'
import Remarks from '../../src/features/live/Remarks.svelte'
import Meetings from '../../src/features/meeting/Meetings.svelte'
import { appealsIn } from '../../src/features/appeal/appeal.ts'
import { similar } from '../../src/features/appeal/similar.ts'
import Search from '../../src/features/disclosure/Search.svelte'
import type { PhoneReplica } from '../../src/replica/replica.ts'
import { PhoneReplica as Phone } from '../../src/replica/replica.ts'
import { open, phone, VILLAGE } from './screen.ts'

const SQUARE = `square/${VILLAGE}`
const day = dayOf(Date.now())
const CANARY = '会计是骗子骗子骗子'
const NOTE = '补充：他老婆也骗钱'
const file = {
  do: 'appeal.file',
  id: 'a1',
  set: { person: 'V', title: CANARY, text: `${CANARY}，天天骗人`, category: 'finance', place: '村口' },
}
const note = { do: 'appeal.add', id: 'a1', append: { notes: { text: NOTE } } }
const hide = (part: string, n: number): object => ({
  do: 'moderation.hide',
  id: 'a1',
  append: {
    acts: { act: 'hide', n, part, reason: 'abuse', level: 'village', by: 'C', name: 'C氏', day, text: '骂人' },
  },
})

async function withHidden(person: string, role: string, region?: string): Promise<PhoneReplica> {
  const replica = await phone(person, role, undefined, region)
  await replica.write(SQUARE, [file, note])
  const tag = (): string => replica.scope(SQUARE).merged('appeal', 'a1')?.lists?.['notes']?.[0]?.[0] ?? ''
  await expect.poll(tag).not.toBe('')
  await replica.write(SQUARE, [hide('words', 0) as never, hide(tag(), 1) as never])
  await expect.poll(() => replica.scope(SQUARE).record('appeal', 'a1')?.['hidden']).toBe(true)
  return replica
}

test('what is hidden is in no view of a record: not in lists, similar ones, search, nor after a start', async () => {
  const replica = await withHidden('N', 'villager')
  const shown = (from: PhoneReplica): string => JSON.stringify(from.scope(SQUARE).records('appeal'))
  expect(shown(replica)).not.toContain('骗子')
  expect(shown(replica)).not.toContain('村口')
  expect(shown(replica)).not.toContain('老婆')
  expect(similar(appealsIn(replica, SQUARE), CANARY, '')).toEqual([])
  for (const [screen, placeholder] of [
    [List, '（标题已隐藏）'],
    [HiddenLog, '已隐藏：人身攻击'],
    [Search, '没有找到'],
  ] as const) {
    const seen = open(screen, { village: VILLAGE }, replica)
    if (screen === Search) {
      const field = document.querySelector<HTMLInputElement>('input')!
      field.value = '骗子'
      field.dispatchEvent(new Event('input', { bubbles: true }))
    }
    await expect.poll(() => seen.text()).toContain(placeholder)
    expect(seen.text().replace('搜索：骗子', '')).not.toContain('骗子') // what was searched for stands on paper
    await seen.close()
  }
  const name = (replica.env.store as unknown as { name: string }).name
  const again = new Phone({ name, fetch: () => Promise.reject(new TypeError('no network')), locks: undefined })
  await expect.poll(() => again.scope(SQUARE).status.ready).toBe(true)
  expect(shown(again)).toContain('"hidden":true')
  expect(shown(again)).not.toContain('骗子')
  await again.close()
})

test('a neighbour reads why, who and when; its author reads the words too, and objects by one tap', async () => {
  const neighbour = await withHidden('N', 'villager')
  const seen = open(Detail, { village: VILLAGE, sort: 'square', id: 'a1' }, neighbour)
  await expect.poll(() => seen.text()).toContain('已隐藏：人身攻击')
  expect(seen.text()).toContain('C氏')
  expect(seen.text()).not.toContain('骗子')
  expect(seen.text()).not.toContain('看原文')
  expect(seen.text()).not.toContain('我有异议')
  await seen.close()

  const author = await withHidden('V', 'villager')
  const own = open(Detail, { village: VILLAGE, sort: 'square', id: 'a1' }, author)
  await expect.poll(() => own.text()).toContain('已隐藏：人身攻击')
  expect(own.text()).not.toContain('天天骗人')
  own.button('看原文').click()
  await expect.poll(() => own.text()).toContain('天天骗人')
  own.button('我有异议').click()
  await expect.poll(() => own.text()).toContain('本人有异议，镇最晚')
  expect(author.scope(SQUARE).record('moderation', 'a1')).toMatchObject({
    acts: [{ act: 'hide' }, { act: 'hide' }, { act: 'object', n: 2, part: 'words', by: 'V', day }],
  })
  await own.close()
})

test('a desk hides a part with a reason, and is told what that is not', async () => {
  const replica = await phone('C', 'committee')
  await replica.write(SQUARE, [file, note])
  const screen = open(Detail, { village: VILLAGE, sort: 'square', id: 'a1' }, replica)
  await expect.poll(() => screen.text()).toContain('隐藏…')
  screen.button('隐藏…').click()
  await expect.poll(() => screen.text()).toContain('隐藏不是删除')
  screen.type('理由', 'privacy')
  const acts = Array.from(document.querySelectorAll<HTMLElement>('dialog[open] footer button'))
  acts.at(-1)?.click()
  await expect.poll(() => screen.text()).toContain('已隐藏：他人隐私')
  expect(replica.scope(SQUARE).record('moderation', 'a1')).toMatchObject({
    acts: [{ act: 'hide', n: 0, part: 'words', reason: 'privacy', level: 'village', by: 'C', day }],
  })
  await screen.close()
})

test('one level up decides, and says why', async () => {
  const replica = await withHidden('T', 'cadre', '350583112000')
  const object = { act: 'object', n: 2, part: 'words', by: 'V', day }
  await replica.write(SQUARE, [{ do: 'moderation.object', id: 'a1', append: { acts: object } }])
  const screen = open(Detail, { village: VILLAGE, sort: 'square', id: 'a1' }, replica)
  await expect.poll(() => screen.text()).toContain('维持隐藏')
  screen.button('恢复显示').click()
  await expect.poll(() => screen.text()).toContain('写明理由')
  screen.type('为什么', '说的是公事')
  const acts = Array.from(document.querySelectorAll<HTMLElement>('dialog[open] footer button'))
  acts.at(-1)?.click()
  await expect.poll(() => screen.text()).toContain('天天骗人')
  expect(replica.scope(SQUARE).record('moderation', 'a1')?.['acts']).toHaveLength(4)
  await screen.close()
})

test('that an objection was not answered in time stays written, also after it was', async () => {
  const replica = await withHidden('N', 'villager')
  const late = { part: 'words', level: 'town', due: '2026-01-09', day: '2026-01-12' }
  await replica.write(SQUARE, [{ do: 'moderation.overdue', id: 'a1', append: { overdue: late } }])
  for (const screen of [HiddenLog, Detail]) {
    const seen = open(screen, { village: VILLAGE, sort: 'square', id: 'a1' } as never, replica)
    await expect.poll(() => seen.text()).toContain('没有答复异议，已记入账本')
    expect(seen.text().split('没有答复异议').length).toBe(2) // of this part alone
    await seen.close()
  }
})

const stream = { id: 's1', title: '坝坝会', opened: Date.now() - 60_000, by: 'C' }
const meeting = {
  sort: 'open', rule: 1, title: '修渠会', place: '晒坝', hour: '19:30', day, told: day, by: 'C', name: 'C氏',
  agenda: [{ key: 'i1', title: '先修哪一段' }],
} // prettier-ignore
const remark = { stream: 's1', text: CANARY, at: 9_000, said: Date.now() - 30_000, by: 'V' }
const brought = { meeting: 'm1', sort: 'question', text: CANARY, person: 'V' }

test.each([
  ['a remark', 'remark.say', remark, Remarks, { village: VILLAGE, stream, at: 0 }, '看直播时说的话', 's1'],
  ['what was brought to a meeting', 'ask.say', brought, Meetings, { village: VILLAGE, id: 'm1' }, '给会议提的话', 'm1'],
] as const)(
  '%s is hidden by a desk, its author objects, and the log leads to it',
  async (_, verb, set, screen, props, sort, of) => {
    const said = [{ do: verb, id: 'a1', set }] // prettier-ignore
    const called = { do: 'meeting.call', id: 'm1', set: meeting }
    const desk = await phone('C', 'committee')
    await desk.write(`village/${VILLAGE}`, [called])
    await desk.write(SQUARE, said)
    const seen = open(screen, props as never, desk)
    await expect.poll(() => seen.text()).toContain('隐藏…')
    seen.button('隐藏…').click()
    await expect.poll(() => seen.text()).toContain('隐藏不是删除')
    Array.from(document.querySelectorAll<HTMLElement>('dialog[open] footer button')).at(-1)?.click()
    await expect.poll(() => seen.text()).toContain('已隐藏：人身攻击')
    expect(seen.text()).not.toContain(CANARY)
    expect(seen.text()).not.toContain('隐藏…')
    await seen.close()
    const log = open(HiddenLog, { village: VILLAGE }, desk)
    await expect.poll(() => log.text()).toContain(sort)
    expect(document.querySelector('li a')?.getAttribute('href')).toContain(of)
    await log.close()

    const author = await phone('V', 'villager')
    await author.write(`village/${VILLAGE}`, [called])
    await author.write(SQUARE, said)
    await author.write(SQUARE, [hide('words', 0) as never])
    const own = open(screen, props as never, author)
    await expect.poll(() => own.text()).toContain('已隐藏：人身攻击')
    expect(own.text()).not.toContain(CANARY)
    own.button('看原文').click()
    await expect.poll(() => own.text()).toContain(CANARY)
    own.button('我有异议').click()
    await expect.poll(() => own.text()).toContain('本人有异议，镇最晚')
    await own.close()
  },
)
