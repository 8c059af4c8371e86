// @vitest-environment node
/** From the writer's phone to the desk and back, as sealed files alone. */
import { SLOT_BYTES } from '@shaiba/sync'
import { expect, test } from 'vitest'
import * as seal from '../../device/seal.ts'
import type { Tips } from '../../replica/types.ts'
import { answer, messagesOf, withPart, type Shelf } from './desk.ts'
import { answersIn, boxOf, grouped, newReceipt, type Reader, sealTip } from './tip.ts'

type Bytes = Uint8Array<ArrayBuffer>
const [COUNTY, TOWN] = ['510705000000', '510705103000']
const EMPTY: Shelf = { taken: {}, tips: [] }

async function inspector(id: string): Promise<{ identity: string; reader: Reader }> {
  const { identity, recipient } = await seal.makeIdentity()
  const key = { id, person: id, region: COUNTY, office: null, recipient, since: '2026-11-01' }
  return { identity, reader: { key, name: id, office: '', region: COUNTY } }
}

async function open(slots: readonly Bytes[], identity: string, county = COUNTY): Promise<Shelf> {
  let shelf = EMPTY
  for (const [i, slot] of slots.entries()) {
    const plain = await seal.openWith([identity], slot)
    if (plain) shelf = withPart(shelf, county, 100 + i, plain)
  }
  return shelf
}

test('words and a picture come out whole for each reader, once, and for nobody else', async () => {
  const [one, two, stranger] = await Promise.all([inspector('a'), inspector('b'), inspector('c')])
  const receipt = await newReceipt()
  const box = await boxOf(receipt, COUNTY)
  const picture = crypto.getRandomValues(new Uint8Array(40 * 1024))
  const tip = { tip: 'A'.repeat(22), box, county: COUNTY, about: TOWN, words: '砍树', picture, readers: [one.reader, two.reader] } // prettier-ignore
  const slots = await sealTip(tip)
  expect(slots.map(({ length }) => length)).toEqual(Array(7).fill(SLOT_BYTES))
  for (const { identity } of [one, two]) {
    const [kept] = (await open([...slots, ...slots], identity)).tips // a slot that was missing is sent again
    if (!kept) throw new Error('nothing came')
    const [said] = messagesOf(kept)
    expect([kept.about, said?.words, said?.lacking]).toEqual([TOWN, '砍树', 0])
    expect(said?.picture).toEqual(picture)
    expect(messagesOf({ ...kept, parts: kept.parts.slice(0, 3) })[0]).toMatchObject({ picture: null, lacking: 4 })
  }
  expect(await open(slots, stranger.identity)).toEqual(EMPTY)
  expect(await open(slots, one.identity, '510706000000')).toEqual(EMPTY)

  const [kept] = (await open(slots, one.identity)).tips
  if (!kept) throw new Error('nothing came')
  const said: (readonly [Bytes, Bytes])[] = []
  const desk: Pick<Tips, 'round' | 'reply'> = {
    round: () => Promise.resolve(107),
    reply: (_, mailbox, reply) => Promise.resolve(void said.push([mailbox, reply])),
  }
  const words = { by: '安州区 吴某', state: 'concluded', conclusion: 'partly', words: '砍树属实' } as const
  await answer(desk as Tips, kept, one.reader.key.recipient, words)
  const noise = [[new Uint8Array(32), await seal.sealToFive([], new Uint8Array(3504))]] as const
  expect(await answersIn([...noise, ...said], box, box.identity)).toEqual([{ ...words, tip: kept.tip, round: 107 }])
  const other = await boxOf(await newReceipt(), COUNTY)
  expect(await answersIn([...noise, ...said], other, other.identity)).toEqual([])
}, 120_000)

test('words for another mailbox do not come into a tip', async () => {
  const one = await inspector('a')
  const [mine, other] = [await boxOf(await newReceipt(), COUNTY), await boxOf(await newReceipt(), COUNTY)]
  const base = { tip: 'A'.repeat(21) + 'Q', county: COUNTY, about: TOWN, picture: null, readers: [one.reader] }
  const [right = new Uint8Array()] = await sealTip({ ...base, box: mine, words: '真的' })
  const [wrong = new Uint8Array()] = await sealTip({ ...base, box: other, words: '混进来的' })
  const [kept] = (await open([right, wrong], one.identity)).tips
  expect(kept && messagesOf(kept).map(({ words }) => words)).toEqual(['真的'])
  expect(grouped('12345678901234567890')).toBe('1234 5678 9012 3456 7890')
}, 120_000)
