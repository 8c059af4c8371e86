import { expect, test } from 'vitest'
import Desk from '../../src/features/tip/Desk.svelte'
import Tip from '../../src/features/tip/Tip.svelte'
import { makeKey, ownSafes, unlock } from '../../src/features/tip/desk.ts'
import { readersFor } from '../../src/features/tip/tip.ts'
import { open, phone, VILLAGE } from './screen.ts'

const COUNTY = `${VILLAGE.slice(0, 6)}000000`
const TOWN = `${VILLAGE.slice(0, 9)}000`
const scope = `region/${COUNTY}`
const grant = (id: string, person: string, role: string, more: object = {}) => ({
  do: 'grant.give',
  id,
  set: { person, role, since: '2020-01-01', until: '2099-12-31', name: `${person}氏`, ...more },
})
const key = (id: string, person: string, until = '2099-12-31') => ({
  do: 'tipkey.publish',
  id,
  set: { person, recipient: `age1${id}`, since: '2020-01-01', until },
})

test('what cannot be protected against stands before anything can be written, and two escapes leave', async () => {
  const replica = await phone('P1', 'villager')
  const screen = open(Tip, {}, replica)
  expect(screen.text()).toContain('别用单位的手机')
  expect(document.querySelector('textarea')).toBeNull()
  screen.button('看明白了').click()
  await expect.poll(() => screen.text()).toContain('哪一级的事')
  screen.field('哪一级的事').value = TOWN
  screen.field('哪一级的事').dispatchEvent(new Event('change', { bubbles: true }))
  await expect.poll(() => screen.text()).toContain('没有两个能收的人')
  expect(screen.text()).toContain('12388')
  const before = location.pathname
  for (let i = 0; i < 2; i++) window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
  await expect.poll(() => location.pathname).toBe(`/v/${VILLAGE}/board`)
  expect(before).not.toBe(location.pathname)
  expect(screen.text()).toContain('别用单位的手机') // what was there is forgotten
  await screen.close()
})

test('keys count while they hold and their person does, never those of who is complained about', async () => {
  const replica = await phone('P1', 'villager')
  await replica.write(scope, [
    grant('g1', 'a', 'discipline'),
    grant('g2', 'b', 'inspector'),
    grant('g3', 'c', 'inspector', { until: '2020-02-01' }),
    grant('g4', 'd', 'cadre'),
  ])
  await replica.write(scope, [key('k1', 'a'), key('k2', 'b'), key('k3', 'c'), key('k4', 'd'), key('k5', 'b', '2020-02-01')]) // prettier-ignore
  await expect.poll(() => replica.scope(scope).records('tipkey').length).toBe(5)
  const about = { about: TOWN, office: null, person: null, words: '' }
  const ids = (person: string | null): string[] =>
    readersFor(replica, { ...about, person }, 'A'.repeat(22), '2026-11-27').map((one) => one.key.id)
  expect(ids(null).sort()).toEqual(['k1', 'k2'])
  expect(ids('a')).toEqual([]) // one alone could bury it
})

test('a desk is for inspectors of a county or city, and asks for a key first', async () => {
  const other = open(Desk, {}, await phone('P1', 'inspector', undefined, TOWN))
  expect(other.text()).toContain('这里只给县、市')
  await other.close()
  const screen = open(Desk, {}, await phone('P2', 'inspector', undefined, COUNTY))
  await expect.poll(() => screen.text()).toContain('您还没有收件的钥匙')
  await screen.close()
})

test('two of three sheets bring a key back, typed as people type; what is wrong is said, and nothing is kept of them', async () => {
  const replica = await phone('P3', 'inspector', undefined, COUNTY)
  const held = await makeKey(replica, 'a passphrase that nobody remembers')
  const watch = `watch/${COUNTY}`
  const keep = { do: 'tipsafe.keep', id: held.id, set: { person: 'P3', wrapped: held.wrapped, nested: held.nested } }
  await replica.write(watch, [keep])
  await expect.poll(() => replica.scope(watch).records('tipsafe').length).toBe(1)
  const screen = open(Desk, {}, replica)
  await expect.poll(() => screen.text()).toContain('用两张恢复单找回')
  screen.button('用两张恢复单找回').click()
  const [one = '', , three = ''] = held.sheets
  screen.type('第 1 张恢复单', `${one.slice(0, 30)} ${one.slice(30).toLowerCase()}`)
  screen.type('第 2 张恢复单', `${three.slice(0, -1)}${three.endsWith('Q') ? 'P' : 'Q'}`)
  screen.button('找回').click()
  await expect.poll(() => screen.text()).toContain('少了或者错了一个')
  screen.type('第 2 张恢复单', one)
  screen.button('找回').click()
  await expect.poll(() => screen.text()).toContain('这两张合不起来')
  screen.type('第 2 张恢复单', three)
  screen.button('找回').click()
  await expect.poll(() => screen.text()).toContain('找回了 1 把钥匙')
  screen.button('用通行密钥锁上').click() // there is none here
  await expect.poll(() => screen.text()).toContain('请写一句口令')
  screen.type('口令', '另一句二十个字以上只有我自己记得住的新口令')
  screen.button('用口令锁上').click()
  const wrapped = (): unknown => replica.scope(watch).records('tipsafe')[0]?.['wrapped']
  await expect.poll(wrapped, { timeout: 20_000 }).not.toBe(held.wrapped)
  const opened = await unlock(replica, ownSafes(replica, COUNTY), '另一句二十个字以上只有我自己记得住的新口令')
  expect(opened.map((identity) => identity.slice(0, 16))).toEqual(['AGE-SECRET-KEY-1'])
  await screen.close()
}, 60_000)
