/** What is near the screen. One observer for all: scrolling panes need scrollMargin to look ahead, the page itself rootMargin. */
import { flushSync } from 'svelte'

type Hear = (near: boolean, height: number) => void

const AHEAD = '900px 0px'

/** What comes near is made at the beginning of a frame, for so many ms; the rest of it in the next ones. */
const FRAME_MS = 6

const hears = new WeakMap<Element, Hear>()

/** near, and not told yet; with their heights, px */
const waiting = new Map<Element, number>()

const observer =
  typeof IntersectionObserver === 'undefined'
    ? null
    : new IntersectionObserver(
        (entries) => {
          const isIdle = waiting.size === 0
          for (const { target, isIntersecting, boundingClientRect } of entries) {
            if (isIntersecting) waiting.set(target, boundingClientRect.height)
            else if (!waiting.delete(target)) hears.get(target)?.(false, boundingClientRect.height)
          }
          if (isIdle) requestAnimationFrame(tell)
        },
        { rootMargin: AHEAD, scrollMargin: AHEAD },
      )

function tell(): void {
  const end = performance.now() + FRAME_MS
  for (const [target, height] of waiting) {
    waiting.delete(target)
    flushSync(() => hears.get(target)?.(true, height))
    if (performance.now() >= end) break
  }
  if (waiting.size > 0) requestAnimationFrame(tell)
}

/** Whether this browser can say. */
export const CAN_TELL = observer !== null

/** Hear whether an element is near, and its height in px: at first, and whenever it changes. Returns how to stop. */
export function whenNear(element: Element, hear: Hear): () => void {
  hears.set(element, hear)
  observer?.observe(element)
  return () => {
    waiting.delete(element)
    observer?.unobserve(element)
  }
}
