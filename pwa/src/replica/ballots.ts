/**
 * Ballots that wait on this phone: each goes at a moment drawn within the hour, from the loop, with nothing of the phone
 * beside it. Spec: sync/spec/poll.md, 11.
 */
import { type Bytes, SyncError } from '@shaiba/sync'
import { changeBallot, type OwnBallot, ownBallots } from '../device/ballots.ts'
import { ask, type Env } from './wire.ts'

const HOUR_MS = 3_600_000

/** Send what is due; of what is new, draw when. How many went. `isNow`: at once, as its person was told and wished. */
export async function castDue(env: Env, isNow = false): Promise<number> {
  let gone = 0
  for (const own of await ownBallots()) {
    if (own.cast === null || own.sent >= own.n || own.refused !== null) continue
    const draw = (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32
    const due = own.due ?? Math.floor(env.now() + draw * HOUR_MS)
    if (!isNow && due > env.now()) {
      if (own.due === null) await change(own, (held) => (held.n === own.n ? { ...held, due } : held))
      continue
    }
    const refused = await post(env, own.cast)
    await change(own, (held) => {
      if (refused === null) return { ...held, sent: own.n, due: null } // answered anew meanwhile: that one goes next
      return held.n === own.n ? { ...held, refused } : held
    })
    gone += refused === null ? 1 : 0
  }
  return gone
}

const change = (own: OwnBallot, how: (held: OwnBallot) => OwnBallot): Promise<unknown> =>
  changeBallot(own.village, own.poll, how)

/** Why it was not taken, or null. Throws Unreachable, and what may yet pass. */
async function post(env: Env, body: Bytes): Promise<string | null> {
  try {
    await ask(env, '/ballot', {
      method: 'POST',
      credentials: 'omit', // nothing of this phone: no session, no page that it came from
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      body,
    })
    return null
  } catch (error) {
    if (error instanceof SyncError && error.retry === 'never') return error.code
    throw error
  }
}
