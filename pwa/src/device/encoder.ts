/** Letting a computer film in this phone's place (sync/spec/live.md, "Encoders"). */
import type { Held } from './sender.ts'

const SILENCE_MS = 20_000

/** What a broadcasting program is told; until when its key lets it in, ms since 1970. */
export interface EncoderKey {
  readonly url: string
  readonly key: string
  readonly until: number
}

/** Why there is no key: as of a piece; `none` the server has no door for computers (or does not know the stream yet),
 * `taken` a phone films. */
export type NoKey = Exclude<Held, 'early'> | 'none' | 'taken'

/** A new key, which the server says this once; the one before lets nobody in any more. */
export async function askKey(village: string, stream: string): Promise<EncoderKey | NoKey> {
  let answer: Response
  try {
    answer = await fetch(`/live/${village}/${stream}/encoder`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'X-Shaiba': '1' },
      signal: AbortSignal.timeout(SILENCE_MS),
    })
  } catch {
    return 'offline'
  }
  const said: unknown = await answer.json().catch(() => null)
  if (answer.ok) return isKey(said) ? said : 'offline'
  if (answer.status === 401 || answer.status === 403) return 'signed_out'
  if (answer.status === 404) return 'none'
  if (answer.status === 409) return (said as { error?: unknown } | null)?.error === 'taken' ? 'taken' : 'refused'
  return answer.status >= 500 || answer.status === 429 ? 'offline' : 'refused'
}

function isKey(said: unknown): said is EncoderKey {
  const one = said as Partial<Record<keyof EncoderKey, unknown>> | null
  return typeof one?.url === 'string' && typeof one.key === 'string' && typeof one.until === 'number'
}
