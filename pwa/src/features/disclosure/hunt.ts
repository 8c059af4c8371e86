/** Looking through all that a village has on this phone, a little at a time: what stands first on the screen comes at
 * once, the page can always draw, and the strings that are looked in are made before anybody asks. */
import type { RecordView } from '../../replica/types.ts'
import { matcher, readOf, writtenOf } from './search.ts'

type Lists = readonly (readonly RecordView[])[]

/** What is done in slices; a number is how many ms the page should have before the next. */
type Work = Iterator<number, void>

const SLICE_MS = 8

/** So many are told without waiting for the rest: more than a plain list holds (ui/List.svelte), or it would be made twice. */
const FIRST = 48

/** After so many ms whatever there is by then is told. */
const SOON_MS = 20

/** To draw what was told. */
const DRAW_MS = 40

/**
 * The records of each list that hold all words, in the list's order. `tell` hears of the first at once, and of all in the
 * end (`whole`); where there are few, once. Returns how to stop.
 */
export function hunt(lists: Lists, words: readonly string[], tell: (found: Lists, whole: boolean) => void): () => void {
  return inSlices(hunting(lists, words, tell))
}

/** Make the strings that are looked in; those as signs are read come last. Returns how to stop. */
export function prepare(lists: Lists): () => void {
  return inSlices(preparing(lists))
}

function* hunting(lists: Lists, words: readonly string[], tell: (found: Lists, whole: boolean) => void): Work {
  const matches = matcher(words)
  const found = lists.map((): RecordView[] => [])
  const soon = performance.now() + SOON_MS
  let count = 0
  let isTold = false
  for (const [i, list] of lists.entries()) {
    for (const record of list) {
      if (matches(record)) {
        found[i]?.push(record)
        count++
      }
      yield 0
      if (isTold || count === 0 || (count < FIRST && performance.now() < soon)) continue
      isTold = true
      tell(
        found.map((some) => [...some]),
        false,
      )
      yield DRAW_MS
    }
  }
  tell(found, true)
}

function* preparing(lists: Lists): Work {
  for (const make of [writtenOf, readOf]) {
    for (const list of lists) {
      for (const record of list) {
        make(record)
        yield 0
      }
    }
  }
}

/** The first slice at once. */
function inSlices(work: Work): () => void {
  let timer = 0
  const some = (): void => {
    const end = performance.now() + SLICE_MS
    for (;;) {
      const { done, value } = work.next()
      if (done) return
      if (value === 0 && performance.now() < end) continue
      timer = setTimeout(some, value)
      return
    }
  }
  some()
  return () => clearTimeout(timer)
}
