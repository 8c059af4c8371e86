import { expect, test } from 'vitest'
import GiveUp from '../../src/ui/GiveUp.svelte'
import { open, phone } from './screen.ts'

const words = { stop: '不办了', stopText: '原因', stopHint: '', stopAct: '确定', missing: '请填上', failed: '没存下来' }

test('a reason is asked for, and a personal number in it is told before anything is said', async () => {
  const said: string[] = []
  const onact = (why: string): Promise<void> => Promise.resolve(void said.push(why))
  const screen = open(GiveUp, { words, most: 100, onact }, await phone('P1', 'committee'))
  screen.button('不办了').click()
  await expect.poll(() => screen.text()).toContain('确定')
  screen.button('确定').click()
  await expect.poll(() => screen.text()).toContain('请填上')
  screen.type('原因', '钱给了 510107198001011235')
  screen.button('确定').click()
  await expect.poll(() => screen.text()).toContain('公开以后谁都看得到')
  expect(said).toEqual([])
  screen.type('原因', ' 路改走别处 ')
  screen.button('确定').click()
  await expect.poll(() => said).toEqual(['路改走别处'])
  await screen.close()
})
