/**
 * Which modules come in one file. What a phone fetches first is three files: the page's, the loop's worker's, and what
 * both need; the rest comes screen by screen. tests/bench/app_bytes.py weighs them.
 */
import type { Plugin } from 'vite'

/** Needed by the page's first screen and by the loop's worker. */
const BOTH =
  /sync\/typescript\/src\/(merge|clock|errors|strict)\.|\/idb\/|preload-helper|src\/replica\/(account|bus|db|outbox-view)\./

/** The log as the loop reads it: the rest of the protocol, and the parts of the replica that a page does not need to read. */
const LOG =
  /^(?!\0).*(sync\/typescript\/src\/(op|tree|scope|wire|keys|sha256)\.|@noble\/hashes|src\/replica\/(loop|exchange|pull|bundles|early|pages|staging|line|log-key|clock|wire|live|audit)\.)/

/**
 * A worker's own module is in no group: whoever needs another part of its file would run it too, and the page would answer
 * its own messages. Parts of other workers are not the page's, nor what only a screen that is loaded late shares with them.
 */
const PAGE =
  /^(?!.*(src\/replica\/worker\.|src\/sheet\/|src\/features\/(ledger|roll)\/(reader|parse)\b|src\/generated\/|sync\/typescript\/src\/(personal|privacy)\.))/

/** What choosing a village needs beyond that. */
const CHOOSE = /src\/(features\/village\/Choose|ui\/(Match|SearchBox|Chip)|replica\/regions)\./

/** For `codeSplitting.groups`. `$initial`: what an entry imports before it runs. */
export const GROUPS = [
  { name: 'both', test: BOTH, tags: ['$initial' as const] },
  { name: 'log', test: LOG, tags: ['$initial' as const] },
  { name: 'app', test: PAGE, tags: ['$initial' as const] },
  { name: 'choose', test: CHOOSE },
]

/** What few phones ever want: a library of a hundred KB, the English words, pages for paper, which stand beside a printer,
 * and the desk of the one who keeps a village's roll. */
const RARE =
  /\/@e965\/xlsx\/|src\/text\/english\.|src\/ui\/Paper\.|src\/features\/share\/Papers\.|src\/features\/roll\/Parts\./

/** Chunks to be kept on first use instead of for everybody carry it in their names (sw.ts, globIgnores). */
export function nameOf(chunk: { readonly moduleIds: readonly string[] }): string {
  const isHeavy = chunk.moduleIds.some((id) => RARE.test(id))
  return isHeavy ? 'assets/heavy-[name]-[hash].js' : 'assets/[name]-[hash].js'
}

const MARK = '\0worker:'

/**
 * Workers come out of the page's own build, so that what both need is one file, fetched and kept once. (Left to itself
 * the bundler builds each worker alone, with a copy of everything.)
 */
export function workersOfThePage(): Plugin {
  return {
    name: 'workers-of-the-page',
    apply: 'build',
    enforce: 'pre',
    resolveId: {
      filter: { id: /\?worker&url$/ },
      async handler(source, importer) {
        const found = await this.resolve(source.replace('?worker&url', ''), importer)
        return found && MARK + found.id
      },
    },
    load: {
      filter: { id: /^\0worker:/ },
      handler(id) {
        const file = this.emitFile({ type: 'chunk', id: id.slice(MARK.length) })
        return `export default import.meta.ROLLUP_FILE_URL_${file}`
      },
    },
  }
}
