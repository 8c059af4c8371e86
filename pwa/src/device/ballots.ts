/**
 * What this phone keeps of secret polls: the token's key, what was chosen, and the ballot that waits to go. It lies where
 * drafts lie: nobody else sees it, and it goes along with its person. Spec: sync/spec/poll.md, 8 to 11.
 */
import type { Bytes } from '@shaiba/sync'
import { readDraft, transact } from './drafts.ts'
import { isSame } from './rebased.ts'

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
  await transact('readwrite', (tx) => put(tx.objectStore('drafts'), own))
}

/**
 * Change what is kept of a poll, however long `change` takes: where it was changed meanwhile (a person answers anew while
 * the loop, in its worker, sends what was answered before), once more on what stands then. Undefined: nothing is kept.
 */
export async function changeBallot(
  village: string,
  poll: string,
  change: (held: OwnBallot) => OwnBallot | Promise<OwnBallot>,
): Promise<OwnBallot | undefined> {
  for (;;) {
    const held = await readBallot(village, poll)
    if (held === undefined) return undefined
    const next = await change(held)
    if (next === held || (await replace(held, next))) return next
  }
}

/** False where by now another one stands there. */
async function replace(held: OwnBallot, next: OwnBallot): Promise<boolean> {
  let isDone = false
  await transact('readwrite', (tx) => {
    const drafts = tx.objectStore('drafts')
    const now = drafts.get(nameOf(held.village, held.poll))
    now.onsuccess = () => {
      isDone = isSame(now.result, held)
      if (isDone) put(drafts, next)
    }
    return null
  })
  return isDone
}

function put(drafts: IDBObjectStore, own: OwnBallot): null {
  const name = nameOf(own.village, own.poll)
  drafts.put(own, name)
  const listed = drafts.get(LIST) as IDBRequest<readonly string[] | undefined>
  listed.onsuccess = () => {
    const names = listed.result ?? []
    if (!names.includes(name)) drafts.put([...names, name], LIST)
  }
  return null
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
