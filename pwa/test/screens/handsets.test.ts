import { expect, test } from 'vitest'
import Handsets from '../../src/features/roll/Handsets.svelte'
import { open, phone, VILLAGE } from './screen.ts'

const LOG = `village/${VILLAGE}`

test('who keeps the roll turns off a phone of somebody who stands before him, with a reason, after a question', async () => {
  const replica = await phone('keeper', 'cadre')
  const enrol = (id: string, person: string) => ({
    do: 'device.enrol',
    id,
    set: { person, since: '2026-10-01', alg: 'ed25519', key: 'k' },
  })
  await replica.write(LOG, [enrol('hers', 'P1'), enrol('others', 'P2')])
  const person = { kind: 'resident', id: 'P1', at: 0, name: '甲氏' }
  const screen = open(Handsets, { village: VILLAGE, person }, replica)
  await expect.poll(() => screen.text()).toContain('登记的手机')
  expect(screen.text()).not.toContain('others')
  screen.button('停用').click()
  expect(screen.text()).toContain('停用甲氏的这部手机？')
  document.querySelectorAll<HTMLInputElement>('dialog input[type=radio]')[2]!.click()
  expect(replica.scope(LOG).record('device', 'hers')).not.toHaveProperty('revoked')
  document
    .querySelectorAll<HTMLElement>('dialog button')
    .forEach((one) => one.textContent.trim() === '停用' && one.click())
  await expect.poll(() => replica.scope(LOG).record('device', 'hers')).toMatchObject({ why: '不是本人的手机' })
  await expect.poll(() => screen.text()).not.toContain('登记的手机')
  expect(replica.scope(LOG).record('device', 'others')).not.toHaveProperty('revoked')
  await screen.close()
})
