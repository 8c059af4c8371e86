// @vitest-environment node
import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { Bus } from '../../src/replica/bus.ts'
import { Store } from '../../src/replica/db.ts'
import { nameOf } from '../../src/replica/region-name.ts'
import { readRegions } from '../../src/replica/regions.ts'
import { type Env, Unreachable } from '../../src/replica/wire.ts'

const HOME = '350524102207'
const [ONE, OTHER] = [
  [HOME, '联中村', 'village', '350524102000'],
  ['350524102208', '蓉溪村', 'village', '350524102000'],
]

/** A phone whose network gives these answers by path; of others there is none. */
function phone(name: string, answers: Map<string, object>): Env & { readonly asked: string[] } {
  const asked: string[] = []
  const get = (input: RequestInfo | URL): Promise<Response> => {
    const path = input as string // as `ask` gives it
    asked.push(path)
    const answer = answers.get(path)
    return answer ? Promise.resolve(Response.json(answer)) : Promise.reject(new TypeError('no network'))
  }
  return { store: new Store(name), bus: new Bus(name), base: '', fetch: get, now: Date.now, asked }
}

test('one region’s name is asked for alone, and stands without network from then on', async () => {
  const answers = new Map([[`/regions.json?code=${HOME}`, { v: 1, regions: [ONE], pinyin: {} }]])
  const env = phone('name', answers)
  expect(await nameOf(env, HOME)).toBe('联中村')
  expect(env.asked).toEqual([`/regions.json?code=${HOME}`])
  answers.clear()
  expect(await nameOf(env, HOME)).toBe('联中村')
  await expect(nameOf(env, OTHER[0]!)).rejects.toThrow(Unreachable)
})

test('another name shows at the next start; a region that nobody knows has none', async () => {
  const said = (...regions: string[][]) => ({ v: 1, regions, pinyin: {} })
  const answers = new Map<string, object>([[`/regions.json?code=${HOME}`, said(ONE)]])
  const env = phone('renamed', answers)
  await nameOf(env, HOME)
  answers.set(`/regions.json?code=${HOME}`, said([HOME, '联中新村', 'village', '350524102000']))
  expect(await nameOf(env, HOME)).toBe('联中村')
  await expect.poll(() => nameOf(env, HOME)).toBe('联中新村')
  answers.set('/regions.json?code=1', said())
  expect(await nameOf(env, '1')).toBe('')
})

test('where all regions are kept, or a terminal without its line gives all, the name is found among them', async () => {
  const all = { v: 1, regions: [ONE, OTHER], pinyin: {} }
  const answers = new Map([['/regions.json', all]])
  const env = phone('all', answers)
  await readRegions(env)
  answers.clear()
  expect(await nameOf(env, OTHER[0]!)).toBe('蓉溪村')
  const behind = phone('terminal', new Map([[`/regions.json?code=${HOME}`, all]]))
  expect(await nameOf(behind, HOME)).toBe('联中村')
})
