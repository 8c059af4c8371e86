import { dayOf } from '@shaiba/sync'
import { expect, test } from 'vitest'
import { keepDraft } from '../../src/device/drafts.ts'
import Detail from '../../src/features/appeal/Detail.svelte'
import New from '../../src/features/appeal/New.svelte'
import Family from '../../src/features/family/Family.svelte'
import { find } from '../../src/features/family/family.ts'
import type { PhoneReplica } from '../../src/replica/replica.ts'
import { open, phone, VILLAGE } from './screen.ts'

const dayIn = (days: number): string => dayOf(Date.now() + days * 86_400_000)
const SQUARE = `square/${VILLAGE}`

/** A phone whose square has these people, each in a household, and what else is said. */
async function villager(
  person: string,
  people: Readonly<Record<string, string>>,
  ...said: { do: string; id: string; set: Record<string, unknown> }[]
): Promise<PhoneReplica> {
  const replica = await phone(person, 'villager')
  const members = Object.entries(people).map(([id, household]) => ({
    do: 'member.add',
    id,
    set: { name: `${id}氏`, household, group: '第1组' },
  }))
  await replica.write(SQUARE, [...members, ...said])
  return replica
}

const given = (id: string, person: string, to: string, set: Record<string, unknown> = {}) => ({
  do: 'delegation.give',
  id,
  set: { person, to, may: 'act', until: dayIn(30), ...set },
})

test('somebody of the household is let act until a day, after a question, and it is ended at once', async () => {
  const replica = await villager('P1', { P1: '01-001', P2: '01-001', P3: '02-001' })
  const screen = open(Family, {}, replica)
  await expect.poll(() => screen.text()).toContain('还没有请人代看')
  expect(screen.text()).not.toContain('P3氏')
  screen.button('P2氏').click()
  expect(screen.text()).toContain('看，也代办')
  document.querySelectorAll<HTMLInputElement>('input[type=radio]')[1]!.click()
  screen.type('到哪一天', dayIn(400))
  expect(screen.text()).toContain('请选今天到一年之内的一天')
  screen.type('到哪一天', dayIn(30))
  screen.button('下一步').click()
  expect(replica.scope(SQUARE).records('delegation')).toHaveLength(0)
  screen.button('就请他').click()
  await expect.poll(() => replica.scope(SQUARE).records('delegation')).toHaveLength(1)
  expect(replica.scope(SQUARE).records('delegation')[0]).toMatchObject({ person: 'P1', to: 'P2', may: 'act', until: dayIn(30) }) // prettier-ignore
  await expect.poll(() => screen.text()).toContain('请一个人')

  screen.button('停止：P2氏').click()
  expect(screen.text()).toContain('不再请P2氏代看、代办？')
  screen.button('停下来').click()
  await expect.poll(() => replica.scope(SQUARE).records('delegation')[0]).toMatchObject({ ended: dayIn(0) })
  await expect.poll(() => screen.text()).toContain('还没有请人代看')
  await screen.close()
})

test('what is past, ended, or of others is not shown; what holds nothing says so', async () => {
  const replica = await villager(
    'P1',
    { P1: '01-001', P2: '01-002', P3: '01-003', P4: '01-004' },
    given('a', 'P2', 'P1', { until: dayIn(-1) }),
    given('b', 'P3', 'P4'),
    given('c', 'P4', 'P1', { may: 'read' }),
    { do: 'member.leave', id: 'P4', set: { left: dayIn(0) } },
  )
  const screen = open(Family, {}, replica)
  await expect.poll(() => screen.text()).toContain('名册上没有的人')
  expect(screen.text()).toContain('现在不管用')
  expect(screen.text()).not.toContain('P2氏')
  screen.type('请谁', 'P4')
  expect(screen.text()).toContain('名册里没有这个名字')
  screen.type('请谁', 'P3')
  expect(screen.button('P3氏').textContent).toContain('第1组')
  await screen.close()
})

test('whoever is let act chooses for whom, and both are named', async () => {
  const replica = await villager('P1', { P1: '01-001', P2: '01-002', P3: '01-003' }, given('a', 'P2', 'P1'), given('b', 'P3', 'P1', { may: 'read' })) // prettier-ignore
  const screen = open(New, { village: VILLAGE }, replica)
  await expect.poll(() => screen.text()).toContain('替谁说')
  expect(screen.text()).not.toContain('P3氏')
  screen.button('P2氏').click()
  expect(screen.text()).toContain('会写明是您代P2氏说的')
  screen.button('补贴').click()
  screen.type('一句话说清', '低保没有到账')
  screen.type('慢慢说', '三个月了')
  screen.button('交上去').click()
  await expect.poll(() => replica.scope(SQUARE).records('appeal')).toHaveLength(1)
  const [record] = replica.scope(SQUARE).records('appeal')
  expect(record).toMatchObject({ person: 'P2', by: 'P1' })
  await screen.close()

  const detail = open(Detail, { village: VILLAGE, sort: 'square', id: record!.id }, replica)
  await expect.poll(() => detail.text()).toContain('我 代 P2氏')
  expect(detail.text()).toContain('您在替P2氏办这件事')
  detail.type('补充几句', '存折也带来了')
  detail.button('补上去').click()
  await expect.poll(() => detail.text()).toContain('我 代 P2氏 补充')
  await expect.poll(() => replica.scope(SQUARE).record('appeal', record!.id)).toMatchObject({ notes: [{ by: 'P1' }] })
  await detail.close()
})

test('what was begun for somebody is not sent in another name once that has ended', async () => {
  const replica = await villager('P1', { P1: '01-001', P2: '01-002' })
  const kept = { person: 'P2', title: '低保', text: '没有到账', category: 'subsidy', place: '', isPrivate: false, photos: [], voice: null, recording: null } // prettier-ignore
  await keepDraft(`appeal ${VILLAGE} `, kept)
  const screen = open(New, { village: VILLAGE }, replica)
  await expect.poll(() => screen.text()).toContain('您现在不能替这个人说了')
  screen.button('交上去').click()
  expect(replica.scope(SQUARE).records('appeal')).toHaveLength(0)
  screen.button('我自己').click()
  screen.button('交上去').click()
  await expect.poll(() => replica.scope(SQUARE).records('appeal')).toHaveLength(1)
  expect(replica.scope(SQUARE).records('appeal')[0]).not.toHaveProperty('by')
  await screen.close()
})

test('names are found by any part; with none written, the household is there', () => {
  const all = ['林秀兰', '陈志强', '林志'].map((name, at) => ({ id: name, name, household: `0${at % 2}`, group: '' }))
  expect(find(all, ' 志', '00', {}).map((one) => one.name)).toEqual(['陈志强', '林志'])
  expect(find(all, '', '00', {}).map((one) => one.name)).toEqual(['林秀兰', '林志'])
  expect(find(all, 'linz', '00', { 林: 'lin', 志: 'zhi' }).map((one) => one.name)).toEqual(['林志'])
})
