// @vitest-environment node
import { b64uDecode, b64uEncode, rootOf, leafHash, verifyInclusion } from '@shaiba/sync'
import { expect, test } from 'vitest'
import { placesOf } from '../../src/replica/places.ts'
import { prove } from '../../src/replica/proof.ts'
import { Author, Peer } from './peer.ts'
import { Phone, VILLAGE, entry } from './phone.ts'

test('every op of a record is proven to be in the tree that the log signed', async () => {
  const peer = await Peer.start()
  for (let i = 0; i < 300; i++) await peer.say(VILLAGE, entry(`e${String(i)}`))
  const phone = await Phone.make(peer)
  await phone.sync()
  await phone.say({ do: 'entry.correct', id: 'e7', set: { amount_fen: 1 } })
  await phone.sync()
  const proofs = await prove(phone.env, VILLAGE, 'entry', 'e7')
  expect(proofs.map((proof) => proof.seq)).toEqual([7, 300])
  const root = b64uEncode(rootOf(peer.log(VILLAGE).map(leafHash)))
  for (const proof of proofs) {
    expect(proof).toMatchObject({ size: 301, root, concurrent: false })
    const path = proof.path.map((hash) => b64uDecode(hash, 32))
    expect(verifyInclusion(b64uDecode(proof.id, 32), proof.seq, proof.size, path, b64uDecode(proof.root, 32))).toBe(
      true,
    )
    expect(new TextEncoder().encode(proof.line)).toEqual(new Uint8Array(peer.log(VILLAGE)[proof.seq]!))
  }
  expect(proofs.map((proof) => proof.signature)).toEqual(['unknown_device', 'good']) // the second is this phone's own
})

test('an author is known by an enrolment in the village or above it; a false signature is seen', async () => {
  const peer = await Peer.start()
  const author = await Author.make()
  const region = 'region/350524102000'
  await peer.say(region, { do: 'device.enrol', id: author.id, set: { alg: 'ed25519', key: author.key } })
  peer.log(VILLAGE).push(await author.line(VILLAGE, [entry('good')]))
  const forged = new TextDecoder().decode(await author.line(VILLAGE, [entry('bad')])).replace('修路', '修桥')
  peer.log(VILLAGE).push(new TextEncoder().encode(forged))
  const phone = await Phone.make(peer)
  await phone.sync([VILLAGE, region])
  expect((await prove(phone.env, VILLAGE, 'entry', 'good'))[0]!.signature).toBe('good')
  expect((await prove(phone.env, VILLAGE, 'entry', 'bad'))[0]!.signature).toBe('bad')
  expect(placesOf('square/350524102207')).toEqual([
    'village/350524102207',
    'region/350524102000',
    'region/350524000000',
    'region/350500000000',
    'region/350000000000',
  ])
})

test('an overwrite whose author had not seen the value is told', async () => {
  const peer = await Peer.start()
  const [one, two] = [await Phone.make(peer), await Phone.make(peer, 'P2')]
  two.clock = () => Date.now() + 1000 // in the same millisecond the device's id would decide
  await one.say(entry('e1', { amount_fen: 1 }))
  await one.sync()
  await two.sync()
  await one.say({ do: 'entry.correct', id: 'e1', set: { amount_fen: 2 } })
  await two.say({ do: 'entry.correct', id: 'e1', set: { amount_fen: 3 } }) // without having heard of 2
  await one.sync()
  await two.sync()
  const proofs = await prove(two.env, VILLAGE, 'entry', 'e1')
  expect(proofs.map((proof) => proof.concurrent)).toEqual([false, false, true])
})
