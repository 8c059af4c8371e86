import { expect, test } from 'vitest'
import type { Component } from 'svelte'
import Empty from '../../src/ui/Empty.svelte'
import Late from '../../src/ui/Late.svelte'
import { open, phone } from './screen.ts'

test('a part that cannot be fetched says so, and comes once it can be', async () => {
  let network = false
  const load = (): Promise<{ default: Component<{ title: string }> }> =>
    network
      ? Promise.resolve({ default: Empty })
      : Promise.reject(new TypeError('Failed to fetch dynamically imported module'))
  const screen = open(Late, { load, props: { title: '县里的规定' } }, await phone('P1', 'villager'))
  await expect.poll(() => screen.text()).toContain('还没有下载到这部手机')
  screen.button('再试一次').click()
  await expect.poll(() => screen.text()).toContain('还没有下载到这部手机')
  network = true
  screen.button('再试一次').click()
  await expect.poll(() => screen.text()).toContain('县里的规定')
  expect(screen.text()).not.toContain('还没有下载到这部手机')
  await screen.close()
})
