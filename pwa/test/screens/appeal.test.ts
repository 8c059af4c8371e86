import { expect, test, vi } from 'vitest'
import { keepDraft, keepPart, readDraft } from '../../src/device/drafts.ts'
import Detail from '../../src/features/appeal/Detail.svelte'
import List from '../../src/features/appeal/List.svelte'
import New from '../../src/features/appeal/New.svelte'
import { router } from '../../src/router.svelte.ts'
import { open, phone, VILLAGE } from './screen.ts'

const SQUARE = `square/${VILLAGE}`

test('an appeal is filed with no network, from what a killed app had kept', async () => {
  const replica = await phone('P1', 'villager')
  const bytes = new Uint8Array([1, 2, 3]).buffer
  const photo = { hash: 'ab'.repeat(32), type: 'image/webp', w: 4, h: 3, bytes }
  const kept = { title: '水沟堵了', text: '', category: 'environment', place: '', isPrivate: false, photos: [photo], voice: null } // prettier-ignore
  await keepDraft(`appeal ${VILLAGE} `, { ...kept, recording: 'audio/webm;codecs=opus' })
  await keepPart(`appeal ${VILLAGE} `, new Uint8Array([9]).buffer)
  await keepPart(`appeal ${VILLAGE} `, new Uint8Array([8]).buffer)

  const screen = open(New, { village: VILLAGE }, replica)
  await expect.poll(() => screen.text()).toContain('放录音')
  expect(screen.field('一句话说清').value).toBe('水沟堵了')
  screen.button('交上去').click()
  await expect.poll(() => replica.scope(SQUARE).records('appeal')).toHaveLength(1)
  const [record] = replica.scope(SQUARE).records('appeal')
  expect(record).toMatchObject({
    person: 'P1',
    title: '水沟堵了',
    category: 'environment',
    photos: [{ blob: photo.hash, type: 'image/webp', w: 4, h: 3 }],
    voice: { type: 'audio/webm', ms: 2000 },
  })
  expect(replica.scope(SQUARE).mark('appeal', record!.id)).toBe('phone')
  await expect.poll(() => readDraft(`appeal ${VILLAGE} `)).toBeUndefined()
  await expect.poll(() => router.current.params).toMatchObject({ village: VILLAGE, sort: 'square', id: record!.id })
  await screen.close()
})

/** What jsdom has not: pictures. One named `bad` is none. */
class Canvas {
  getContext = () => ({ fillRect: () => undefined, drawImage: () => undefined })
  convertToBlob = ({ type }: { type: string }) => Promise.resolve(new Blob(['picture'], { type }))
}
const bitmap = ({ name }: File): Promise<unknown> =>
  name === 'bad' ? Promise.reject(new Error(name)) : Promise.resolve({ width: 4, height: 3 })

test('who says it while pictures are made ready is not passed over: they go along, and it is not said without one that was none', async () => {
  vi.stubGlobal('createImageBitmap', bitmap)
  vi.stubGlobal('OffscreenCanvas', Canvas)
  const replica = await phone('P3', 'villager')
  const filed = (): readonly unknown[] => replica.scope(SQUARE).records('appeal')
  for (const name of ['good', 'bad']) {
    const screen = open(New, { village: VILLAGE }, replica)
    await expect.poll(() => screen.text()).toContain('环境')
    screen.button('环境').click()
    screen.type('一句话说清', name)
    screen.type('慢慢说', '下雨就漫出来')
    const gallery = document.querySelector<HTMLInputElement>('input[data-from=gallery]')!
    Object.defineProperty(gallery, 'files', { value: [new File(['x'], name)], configurable: true })
    gallery.dispatchEvent(new Event('change', { bubbles: true }))
    screen.button('交上去').click()
    if (name === 'bad') {
      await expect.poll(() => screen.text()).toContain('有照片打不开')
      expect(filed()).toHaveLength(1)
      await expect.poll(() => screen.button('交上去').getAttribute('aria-disabled')).not.toBe('true')
      screen.button('交上去').click()
    }
    await expect.poll(filed).toHaveLength(name === 'bad' ? 2 : 1)
    await screen.close()
  }
  const found = replica.scope(SQUARE).records('appeal')
  const photos = (title: string): unknown => found.find((one) => one['title'] === title)!['photos']
  expect(photos('good')).toMatchObject([{ w: 4, h: 3 }])
  expect(photos('bad')).toBeUndefined()
  vi.unstubAllGlobals()
})

test('what is missing is said beside it, and nothing is filed', async () => {
  const replica = await phone('P2', 'villager')
  const screen = open(New, { village: VILLAGE }, replica)
  screen.button('交上去').click()
  for (const words of ['请选一个方面', '请写一句话', '请写几句，或者录一段音']) expect(screen.text()).toContain(words)
  expect(replica.outbox.current).toHaveLength(0)
  await screen.close()
})

test('a personal number that the whole village would read is told, and masked where that is wanted', async () => {
  const replica = await phone('P9', 'villager')
  const screen = open(New, { village: VILLAGE }, replica)
  screen.type('慢慢说', '补贴没有到账，我的卡 6222 0212 3456 7894')
  expect(screen.text()).toContain('里面有身份证号、银行卡号或电话号码')
  const choices = document.querySelectorAll<HTMLInputElement>('input[type=radio]')
  choices[1]!.click()
  expect(screen.text()).not.toContain('里面有身份证号')
  choices[0]!.click()
  screen.button('遮住号码').click()
  expect(screen.text()).not.toContain('里面有身份证号')
  expect(screen.field('慢慢说').value).toBe('补贴没有到账，我的卡 ************7894')
  await screen.close()
})

test('for the handlers only: it goes into a case of its own, and its author sees it in the list', async () => {
  const replica = await phone('P3', 'villager')
  const screen = open(New, { village: VILLAGE }, replica)
  screen.button('财务').click()
  screen.type('一句话说清', '有人多报了工')
  screen.type('慢慢说', '九月的用工表上有我，我那天不在。')
  const choices = document.querySelectorAll<HTMLInputElement>('input[type=radio]')
  choices[1]!.click()
  screen.button('交上去').click()
  await expect.poll(() => replica.outbox.current[0]?.scope).toMatch(new RegExp(`^case/${VILLAGE}-.{12}$`))
  await screen.close()
  const list = open(List, { village: VILLAGE }, replica)
  await expect.poll(() => list.text()).toContain('有人多报了工')
  expect(list.text()).toContain('只给经办人')
  await list.close()
})

test('an officer sees first who is due first, and says something meanwhile', async () => {
  const replica = await phone('C1', 'committee')
  const say = (id: string, title: string): Promise<string> =>
    replica.write(SQUARE, [{ do: 'appeal.file', id, set: { person: 'P9', title, text: '…', category: 'other' } }])
  await say('a1', '老的')
  await say('a2', '新的')
  await replica.write(SQUARE, [{ do: 'appeal.answer', id: 'a2', append: { answers: { text: '办了', name: '周某' } } }])

  const list = open(List, { village: VILLAGE }, replica)
  await expect.poll(() => list.text()).toContain('在办 2')
  expect(list.text()).toMatch(/老的.*新的/)
  await list.close()

  const detail = open(Detail, { village: VILLAGE, sort: 'square', id: 'a1' }, replica)
  await expect.poll(() => detail.text()).toContain('等村里受理')
  detail.type('先回几句话', '下周修')
  detail.button('回话').click()
  await expect.poll(() => detail.text()).toContain('C1氏 回话')
  expect(replica.scope(SQUARE).record('appeal', 'a1')).toMatchObject({ answers: [{ text: '下周修', name: 'C1氏' }] })
  await expect.poll(() => detail.text()).toContain('归入共性问题') // what is loaded late is there
  await detail.close()
})
