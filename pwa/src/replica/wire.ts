/** One way to ask the server: refusals become SyncErrors, silence becomes Unreachable. */
import { type Detail, type ErrorCode, RETRY, SyncError } from '@shaiba/sync'
import { type Bus } from './bus.ts'
import { type Store } from './db.ts'

/** What the replica's parts are given. Time and network are arguments, so tests hold both. */
export interface Env {
  readonly store: Store
  readonly bus: Bus
  /** origin of the server; '' is where the page came from */
  readonly base: string
  readonly fetch: typeof fetch
  /** this phone's own clock, ms since 1970 */
  readonly now: () => number
}

/** Nobody answered, or something that is not our server did. The phone tries again later. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

/** A part of the app that may not have been fetched yet: where it cannot be, the network is gone. */
export function fetched<T>(part: Promise<T>): Promise<T> {
  return part.catch((cause: unknown) => {
    throw new Unreachable('part', { cause })
  })
}

/** Tell of a fault of ours. That there is no network, or that the server said no, is none. */
export function reportFault(error: unknown): void {
  if (!(error instanceof Unreachable || error instanceof SyncError)) reportError(error)
}

/** How long the server may stay silent before the phone gives up, ms: bad networks hang rather than fail. */
const SILENCE_MS = 30_000

/** Ask, and wait for the head of the answer. */
export async function ask(env: Env, path: string, init: RequestInit = {}): Promise<Response> {
  const cut = new AbortController()
  const timer = setTimeout(() => cut.abort(), SILENCE_MS)
  let response: Response
  try {
    response = await env.fetch(env.base + path, { credentials: 'same-origin', signal: cut.signal, ...init })
  } catch (error) {
    throw new Unreachable(path, { cause: error })
  } finally {
    clearTimeout(timer)
  }
  if (response.ok || response.status === 304) return response
  throw await refusal(response)
}

/** The bytes of an answer as they arrive. A cut, or silence, is Unreachable. */
export async function* chunksOf(response: Response, silenceMs = SILENCE_MS): AsyncGenerator<Uint8Array> {
  if (!response.body) return
  const reader = response.body.getReader()
  try {
    for (;;) {
      const { done, value } = await heard(reader.read(), silenceMs)
      if (done) return
      yield value
    }
  } catch (error) {
    throw error instanceof Unreachable ? error : new Unreachable('cut', { cause: error })
  } finally {
    void reader.cancel().catch(() => undefined)
  }
}

async function heard<T>(promise: Promise<T>, silenceMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unreachable('silence')), silenceMs)
  })
  try {
    return await Promise.race([promise, silence])
  } finally {
    clearTimeout(timer)
  }
}

/** POST, PUT or DELETE of JSON with the header that other sites' forms cannot send. */
export async function tell(env: Env, method: string, path: string, body?: unknown): Promise<Response> {
  return ask(env, path, {
    method,
    headers: { 'X-Shaiba': '1', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

/** The error in a refusal's body, or Unreachable where a gateway speaks instead of our server. */
async function refusal(response: Response): Promise<Error> {
  const body: unknown = await response.json().catch(() => null)
  const { error, detail } = (body ?? {}) as { error?: unknown; detail?: Detail }
  if (typeof error === 'string' && error in RETRY) return new SyncError(error as ErrorCode, detail ?? {})
  return new Unreachable(`status ${String(response.status)}`)
}
