import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RecordView } from '../../replica/types.ts'
import { hunt } from './hunt.ts'

const many = (count: number, summary: string): readonly RecordView[] =>
  Array.from({ length: count }, (_, i) => ({ kind: 'entry', id: `${summary}${String(i)}`, at: 0, summary }))

/** Every look at the clock takes so many ms: so many records make a slice. */
function slow(ms: number): void {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => (now += ms))
}

const told: { readonly counts: readonly number[]; readonly whole: boolean }[] = []
const look = (lists: readonly (readonly RecordView[])[], word: string): (() => void) =>
  hunt(lists, [word], (found, whole) => told.push({ counts: found.map(({ length }) => length), whole }))

/** Frames come as a screen draws them, or never. */
const frames = (come: boolean): unknown =>
  vi.stubGlobal('requestAnimationFrame', (then: () => void) => (come ? setTimeout(then, FRAME_MS) : 0))

const FRAME_MS = 16

beforeEach(() => {
  told.length = 0
  vi.useFakeTimers()
  frames(true)
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => {
    clearTimeout(frame)
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('what fills a screen is told at once, and all of it in the end', () => {
  slow(1)
  look([many(5, '路灯'), many(200, '水渠'), many(200, '路灯')], '路')
  const [first, ...later] = told
  expect(first?.counts[0]).toBe(5)
  expect(first?.counts[2]).toBeGreaterThanOrEqual(7)
  expect(first?.counts[2]).toBeLessThan(60)
  expect(first?.whole).toBe(false)
  expect(later).toEqual([])
  vi.runAllTimers()
  expect(told.slice(1)).toEqual([{ counts: [5, 0, 200], whole: true }])
})

test('a small village is looked through by then and told once', () => {
  slow(0)
  look([many(5, '路灯'), many(200, '水渠'), many(200, '路灯')], '路')
  expect(told).toEqual([{ counts: [5, 0, 200], whole: true }])
})

test('what was told first does not grow while the rest is looked for', () => {
  slow(1)
  const heard: (readonly RecordView[])[] = []
  hunt([many(600, '路灯')], ['路'], ([some = []]) => heard.push(some))
  const told = heard[0]?.length
  vi.runAllTimers()
  expect(told).toBeLessThan(600)
  expect(heard.map(({ length }) => length)).toEqual([told, 600])
})

test.each([
  ['once the first are on the screen', true, 2 * FRAME_MS],
  ['where nobody sees the page, all the same', false, 300],
])('the rest is looked for %s', (_, come, ms) => {
  frames(come)
  slow(1)
  look([many(600, '路灯')], '路')
  vi.advanceTimersByTime(ms - 1)
  expect(told).toHaveLength(1)
  vi.runAllTimers()
  expect(told).toHaveLength(2)
})

test('where there are few they come once, and where there are none that is said', () => {
  slow(0)
  look([many(3, '路灯'), many(20, '水渠')], '路')
  look([many(3, '路灯')], '桥')
  expect(told).toEqual([
    { counts: [3, 0], whole: true },
    { counts: [0], whole: true },
  ])
})

test('on a slow phone the page is let go after every few, and what there is by then is told', () => {
  slow(1)
  look([many(1000, '水渠')], '路')
  expect(told).toEqual([])
  vi.runAllTimers()
  expect(told.splice(0)).toEqual([{ counts: [0], whole: true }])
  look([many(1, '路灯'), many(500, '水渠')], '路')
  vi.runAllTimers()
  expect(told).toEqual([
    { counts: [1, 0], whole: false },
    { counts: [1, 0], whole: true },
  ])
})

test('a hunt that was stopped tells nothing more', () => {
  slow(1)
  const stop = look([many(600, '路灯')], '路')
  stop()
  vi.runAllTimers()
  expect(told).toHaveLength(1)
})
