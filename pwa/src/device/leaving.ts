/**
 * What a page that goes had not kept yet. The database of drafts takes a moment, and a page that is loaded anew or closed
 * waits for nobody: what is missing there is left in the tab's own storage, which is written at once, and the tab's next
 * page takes it up.
 */
import { dropDraft, leavesNothing, readDraft } from './drafts.ts'
import { rebased } from './rebased.ts'

export interface Left {
  /** what should be kept under the name; null: nothing any more */
  readonly value: unknown
  /** What stood in the fields before anybody wrote, where the older draft was not back yet: `value` lies on that one. */
  readonly from?: unknown
}

const of = (name: string): string => `shaiba.left ${name}`

/** `left` is asked when the page goes; undefined: everything is kept. Returns what ends it. */
export function leaving(name: string, left: () => Left | undefined): () => void {
  const leave = (): void => {
    const now = leavesNothing() ? undefined : left()
    if (now !== undefined) attempt((tab) => tab.setItem(of(name), JSON.stringify(now)))
  }
  const back = (): void => attempt((tab) => tab.removeItem(of(name))) // the page is the same again, and knows it all
  addEventListener('pagehide', leave)
  addEventListener('pageshow', back)
  return () => {
    removeEventListener('pagehide', leave)
    removeEventListener('pageshow', back)
  }
}

/** The draft of that name with what the page before this one had not kept; undefined: there is none. */
export async function readLeft<T extends object>(name: string): Promise<T | undefined> {
  const text = attempt((tab) => {
    const left = tab.getItem(of(name))
    tab.removeItem(of(name))
    return left
  })
  const older = await readDraft<T>(name).catch(() => undefined)
  if (typeof text !== 'string') return older
  const { value, from } = JSON.parse(text) as { value: T | null; from?: object }
  if (value === null) {
    await dropDraft(name).catch(() => undefined) // the page before may not have come to it
    return undefined
  }
  return from === undefined || older === undefined ? value : rebased(value, from, older)
}

/** Storage may be forbidden, or full: what was kept so far is there all the same. */
function attempt<T>(act: (tab: Storage) => T): T | undefined {
  try {
    return act(sessionStorage)
  } catch {
    return undefined
  }
}
