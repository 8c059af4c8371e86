/** What comes late: an answer to an older question, the end of what was begun before, an event of a closed sheet. */
import { createRawSnippet, flushSync, mount, unmount } from 'svelte'
import { expect, test, vi } from 'vitest'
import { keepDraft } from '../../src/device/drafts.ts'
import Detail from '../../src/features/appeal/Detail.svelte'
import New from '../../src/features/appeal/New.svelte'
import Scan from '../../src/features/scan/Scan.svelte'
import Money from '../../src/features/village/Money.svelte'
import { router } from '../../src/router.svelte.ts'
import Confirm from '../../src/ui/Confirm.svelte'
import { Picked } from '../../src/ui/picked.svelte.ts'
import { toasts } from '../../src/ui/toast.svelte.ts'
import { type Later, later } from '../later.ts'
import { open, phone, VILLAGE } from './screen.ts'

const SQUARE = `square/${VILLAGE}`
const content = createRawSnippet(() => ({ render: () => '<p>asked</p>' }))

/** A question on the screen, asked as often as wanted. */
function question(onact: () => Promise<void>) {
  const target = document.createElement('div')
  document.body.append(target)
  const props = $state({ open: false, title: '要吗', act: '做', failed: '没做成', onact, children: content })
  const screen = mount(Confirm, { target, props })
  const isOpen = (): boolean => (flushSync(), target.querySelector('dialog')?.open === true)
  return {
    isOpen,
    ask: () => {
      props.open = true
      flushSync()
    },
    press: (words: string) => {
      flushSync()
      ;[...target.querySelectorAll('button')].find((button) => button.textContent.includes(words))?.click()
      flushSync()
    },
    close: () => unmount(screen).then(() => target.remove()),
  }
}

test('who closes a question while it is being done and asks the next is not answered by the first', async () => {
  const acts: Later<undefined>[] = []
  const asked = question(() => {
    acts.push(later<undefined>())
    return acts.at(-1)!.promise
  })
  asked.ask()
  asked.press('做')
  asked.press('取消')
  expect(asked.isOpen()).toBe(false)
  asked.ask()
  acts[0]?.resolve(undefined)
  await new Promise((resolve) => setTimeout(resolve))
  expect(asked.isOpen()).toBe(true)
  asked.press('做')
  asked.press('取消')
  acts[1]?.reject(new Error('no room'))
  await expect.poll(() => toasts.current.map((it) => it.text)).toContain('没做成')
  asked.ask()
  asked.press('做')
  acts[2]?.resolve(undefined)
  await expect.poll(asked.isOpen).toBe(false)
  await asked.close()
})

test('a sheet that is opened again before its closing was told stays open', async () => {
  const close = vi.spyOn(HTMLDialogElement.prototype, 'close').mockImplementation(function (this: HTMLDialogElement) {
    this.open = false
    setTimeout(() => this.dispatchEvent(new Event('close'))) // as browsers do
  })
  const asked = question(() => Promise.resolve())
  asked.ask()
  asked.press('取消')
  asked.ask()
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(asked.isOpen()).toBe(true)
  asked.press('取消')
  await expect.poll(asked.isOpen).toBe(false)
  close.mockRestore()
  await asked.close()
})

test('a file picked while another is read, or forgotten, is not written over by that one', async () => {
  const read: Later<string>[] = []
  const file = new Picked(() => {
    read.push(later<string>())
    return read.at(-1)!.promise
  })
  void file.pick(new File(['1'], 'first.csv'))
  await expect.poll(() => read).toHaveLength(1)
  const second = file.pick(new File(['2'], 'second.csv'))
  await expect.poll(() => read).toHaveLength(2)
  read[1]?.resolve('of the second')
  await second
  read[0]?.resolve('of the first')
  await new Promise((resolve) => setTimeout(resolve))
  expect([file.name, file.found, file.reading]).toEqual(['second.csv', 'of the second', false])
  void file.pick(new File(['3'], 'third.csv'))
  await expect.poll(() => read).toHaveLength(3)
  file.forget()
  read[2]?.resolve('of the third')
  await new Promise((resolve) => setTimeout(resolve))
  expect([file.name, file.found, file.reading]).toEqual(['', null, false])
})

test('who writes on while a note is being written down keeps what was added', async () => {
  const replica = await phone('V', 'villager')
  await replica.write(SQUARE, [
    { do: 'appeal.file', id: 'a1', set: { person: 'V', title: '路灯坏了', text: '三组', category: 'works' } },
  ])
  const screen = open(Detail, { village: VILLAGE, sort: 'square', id: 'a1' }, replica)
  await expect.poll(() => screen.text()).toContain('补充几句')
  screen.type('补充几句', '两个月了')
  screen.button('补上去').click()
  screen.type('补充几句', '今天又坏了一盏')
  await expect.poll(() => replica.scope(SQUARE).record('appeal', 'a1')).toMatchObject({ notes: [{ text: '两个月了' }] })
  await expect.poll(() => toasts.current.map((it) => it.text)).toContain('补充已记下')
  expect(screen.field('补充几句').value).toBe('今天又坏了一盏')
  await screen.close()
})

test('what is typed before an older appeal is back stays; the rest of the older one comes back', async () => {
  const older = { title: '水沟堵了', text: '', category: 'environment', place: '三组', isPrivate: false, photos: [], voice: null } // prettier-ignore
  await keepDraft(`appeal ${VILLAGE} `, { ...older, recording: null })
  const screen = open(New, { village: VILLAGE }, await phone('P1', 'villager'))
  screen.type('一句话说清', '水沟又堵了')
  await expect.poll(() => screen.text()).toContain('接着上次没写完的')
  expect(screen.field('一句话说清').value).toBe('水沟又堵了')
  expect(screen.field('在哪里').value).toBe('三组')
  await screen.close()
})

test('the way on from a place is taken only by who is still there', () => {
  router.go('/about')
  const [stays, left] = [router.onward(), router.onward()]
  stays('/account')
  expect(router.current.path).toBe('/account')
  left('/scan')
  expect(router.current.path).toBe('/account')
})

test('a receipt is not asked about before it is known whether there is a network', async () => {
  const replica = await phone('p-ling', 'villager')
  const tells = (state: 'syncing' | 'offline'): void => replica.env.bus.deliver({ say: 'connection', state }) // the loop
  const screen = open(Scan, {}, replica)
  const address = location.pathname
  tells('syncing')
  screen.type('或者写下', `https://example.invalid/v/${VILLAGE}/desk/code#ask=769288509`)
  screen.button('去看').click()
  await expect.poll(() => screen.text()).toContain('正在联网查这张回执')
  tells('offline')
  await expect.poll(() => screen.text()).toContain('记下了')
  expect(location.pathname).toBe(address)
  await screen.close()
})

test('while the money of a village is added up nobody reads that of the one before', async () => {
  const of = (amount_fen: number) =>
    Array.from({ length: 4_500 }, (_, i) => ({ kind: 'entry', id: String(i), at: i, date: '2026-01-03', direction: 'in', amount_fen })) // prettier-ignore
  const target = document.createElement('div')
  document.body.append(target)
  const props = $state({ village: VILLAGE, entries: of(100) })
  const screen = mount(Money, { target, props })
  const text = (): string => (flushSync(), target.textContent)
  await expect.poll(text).toContain('4,500')
  Object.assign(props, { village: '510705103206', entries: of(200) })
  expect(text()).not.toContain('4,500')
  await expect.poll(text).toContain('9,000')
  await unmount(screen)
  target.remove()
})
