/** Looking through all that a village has on this phone, a little at a time: what stands first on the screen comes at
 * once, the page can always draw, and the strings that are looked in are made before anybody asks. */
import type { RecordView } from '../../replica/types.ts'
import { matcher, readOf, writtenOf } from './search.ts'

type Lists = readonly (readonly RecordView[])[]

/** What is done in slices. After `drawn` the page should have shown what was told before it goes on. */
type Work = Iterator<'more' | 'drawn', void>

const SLICE_MS = 8

/** So many fill a screen and are told without waiting for the rest; not before so many ms, as a small village is looked
 * through by then and told once. */
const FIRST = 12
const AT_ONCE_MS = 4

/** After so many ms whatever there is by then is told. Until then the page is not let go: it would draw a frame without
 * rows, and those that come would wait for it. */
const SOON_MS = 20

/** So many are looked at between two looks at the clock. */
const HANDFUL = 16

/** A page that nobody sees draws nothing: there it goes on after so many ms. */
const UNSEEN_MS = 300

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
  const begun = performance.now()
  let count = 0
  let isTold = false
  for (const [i, list] of lists.entries()) {
    for (const some of handfuls(list)) {
      const hits = some.filter(matches)
      found[i]?.push(...hits)
      count += hits.length
      const ms = performance.now() - begun
      if (isTold || (count === 0 && ms >= SOON_MS)) yield 'more'
      else if (count > 0 && (ms >= SOON_MS || (count >= FIRST && ms >= AT_ONCE_MS))) {
        isTold = true
        tell(
          found.map((one) => [...one]),
          false,
        )
        yield 'drawn'
      }
    }
  }
  tell(found, true)
}

function* preparing(lists: Lists): Work {
  for (const make of [writtenOf, readOf]) {
    for (const list of lists) {
      for (const some of handfuls(list)) {
        some.forEach(make)
        yield 'more'
      }
    }
  }
}

function* handfuls(list: readonly RecordView[]): Iterable<readonly RecordView[]> {
  for (let at = 0; at < list.length; at += HANDFUL) yield list.slice(at, at + HANDFUL)
}

/** The first slice at once. */
function inSlices(work: Work): () => void {
  let stop = (): void => undefined
  const some = (): void => {
    const end = performance.now() + SLICE_MS
    for (;;) {
      const { done, value } = work.next()
      if (done) return
      if (value === 'more' && performance.now() < end) continue
      stop = value === 'drawn' ? afterDrawing(some) : after(0, some)
      return
    }
  }
  some()
  return () => stop()
}

function after(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms)
  return () => clearTimeout(timer)
}

/** Once the next frame is on the screen. Returns how to stop. */
function afterDrawing(act: () => void): () => void {
  let frame = 0
  let stop = after(UNSEEN_MS, () => {
    cancelAnimationFrame(frame)
    act()
  })
  const nextFrame = (then: () => void): void => {
    frame = requestAnimationFrame(then)
  }
  nextFrame(() =>
    nextFrame(() => {
      stop()
      stop = after(0, act)
    }),
  )
  return () => {
    cancelAnimationFrame(frame)
    stop()
  }
}
