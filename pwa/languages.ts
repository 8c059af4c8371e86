/**
 * The English half of all words in a file of its own, which most readers never fetch.
 *
 * A build sees every text module twice. As itself it keeps the Chinese table of each `words(zh, en)` and a name; with the
 * mark below it keeps the English one and the same name. text/english.ts imports all the latter. Where nothing is built
 * (vite's own server, tests) both tables stay where they are written.
 */
import type { Plugin } from 'vite'

const MARK = '?english'
const CALL = 'words'

/** What the walk below reads of a syntax tree (ESTree). */
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly callee?: { readonly type: string; readonly name?: string }
  readonly arguments?: readonly Node[]
}

export function englishApart(): Plugin {
  return {
    name: 'english-apart',
    apply: 'build',
    transform: {
      filter: { id: /\/src\/(text\/[^/]+|features\/[^/]+\/(text|\w+Text))\.ts(\?english)?$/ },
      handler(code, id) {
        const isEnglish = id.endsWith(MARK)
        const name = id.replace(MARK, '').replace(/.*\/src\//, '')
        let [out, from] = ['', 0]
        for (const [index, call] of calls(this.parse(code)).entries()) {
          const [zh, en] = call.arguments ?? []
          if (!zh || !en) this.error(`${CALL}() without both languages in ${id}`)
          const dropped = isEnglish ? zh : en
          const rest = code.slice(dropped.end, call.end - 1)
          out += `${code.slice(from, dropped.start)}undefined${rest}, ${JSON.stringify(`${name}#${index}`)})`
          from = call.end
        }
        return { code: out + code.slice(from), map: null }
      },
    },
  }
}

/** The calls of `words`, in the order of the text; none stands within another. */
function calls(tree: unknown): Node[] {
  if (Array.isArray(tree)) return tree.flatMap(calls)
  if (tree === null || typeof tree !== 'object') return []
  const node = tree as Node
  if (node.type === 'CallExpression' && node.callee?.type === 'Identifier' && node.callee.name === CALL) return [node]
  return Object.values(node).flatMap(calls)
}
