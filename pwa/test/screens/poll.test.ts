import { answerId, b64uDecode, b64uEncode, blindToken, issuerModulus, unblindToken } from '@shaiba/sync'
import { expect, test } from 'vitest'
import VECTORS from '../../../sync/vectors/poll.json'
import Polls from '../../src/features/poll/Polls.svelte'
import type { PhoneReplica } from '../../src/replica/replica.ts'
import { open, phone, VILLAGE } from './screen.ts'

interface Recount {
  readonly name: string
  readonly said: { readonly options: readonly string[]; readonly issuers: readonly string[] }
  readonly close: {
    readonly asked: number
    readonly ballots: number
    readonly counts: readonly number[]
    readonly root: string
  }
  readonly data: string
}

const village = `village/${VILLAGE}`
const square = `square/${VILLAGE}`
const asked = {
  title: '先修哪一样',
  why: '钱只够一样',
  about: 'choice',
  opens: '2020-01-01',
  closes: '2099-12-31',
  by: 'p-1',
  unit: 'household',
  late_h: 0,
}

async function counted(replica: PhoneReplica, name: string): Promise<void> {
  const found = (VECTORS.vectors as unknown as readonly Recount[]).find((one) => one.name === `recount: ${name}`)
  if (found === undefined) throw new Error(name)
  const { said, close, data } = found
  const bytes = new TextEncoder().encode(data)
  const hash = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))]
  const blob = hash.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const { options, issuers } = said
  const set = { ...asked, secrecy: 'secret', answer: 'single', options, suggestions: 'welcome' }
  const sums = { asked: close.asked, ballots: close.ballots, counts: close.counts }
  const token = (n: number) => ({ do: 'token.ask', id: `t${String(n)}`, set: { poll: 'q1', who: `h${String(n)}` } })
  await replica.write(
    square,
    Array.from({ length: close.asked }, (_, n) => token(n)),
  )
  await replica.write(village, [
    { do: 'poll.open', id: 'q1', set },
    { do: 'poll.key', id: 'q1', set: { issuers } },
    { do: 'poll.result', id: 'q1', set: { ...sums, boxes: [VILLAGE] } },
  ])
  const closed = { poll: 'q1', villages: [VILLAGE], ...sums, root: close.root, blob }
  const file = { hash: blob, type: 'text/plain', bytes: bytes.buffer }
  await replica.write(village, [{ do: 'box.close', id: 'q1', set: closed }], [file])
}

test('the phone counts the ballots again and says that they are right, and what people added', async () => {
  const replica = await phone('P1', 'villager')
  await counted(replica, 'all is right')
  const screen = open(Polls, { village: VILLAGE, id: 'q1' }, replica)
  await expect.poll(() => screen.text()).toContain('本机数过：对')
  expect(screen.text()).toContain('数的是本村的票箱')
  expect(screen.text()).toContain('先把水管换了')
  expect(screen.text()).toContain('还有 3 条没有答复')
  await screen.close()
})

test('a file of ballots that was changed is told, and how', async () => {
  for (const [name, words] of [
    ['a ballot changed', '有票被改过'],
    ['a ballot stands there twice', '有票数了两次'],
    ['a token of another issuer', '有票不是这次投票发的'],
    ['a ballot more than asked', '票比领票的人多'],
    ['sums that are not theirs', '数加起来不对'],
  ] as const) {
    const replica = await phone('P1', 'villager')
    await counted(replica, name)
    const screen = open(Polls, { village: VILLAGE, id: 'q1' }, replica)
    await expect.poll(() => screen.text()).toContain('本机数过：不对')
    expect(screen.text()).toContain(words)
    await screen.close()
  }
})

test('an order is given by tapping one after the other, without network, and changed again', async () => {
  const replica = await phone('P1', 'villager')
  await replica.write(square, [
    { do: 'member.add', id: 'P1', set: { name: '王某', group: '第3组', household: '03-001' } },
  ])
  const set = { ...asked, secrecy: 'open', answer: 'ranking', options: ['路', '水', '灯'] }
  await replica.write(village, [{ do: 'poll.open', id: 'q2', set }])
  const screen = open(Polls, { village: VILLAGE, id: 'q2' }, replica)
  await expect.poll(() => screen.text()).toContain('按您看重的先后排')
  screen.button('投这一票').click()
  await expect.poll(() => screen.text()).toContain('请先选')
  screen.button('把“水”排到下一位').click()
  await expect.poll(() => screen.text()).toContain('第 1')
  screen.button('把“路”排到下一位').click()
  await expect.poll(() => screen.text()).toContain('第 2')
  screen.button('投这一票').click()
  const said = () => replica.scope(square).record('vote', answerId('q2', '03-001'))?.['said']
  await expect.poll(said).toEqual({ by: 'P1', choice: [1, 0] })
  screen.button('不排“水”了').click()
  await expect.poll(() => screen.text()).not.toContain('第 2')
  screen.button('改投').click()
  await expect.poll(said).toEqual({ by: 'P1', choice: [0] })
  await screen.close()
})

test('who is named answers at home, and the office that asked reads who said what and adds it up', async () => {
  const office = `office/${VILLAGE}/o1`
  const replica = await phone('P1', 'villager', undefined, VILLAGE, [office])
  const member = { name: '王某', group: '第3组', household: '03-001' }
  await replica.write(square, [{ do: 'member.add', id: 'P1', set: member }])
  const set = { ...asked, secrecy: 'named', office: 'o1', answer: 'single', options: ['路', '水'] }
  await replica.write(village, [{ do: 'poll.open', id: 'q4', set }])
  const screen = open(Polls, { village: VILLAGE, id: 'q4' }, replica)
  await expect.poll(() => screen.text()).toContain('只有发问的单位看得到谁选了什么')
  expect(screen.text()).toContain('管服务器的人看得到')
  const choices = () => document.querySelectorAll<HTMLInputElement>('input[type=radio]')
  await expect.poll(() => choices().length).toBe(2)
  choices()[1]!.click()
  screen.button('投这一票').click()
  const home = replica.scope(`home/${VILLAGE}-03-001`)
  const said = () => home.record('vote', answerId('q4', '03-001'))?.['said']
  await expect.poll(said).toEqual({ by: 'P1', choice: [1] })
  expect(replica.scope(square).records('vote')).toEqual([])

  const bring = (who: string, by: string, choice: number) => ({
    do: 'answered.bring',
    id: answerId('q4', `${VILLAGE} ${who}`),
    set: { poll: 'q4', village: VILLAGE, who, said: { by, choice: [choice] } },
  })
  await replica.write(office, [bring('03-001', 'P1', 1), bring('03-002', 'P2', 0)])
  const sums = (counts: readonly number[]) => ({ asked: 2, ballots: 2, boxes: [VILLAGE], counts })
  await replica.write(village, [{ do: 'poll.result', id: 'q4', set: sums([1, 1]) }])
  await expect.poll(() => screen.text()).toContain('逐条加起来，和公布的一样')
  expect(screen.text()).toContain('王某 · 03-001')
  await replica.write(village, [{ do: 'poll.result', id: 'q4', set: sums([2, 0]) }])
  await expect.poll(() => screen.text()).toContain('和公布的不一样')
  await screen.close()
})

test('a vote that the law wants on paper has no ballot here', async () => {
  const replica = await phone('P1', 'villager')
  const { unit: _, late_h: __, ...rest } = asked
  await replica.write(village, [{ do: 'poll.open', id: 'q3', set: { ...rest, about: 'election', place: '村部' } }])
  const screen = open(Polls, { village: VILLAGE, id: 'q3' }, replica)
  await expect.poll(() => screen.text()).toContain('按法律要到现场用纸投票')
  expect(screen.text()).not.toContain('我的票')
  await screen.close()
})

test('the second office makes its key here, signs unseeing what waits, and tells how many', async () => {
  const office = `office/${VILLAGE}/o2`
  const replica = await phone('P1', 'supervisor', undefined, VILLAGE, [office])
  const set = {
    ...asked,
    about: 'appraisal',
    secrecy: 'secret',
    second: 'o2',
    answer: 'scale',
    options: ['公道', '清楚'],
  }
  await replica.write(village, [
    { do: 'office.open', id: 'o2', set: { name: '监委会', level: 'village', sort: 'supervisory' } },
    { do: 'poll.open', id: 'q5', set },
  ])
  const screen = open(Polls, { village: VILLAGE, id: 'q5' }, replica)
  await expect.poll(() => screen.text()).toContain('一张票要两个签名才算：服务器一个，监委会一个')
  expect(screen.text()).not.toContain('公布签了多少张')
  await expect.poll(() => screen.text()).toContain('在这部手机上准备签票')
  screen.button('在这部手机上准备签票').click()
  await expect.poll(() => screen.text()).toContain('这部手机在签票')

  const spki = replica.scope(village).record('poll', 'q5')?.['issuer'] as string
  const modulus = issuerModulus(b64uDecode(spki, 294))
  const [prepared, inverse] = [new Uint8Array(64).fill(7), new Uint8Array(256).fill(3)]
  inverse[0] = 0
  const blinded = await blindToken(modulus, prepared, new Uint8Array(48), inverse)
  const bring = (id: string, number: Uint8Array<ArrayBuffer>) => {
    const said = { poll: 'q5', village: VILLAGE, blinded: b64uEncode(number) }
    return { do: 'signing.bring', id, set: said }
  }
  await replica.write(office, [bring('n1', blinded), bring('n2', new Uint8Array(256))])
  await expect.poll(() => screen.text()).toContain('签了 1 张 · 还有 1 张等着签')
  const signed = replica.scope(office).record('signing', 'n1')?.['signed'] as string
  expect(await unblindToken(modulus, prepared, b64uDecode(signed, 256), inverse)).toHaveLength(256)
  expect(replica.scope(office).record('signing', 'n2')?.['signed']).toBeUndefined()

  const sums = { asked: 2, ballots: 1, boxes: [], issuers: [spki, spki] }
  await replica.write(village, [{ do: 'poll.result', id: 'q5', set: sums }])
  await expect.poll(() => screen.text()).toContain('监委会还没有公布签了多少张')
  await expect.poll(() => screen.text()).toContain('公布签了多少张')
  screen.button('公布签了多少张').click()
  await expect.poll(() => screen.text()).toContain('监委会签了 1 张')
  expect(replica.scope(village).record('poll', 'q5')?.['issued']).toEqual([{ village: VILLAGE, count: 1 }])
  await screen.close()
})

test('a key that another phone made in the name of one’s office is told to its people', async () => {
  const replica = await phone('P1', 'supervisor', undefined, VILLAGE, [`office/${VILLAGE}/o2`])
  const set = {
    ...asked,
    about: 'appraisal',
    secrecy: 'secret',
    second: 'o2',
    answer: 'scale',
    options: ['公道', '清楚'],
  }
  await replica.write(village, [
    { do: 'poll.open', id: 'q6', set },
    { do: 'poll.second', id: 'q6', set: { issuer: 'A' } },
  ])
  const screen = open(Polls, { village: VILLAGE, id: 'q6' }, replica)
  await expect.poll(() => screen.text()).toContain('签票的钥匙不在这部手机上')
  await screen.close()
})
