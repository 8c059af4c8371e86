/**
 * What this phone keeps of secret polls: the token's key, what was chosen, and the ballot that waits to go. It lies where
 * drafts lie: nobody else sees it, and it goes along with its person. Spec: sync/spec/poll.md, 8 to 11.
 */
import type { Bytes } from '@shaiba/sync'
import { keepDraft, readDraft } from './drafts.ts'

/** All of one poll. */
export interface OwnBallot {
  readonly poll: string
  readonly village: string
  /** whose it is: the person or the household */
  readonly who: string
  /** of the token's key: 32 bytes */
  readonly seed: Bytes
  readonly rand: Bytes
  /** what unblinds each issuer's signature, one behind the other: 256 bytes each */
  readonly inverse: Bytes
  /** the issuers' signatures, likewise, once the ticket is here */
  readonly tsig: Bytes | null
  /** what was chosen last; null: nothing yet */
  readonly choice: readonly number[] | null
  readonly words: string
  /** how often it was answered */
  readonly n: number
  /** the ballot of that answer: its line, and what is sent; null until the ticket is here */
  readonly line: Bytes | null
  readonly cast: Bytes | null
  /** the server has the n-th */
  readonly sent: number
  /** when it goes, ms since 1970; null: not drawn yet */
  readonly due: number | null
  /** why it was not taken */
  readonly refused: string | null
}

const LIST = 'ballots'

export function readBallot(village: string, poll: string): Promise<OwnBallot | undefined> {
  return readDraft<OwnBallot>(nameOf(village, poll))
}

/** Keep it, and that there is one. */
export async function keepBallot(own: OwnBallot): Promise<void> {
  const name = nameOf(own.village, own.poll)
  await keepDraft(name, own)
  const names = (await readDraft<readonly string[]>(LIST)) ?? []
  if (!names.includes(name)) await keepDraft(LIST, [...names, name])
}

/** All that this phone has. */
export async function ownBallots(): Promise<readonly OwnBallot[]> {
  const names = (await readDraft<readonly string[]>(LIST)) ?? []
  const all = await Promise.all(names.map((name) => readDraft<OwnBallot>(name)))
  return all.filter((one) => one !== undefined)
}

function nameOf(village: string, poll: string): string {
  return `ballot-${village}-${poll}`
}
