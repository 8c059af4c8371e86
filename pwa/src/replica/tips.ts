/** Sealed tips as screens reach them: the phone's queue, and what an inspector's desk asks the server (tips.md, 21–30). */
import { b64uEncode, type Bytes, readSlotAnswer, REPLY_BYTES, roundAt, SLOT_BYTES, SLOTS_IN_BUNDLE, SyncError } from '@shaiba/sync' // prettier-ignore
import { clockOffset } from './offset.ts'
import { inSession } from './sign-in.ts'
import { countyHere, keptReplies, openDesk, queueTip, sendNow, slotsRow } from './slot.ts'
import { type Tips } from './types.ts'
import { type Env, ask } from './wire.ts'

const SHELF = 'tip_shelf'

export async function tipsOf(env: Env, chosen = ''): Promise<Tips> {
  const county = await countyHere(env, chosen)
  return {
    county,
    queue: (slots) => queueTip(env, county, slots),
    sendNow: (count) => sendNow(env, count),
    replies: () => keptReplies(env),
    async missed() {
      return (await slotsRow(env))?.missed ?? 0
    },
    async rounds(county) {
      await openDesk(env, county)
      const answer = await inSession(env, () => ask(env, `/slot/${county}`, { cache: 'no-store' }))
      return ((await answer.json()) as { rounds: [number, number][] }).rounds
    },
    async slots(county, round, told) {
      const slots: Bytes[] = []
      for (let n = 0; ; n++) {
        const bundle = await bytesOf(env, `/slot/${county}/${String(round)}/${String(n)}`).catch(noneBehind)
        for (let at = 0; at < bundle.length; at += SLOT_BYTES) slots.push(bundle.slice(at, at + SLOT_BYTES))
        told(slots.length)
        if (bundle.length < SLOTS_IN_BUNDLE * SLOT_BYTES) return slots
      }
    },
    async repliesOf(county, round) {
      const bytes = await bytesOf(env, `/reply/${county}/${String(round)}`)
      return readSlotAnswer(bytes).rounds.flatMap(([, replies]) => replies)
    },
    async reply(county, mailbox, reply) {
      if (reply.length !== REPLY_BYTES) throw new RangeError('a reply of another size')
      await openDesk(env, county, { county, mailbox: b64uEncode(mailbox), reply })
    },
    async round() {
      const roundS = (await slotsRow(env))?.round_s
      return roundS ? roundAt(env.now() + (await clockOffset(env.store)), roundS) : null
    },
    async shelf() {
      return ((await env.store.run((db) => db.get('meta', SHELF))) as Bytes | undefined) ?? null
    },
    async putShelf(sealed) {
      await env.store.write(['meta'], 'strict', (tx) => tx.objectStore('meta').put(sealed, SHELF))
    },
  }
}

/** Behind the last bundle, where that was full. */
function noneBehind(error: unknown): Bytes {
  if (error instanceof SyncError && error.code === 'not_found') return new Uint8Array()
  throw error
}

async function bytesOf(env: Env, path: string): Promise<Bytes> {
  const answer = await inSession(env, () => ask(env, path, { cache: 'no-store' }))
  return new Uint8Array(await answer.arrayBuffer())
}
