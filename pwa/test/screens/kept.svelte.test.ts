import 'fake-indexeddb/auto'
import { flushSync } from 'svelte'
import { afterEach, expect, test, vi } from 'vitest'
import { keepDraft, readDraft } from '../../src/device/drafts.ts'
import { Kept } from '../../src/device/kept.svelte.ts'

const BLANK = { title: '', text: '', sort: 'question', more: { place: '', day: '' } }

let leave = (): void => undefined
afterEach(() => leave())

function open(name: string): Kept<typeof BLANK> {
  let kept: Kept<typeof BLANK> | undefined
  leave = $effect.root(() => {
    kept = new Kept(name, BLANK)
  })
  if (kept === undefined) throw new Error('not begun')
  return kept
}

const stands = (name: string, form: unknown): Promise<void> =>
  vi.waitFor(async () => {
    flushSync()
    expect(await readDraft(name)).toEqual(form)
  })

test('what is written before the older draft is back stays, and the rest of the older one comes back', async () => {
  await keepDraft('late', { title: 'older', text: 'older text', more: { place: '东', day: '1' } })
  const kept = open('late')
  kept.form.title = 'newer'
  kept.form.more.day = '2'
  await vi.waitFor(() => expect(kept.found).toBe(true))
  const both = { title: 'newer', text: 'older text', sort: 'question', more: { place: '东', day: '2' } }
  expect($state.snapshot(kept.form)).toEqual(both)
  await stands('late', both)
})

test('every change is kept; what was said or emptied again leaves nothing behind', async () => {
  const kept = open('new')
  kept.form.text = 'a'
  await stands('new', { ...BLANK, text: 'a' })
  expect(kept.found).toBe(false)
  kept.form.text = ''
  await stands('new', undefined)
  kept.form.text = 'b'
  await stands('new', { ...BLANK, text: 'b' })
  await kept.drop()
  expect($state.snapshot(kept.form)).toEqual(BLANK)
  await stands('new', undefined)
})

test('what is written while the form is being said stays, and is kept; the rest is as it began', async () => {
  const kept = open('while')
  kept.form.title = 'a'
  kept.form.text = 'b'
  const said = kept.now
  kept.form.text = 'b and more'
  kept.form.more.place = '东'
  await kept.drop(said)
  const left = { ...BLANK, text: 'b and more', more: { place: '东', day: '' } }
  expect(kept.now).toEqual(left)
  await stands('while', left)
})

test('who says it before the older draft is back is not given that one afterwards', async () => {
  await keepDraft('quick', { ...BLANK, title: 'older' })
  const kept = open('quick')
  kept.form.text = 'newer'
  await kept.drop()
  await readDraft('quick')
  expect(kept.now).toEqual(BLANK)
  expect(kept.found).toBe(false)
})

test('what a form of many fields has not when it begins is gone once it was said', async () => {
  let kept: Kept<{ counts: Record<number, string>; spoiled: string }> | undefined
  leave = $effect.root(() => {
    kept = new Kept('counts', { counts: {}, spoiled: '' })
  })
  if (kept === undefined) throw new Error('not begun')
  kept.form.counts[1] = '80'
  kept.form.spoiled = '2'
  await stands('counts', { counts: { 1: '80' }, spoiled: '2' })
  const said = kept.now
  kept.form.counts[2] = '7'
  await kept.drop(said)
  expect(kept.now).toEqual({ counts: { 2: '7' }, spoiled: '' })
  await kept.drop()
  expect(kept.now).toEqual({ counts: {}, spoiled: '' })
  await stands('counts', undefined)
})
