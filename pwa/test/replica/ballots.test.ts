import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { changeBallot, keepBallot, type OwnBallot, readBallot } from '../../src/device/ballots.ts'
import { castDue } from '../../src/replica/ballots.ts'
import type { Env } from '../../src/replica/wire.ts'

const HOUR_MS = 3_600_000

function own(poll: string, more: Partial<OwnBallot> = {}): OwnBallot {
  const bytes = new Uint8Array(32)
  const cast = new Uint8Array(2560).fill(poll.charCodeAt(1))
  const base = { poll, village: '350524102207', who: '06-011', seed: bytes, rand: bytes, inverse: bytes, tsig: bytes }
  return { ...base, choice: [0], words: '', n: 1, line: bytes, cast, sent: 0, due: null, refused: null, ...more }
}

/** A server that answers so, and what it was sent. */
function server(answer: () => Response | Promise<Response>): { readonly env: Env; readonly sent: RequestInit[] } {
  const sent: RequestInit[] = []
  const fetch = (_: unknown, init: RequestInit = {}): Promise<Response> => {
    sent.push(init)
    return Promise.resolve(answer())
  }
  return { env: { fetch, base: '', now: () => Date.now() } as unknown as Env, sent }
}

const taken = (): Response => new Response(null, { status: 204 })
const of = (poll: string): Promise<OwnBallot | undefined> => readBallot('350524102207', poll)

test('a ballot waits for a moment drawn within the hour, and then goes once, with nothing of the phone', async () => {
  const { env, sent } = server(taken)
  await keepBallot(own('q1'))
  const before = Date.now()
  expect(await castDue(env)).toBe(0)
  const due = (await of('q1'))?.due ?? 0
  expect(due).toBeGreaterThanOrEqual(before)
  expect(due).toBeLessThanOrEqual(Date.now() + HOUR_MS)
  await castDue(env)
  expect((await of('q1'))?.due).toBe(due) // drawn once
  expect(sent).toEqual([])
  await keepBallot(own('q1', { due: Date.now() - 1 }))
  expect(await castDue(env)).toBe(1)
  expect(await castDue(env)).toBe(0)
  expect(sent).toHaveLength(1)
  expect(sent[0]?.credentials).toBe('omit')
  expect((await of('q1'))?.sent).toBe(1)
})

test('one that cannot reach the server goes later, one that is refused never again', async () => {
  await keepBallot(own('q2', { due: 1 }))
  const cut = server(() => Promise.reject(new TypeError('no network')))
  await expect(castDue(cut.env)).rejects.toThrow()
  expect((await of('q2'))?.sent).toBe(0)
  const body = { error: 'closed', retry: 'never', detail: {} }
  const refusing = server(() => Response.json(body, { status: 409 }))
  await castDue(refusing.env)
  expect((await of('q2'))?.refused).toBe('closed')
  await castDue(refusing.env)
  expect(refusing.sent).toHaveLength(1)
})

test('what is answered anew goes in its own turn; now, where its person wishes', async () => {
  const { env, sent } = server(taken)
  await keepBallot(own('q3', { n: 2, sent: 1 }))
  await keepBallot(own('q4', { cast: null }))
  expect(await castDue(env, true)).toBe(1)
  expect(sent).toHaveLength(1)
  expect((await of('q3'))?.sent).toBe(2)
})

test('an answer that is given while the ticket is being taken in, or while the one before is sent, is not written over', async () => {
  await keepBallot(own('q5', { tsig: null, n: 0, choice: null }))
  const [village, tsig] = ['350524102207', new Uint8Array(32)]
  const change = (how: (held: OwnBallot) => OwnBallot | Promise<OwnBallot>): Promise<unknown> =>
    changeBallot(village, 'q5', how)
  const answer = (choice: number) => change((held) => ({ ...held, choice: [choice], n: held.n + 1 }))
  let looks = 0
  await change(async (held) => {
    if (looks++ === 0) await answer(2)
    return { ...held, tsig }
  })
  expect(await of('q5')).toMatchObject({ choice: [2], n: 1, tsig })
  expect(looks).toBe(2)
  const { env } = server(async () => {
    await answer(1)
    return taken()
  })
  expect(await castDue(env, true)).toBeGreaterThan(0)
  expect(await of('q5')).toMatchObject({ choice: [1], n: 2, sent: 1 })
  expect(await changeBallot(village, 'q6', (held) => held)).toBeUndefined()
})
