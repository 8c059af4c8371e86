/** One stream of pokes for all watched scopes. A poke carries no truth: it means pull, or brings what proves itself. */
import { type Env, ask, chunksOf } from './wire.ts'

export interface Poke {
  readonly scope: string
  readonly epoch: number
  readonly size: number
  /** the lines in [from, size), where they are few, and the head that proves them */
  readonly from?: number
  readonly checkpoint?: string
  readonly lines?: readonly string[]
}

/** The server sends a comment at least this often, so a stream may be silent for longer than an answer. */
const SILENCE_MS = 70_000

/**
 * Listen until the stream ends or `signal` aborts. Throws Unreachable when it cannot be had or falls silent.
 *
 * Read by fetch rather than EventSource: the same in a page, a worker and a test, and reconnecting stays the loop's.
 */
export async function listen(
  env: Env,
  scopes: readonly string[],
  signal: AbortSignal,
  onPoke: (poke: Poke) => void,
  onOpen: () => void,
): Promise<void> {
  const query = scopes.map((scope) => `scope=${encodeURIComponent(scope)}`).join('&')
  const response = await ask(env, `/live?${query}`, { headers: { Accept: 'text/event-stream' }, signal })
  onOpen()
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunksOf(response, SILENCE_MS)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('data:')) onPoke(JSON.parse(line.slice(5)) as Poke)
  }
}
