import { expect, test } from 'vitest'
import List from '../../src/features/appeal/List.svelte'
import { Peer } from '../replica/peer.ts'
import { open, phone, VILLAGE } from './screen.ts'

test('a case stays in the list of its author once the server has it', async () => {
  const replica = await phone('P1', 'villager', await Peer.start())
  replica.show()
  const scope = `case/${VILLAGE}-abcdefghijkl`
  const set = { person: 'P1', title: '只给经办人的事', text: '…', category: 'other' }
  await replica.write(scope, [{ do: 'appeal.file', id: 'abcdefghijkl', set }])
  await expect.poll(() => replica.outbox.current).toHaveLength(0)
  expect(replica.scope(scope).mark('appeal', 'abcdefghijkl')).toBe('proven')
  const list = open(List, { village: VILLAGE }, replica)
  await expect.poll(() => list.text()).toContain('只给经办人的事')
  await list.close()
  replica.hide()
})
