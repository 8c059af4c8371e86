/** What fails is told, and can be done again: nobody taps a second time at nothing. */
import { flushSync, mount, unmount } from 'svelte'
import { expect, test } from 'vitest'
import Take from '../../src/features/carry/Take.svelte'
import Photos from '../../src/features/project/Photos.svelte'
import { copy } from '../../src/ui/copy.ts'
import SaveList from '../../src/ui/SaveList.svelte'
import { toasts } from '../../src/ui/toast.svelte.ts'
import { open, phone } from './screen.ts'

const choose = (input: HTMLInputElement, file: File): void => {
  Object.defineProperty(input, 'files', { value: [file], configurable: true })
  input.dispatchEvent(new Event('change', { bubbles: true }))
}

const told = (): string[] => toasts.current.map((it) => it.text)

test('a list that could not be saved says so, and is saved by the next tap', async () => {
  let hasRoom = false
  const onsave = (): Promise<void> => (hasRoom ? Promise.resolve() : Promise.reject(new Error('no room')))
  const target = document.createElement('div')
  document.body.append(target)
  const list = mount(SaveList, { target, props: { onsave } })
  const tap = (): void => {
    flushSync()
    target.querySelector('button')?.click()
  }
  tap()
  await expect.poll(told).toEqual(['没有存成。请再按一次；还是不行，连上网络再按。'])
  hasRoom = true
  tap()
  await expect.poll(told).toContain('已存到手机的下载里')
  await unmount(list)
})

test('a carried file that cannot be read is told, and another can be chosen', async () => {
  const screen = open(Take, {}, await phone('T1', 'villager'))
  const input = document.querySelector<HTMLInputElement>('input[type=file]')!
  const gone = new File(['x'], 'gone.shaiba')
  gone.arrayBuffer = () => Promise.reject(new DOMException('the card was taken out', 'NotReadableError'))
  choose(input, gone)
  await expect.poll(() => screen.text()).toContain('这个文件没有读成，什么都没收')
  expect(screen.text()).toContain('打开捎信文件')
  choose(input, new File(['not one'], 'other.shaiba'))
  await expect.poll(() => screen.text()).toContain('不是捎信文件')
  expect(screen.text()).not.toContain('这个文件没有读成')
  await screen.close()
})

test('what is no picture is told and left out', async () => {
  const screen = open(Photos, { photos: [] }, await phone('T2', 'accountant'))
  choose(document.querySelector<HTMLInputElement>('input[type=file]')!, new File(['words'], 'notes.jpg'))
  await expect.poll(() => screen.text()).toContain('有照片读不了，没有放进来')
  expect(screen.text()).not.toContain('照片 ✓')
  await screen.close()
})

test('what the browser does not let be copied is told, and not called copied', async () => {
  Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true }) // as on a page that is not secure
  expect(await copy('https://example.invalid/', '已复制')).toBe(false)
  expect(told()).toContain('没有复制成，浏览器不让。请用旁边别的办法，或者长按文字自己选。')
  expect(told()).not.toContain('已复制')
})
