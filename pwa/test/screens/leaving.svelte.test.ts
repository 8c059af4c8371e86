import 'fake-indexeddb/auto'
import { flushSync } from 'svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepDraft, readDraft, replaceDrafts } from '../../src/device/drafts.ts'
import { Kept } from '../../src/device/kept.svelte.ts'
import { readLeft } from '../../src/device/leaving.ts'
import { Draft } from '../../src/features/appeal/draft.svelte.ts'

const BLANK = { title: '', text: '' }

let leave = (): void => undefined
beforeEach(() => sessionStorage.clear())
afterEach(() => leave())

/** A page with this on it, until it goes; the one before is gone. */
function page<T>(begin: () => T): T {
  leave()
  let begun: T | undefined
  leave = $effect.root(() => {
    begun = begin()
  })
  flushSync()
  if (begun === undefined) throw new Error('not begun')
  return begun
}

function kept(name: string): Kept<typeof BLANK> {
  return page(() => new Kept(name, BLANK))
}

function appeal(village: string): Draft {
  return page(() => {
    const draft = new Draft(village, null)
    void draft.open()
    $effect(() => draft.watch())
    $effect(() => draft.leaving())
    return draft
  })
}

/** The page goes in this moment: nothing that it began is waited for. */
const go = (): boolean => dispatchEvent(new Event('pagehide'))

const stands = (name: string, form: unknown): Promise<void> => expect.poll(() => readDraft(name)).toEqual(form)

test('the last letters before a page goes are there on the next one, though no database had time for them', async () => {
  const form = kept('quick')
  await vi.waitFor(() => expect(form.found).toBe(false))
  form.form.title = 'a'
  go()
  expect(await readDraft('quick')).toBeUndefined()
  const next = kept('quick')
  await vi.waitFor(() => expect(next.found).toBe(true))
  expect(next.now).toEqual({ title: 'a', text: '' })
  await stands('quick', { title: 'a', text: '' })
  go()
  expect(sessionStorage.length).toBe(0)
})

test('what was written before the older draft was back lies on it, on the next page too', async () => {
  const first = kept('older')
  first.form.text = 'older'
  await stands('older', { title: '', text: 'older' })
  const second = kept('older')
  second.form.title = 'newer'
  go()
  const third = kept('older')
  await vi.waitFor(() => expect(third.now).toEqual({ title: 'newer', text: 'older' }))
})

test('what was said does not come back, though its page went before it was struck out', async () => {
  const form = kept('said')
  form.form.text = 'a'
  await stands('said', { title: '', text: 'a' })
  const said = form.drop()
  go()
  expect(await readLeft('said')).toBeUndefined()
  await said
})

test('what was said is struck out by the next page where the one before had no time for it', async () => {
  const form = kept('struck')
  form.form.text = 'a'
  await stands('struck', { title: '', text: 'a' })
  form.form.text = ''
  go()
  leave()
  leave = () => undefined
  await readDraft('struck')
  await keepDraft('struck', { title: '', text: 'a' })
  expect(await readLeft('struck')).toBeUndefined()
  expect(await readDraft('struck')).toBeUndefined()
})

test('a page that comes back as it was does not leave what it had then', () => {
  const form = kept('back')
  form.form.text = 'a'
  go()
  dispatchEvent(new Event('pageshow'))
  expect(sessionStorage.length).toBe(0)
})

test('an appeal’s last words are there on the next page, and are kept though one goes to another screen at once', async () => {
  const village = '350583112216'
  const draft = appeal(village)
  await vi.waitFor(() => expect(draft.ready).toBe(true))
  draft.text = '路灯坏了'
  go()
  const next = appeal(village)
  await vi.waitFor(() => expect(next.found).toBe(true))
  expect(next.text).toBe('路灯坏了')
  next.title = '路灯'
  flushSync()
  leave()
  await expect.poll(() => readDraft(`appeal ${village} `)).toMatchObject({ title: '路灯', text: '路灯坏了' })
})

test('who left the phone to another leaves nothing in the tab', async () => {
  const form = kept('left')
  await replaceDrafts({ drafts: [], parts: [] })
  form.form.text = 'a'
  go()
  expect(sessionStorage.length).toBe(0)
})
