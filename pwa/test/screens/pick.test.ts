import { mount, unmount } from 'svelte'
import { expect, test } from 'vitest'
import PickFile from '../../src/ui/PickFile.svelte'

const base = { label: '名单', pick: '选名单', fileName: '名单.csv', reading: false, onforget: () => undefined }

/** Choose a file. */
function choose(target: HTMLElement): void {
  const input = target.querySelector('input')
  if (input === null) throw new Error('no input')
  const files = [new File(['户主,金额'], '名单.csv')]
  Object.defineProperty(input, 'files', { value: files, configurable: true })
  input.dispatchEvent(new Event('change', { bubbles: true }))
}

test('a file that cannot be read, and an empty sheet that cannot be had, are said, until another try goes well', async () => {
  let isThere = false
  const fetched = (): Promise<void> => (isThere ? Promise.resolve() : Promise.reject(new TypeError('no such part')))
  const target = document.createElement('div')
  const screen = mount(PickFile, { target, props: { ...base, fileName: '', onpick: fetched, onblank: fetched } })
  const said = (): string => target.querySelector('[role="alert"]')?.textContent ?? ''
  choose(target)
  await expect.poll(said).toContain('没有读成，什么都没有改')
  expect(said()).toContain('no such part')
  isThere = true
  choose(target)
  await expect.poll(said).toBe('')
  isThere = false
  ;[...target.querySelectorAll('button')].at(-1)?.click()
  await expect.poll(said).toContain('no such part')
  await unmount(screen)
})
