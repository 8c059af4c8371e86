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

beforeEach(() => {
  told.length = 0
  vi.useFakeTimers()
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

test('the first that a screen shows are told at once, and all of them in the end', () => {
  slow(0)
  look([many(5, '路灯'), many(200, '水渠'), many(200, '路灯')], '路')
  expect(told).toEqual([{ counts: [5, 0, 43], whole: false }])
  vi.runAllTimers()
  expect(told.slice(1)).toEqual([{ counts: [5, 0, 200], whole: true }])
})

test('what was told first does not grow while the rest is looked for', () => {
  slow(0)
  const heard: (readonly RecordView[])[] = []
  hunt([many(60, '路灯')], ['路'], ([some = []]) => heard.push(some))
  vi.runAllTimers()
  expect(heard.map(({ length }) => length)).toEqual([48, 60])
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
  look([many(1, '路灯'), many(500, '水渠')], '路')
  expect(told).toEqual([])
  vi.runAllTimers()
  expect(told).toEqual([
    { counts: [1, 0], whole: false },
    { counts: [1, 0], whole: true },
  ])
})

test('a hunt that was stopped tells nothing more', () => {
  slow(0)
  const stop = look([many(100, '路灯')], '路')
  stop()
  vi.runAllTimers()
  expect(told).toHaveLength(1)
})
