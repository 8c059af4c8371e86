/** Whether somebody raised the same before: pairs of neighbouring characters that two texts share. No dictionary, no
 * network, and the same for any dialect that is written down. `similar.test.ts` measures it. */
import type { Appeal } from './appeal.ts'

/** From here on two texts are shown beside each other: of the shorter one so many pairs are in the other. */
export const ALIKE = 0.34
/** One word that is shared by chance is one or two pairs. */
export const FEWEST = 3
const MOST = 3

/** Pairs that stand in any appeal, and say nothing of what it is about. */
const EMPTY = new Set([
  '什么',
  '为什',
  '怎么',
  '没有',
  '我们',
  '我家',
  '能不',
  '不能',
  '现在',
  '时候',
  '希望',
  '请问',
  '一个',
  '已经',
])

/** The pairs of a text, without marks, spaces and case. */
export function pairs(text: string): ReadonlySet<string> {
  const bare = Array.from(text.normalize('NFKC').toLowerCase()).filter((one) => /[\p{L}\p{N}]/u.test(one))
  const found = new Set<string>()
  for (let n = 0; n + 1 < bare.length; n++) {
    const pair = `${bare[n] ?? ''}${bare[n + 1] ?? ''}`
    if (!EMPTY.has(pair)) found.add(pair)
  }
  return found
}

/** How alike, 0 to 1: which part of the shorter one is in the other. Below `FEWEST` shared pairs it is nothing. */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [short, long] = a.size <= b.size ? [a, b] : [b, a]
  let shared = 0
  for (const pair of short) if (long.has(pair)) shared++
  return shared < FEWEST ? 0 : shared / short.size
}

const known = new Map<string, { readonly text: string; readonly pairs: ReadonlySet<string> }>()

/** The pairs of an appeal, made once. */
function pairsOf(one: Appeal): ReadonlySet<string> {
  const text = `${one.title} ${one.text} ${one.place}`
  const key = `${one.scope} ${one.id}`
  const made = known.get(key)
  if (made?.text === text) return made.pairs
  const fresh = pairs(text)
  known.set(key, { text, pairs: fresh })
  return fresh
}

/** The appeals of that category most like the words, at most three, the most alike first. `category`: any where empty. */
export function similar(all: readonly Appeal[], words: string, category: string): Appeal[] {
  const mine = pairs(words)
  return all
    .filter((one) => !one.isHidden && (category === '' || one.category === category))
    .map((one) => ({ one, score: likeness(mine, pairsOf(one)) }))
    .filter(({ score }) => score >= ALIKE)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ one }) => one)
}
