/**
 * Which modules come in one file. What a phone fetches first is three files: the page's, the loop's worker's, and what
 * both need; the rest comes feature by feature (files.ts), and kept.ts says who keeps it. tests/bench/app_bytes.py weighs
 * them.
 */
import type { Plugin } from 'vite'
import { isDesk, isRare, isSeal } from './kept.ts'

/** Needed by the page's first screen and by the loop's worker. */
const BOTH =
  /sync\/typescript\/src\/(merge|clock|errors|strict)\.|\/idb\/|preload-helper|src\/replica\/(account|bus|db|offset|outbox-view)\./

/** The log as the loop reads it: the rest of the protocol, and the parts of the replica that a page does not need to read. */
const LOG =
  /^(?!\0).*(sync\/typescript\/src\/(op|tree|scope|wire|keys|sha256)\.|@noble\/hashes|src\/replica\/(loop|exchange|pull|bundles|early|pages|staging|line|log-key|clock|wire|live|audit)\.)/

/** Parts of Svelte that only later screens use: its barrel makes each look as if the first needed it. */
const LATER =
  /svelte\/src\/(reactivity\/set|legacy\/|internal\/client\/dom\/elements\/(bindings\/(select|media|input)|actions)\.)/

/**
 * A worker's own module is in no group: whoever needs another part of its file would run it too, and the page would answer
 * its own messages. Parts of other workers are not the page's, nor what only a screen that is loaded late shares with them.
 */
const PAGE =
  /^(?!.*(src\/replica\/worker\.|\.worker\.|src\/sheet\/|src\/features\/(ledger|roll)\/(reader|parse)\b|src\/generated\/|sync\/typescript\/src\/(personal|privacy)\.))/

/** What choosing a village needs beyond that. */
const CHOOSE = /src\/(features\/village\/Choose|ui\/(Match|SearchBox|Chip)|replica\/regions)\./

/** What stands on a village's first screen and is not needed to choose one. */
const MONEY = /src\/(features\/village\/(Money|months|Latest)|replica\/region-name|ui\/(Amount|Balance|Bars))\./

/** How the loop keeps records and finds them again, where a log is read. */
const RECORDS = /src\/replica\/records\./

/**
 * The styles of all that is loaded later, in one file: eighty small ones weigh twice as much, and the page would have to
 * know which screen needs which. What the first screens load late keeps its own, and so do pages for paper: their rules
 * (@page, and that nothing else is printed) are for the whole document.
 */
const LATE_STYLES =
  /^(?!.*src\/(features\/village\/|ui\/(SealStamp|Notice|Paper)\.|features\/(roll\/NewLetters|compare\/Notice)\.)).*\?svelte&type=style/

/** The library that seals, in one file. */
const AGE = /age-encryption|@noble\/(ciphers|curves)\/|@scure\/base/

/** For `codeSplitting.groups`: then come the screens' (files.ts). `$initial`: what an entry imports before it runs. */
export const GROUPS = [
  { name: 'both', test: BOTH, tags: ['$initial' as const] },
  { name: 'log', test: LOG, tags: ['$initial' as const] },
  { name: 'app', test: (id: string) => PAGE.test(id) && !LATER.test(id), tags: ['$initial' as const] },
  { name: 'money', test: MONEY },
  { name: 'choose', test: CHOOSE },
  { name: 'records', test: RECORDS },
  { name: 'late', test: LATE_STYLES },
  { name: 'age', test: AGE },
]

/** Nothing here is a custom element. Svelte's part for them cannot be left out by itself: it extends HTMLElement as it loads. */
export function noCustomElements(): Plugin {
  return {
    name: 'no-custom-elements',
    apply: 'build',
    load: {
      filter: { id: /svelte\/src\/internal\/client\/dom\/elements\/custom-element\.js$/ },
      handler: () => ({ code: 'export function create_custom_element() {}', moduleSideEffects: false }),
    },
  }
}

/**
 * What the first screens hash with has its own copy of the library's small parts: one module goes into one file, whole, and
 * the first one would carry what only sealing needs.
 */
export function hashesApart(): Plugin {
  return {
    name: 'hashes-apart',
    apply: 'build',
    enforce: 'pre',
    resolveId: {
      filter: { id: /\butils\.js$/ },
      async handler(source, importer) {
        if (importer === undefined || /@noble\/hashes\/(sha2|_md|_u64)\.js/.test(importer)) return null
        const found = await this.resolve(source, importer, { skipSelf: true })
        return found !== null && /@noble\/hashes\/utils\.js$/.test(found.id) ? `${found.id}?later` : null
      },
    },
  }
}

interface Named {
  readonly name: string
  readonly moduleIds: readonly string[]
  /** of a screen: its module */
  readonly facadeModuleId?: string | null
}

/**
 * Chunks to be kept on first use carry `heavy` in their names, those for what every phone wants later `seal`, those for who
 * holds an office `desk` (kept.ts, sw.ts).
 */
export function nameOf(chunk: Named): string {
  const isRareChunk = chunk.moduleIds.some(isRare)
  if (chunk.name.startsWith('desk-')) return 'assets/[name]-[hash].js' // files.ts said it
  const kind = isRareChunk ? 'heavy-' : chunk.moduleIds.some(isSeal) ? 'seal-' : isDeskChunk(chunk) ? 'desk-' : ''
  return `assets/${kind}[name]-[hash].js`
}

function isDeskChunk({ moduleIds, facadeModuleId }: Named): boolean {
  if (facadeModuleId) return isDesk(facadeModuleId)
  const own = moduleIds.filter((id) => id.includes('/src/'))
  return own.length > 0 && own.every(isDesk)
}

/** What everybody keeps may not need what only some do: without network it would not open. */
export function deskApart(): Plugin {
  return {
    name: 'desk-apart',
    apply: 'build',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk' || /\/(desk|heavy|seal)-/.test(chunk.fileName)) continue
        const desk = chunk.imports.find((name) => /\/(desk|seal)-/.test(name))
        if (desk) this.error(`${chunk.fileName} is for everybody and imports ${desk} (kept.ts)`)
      }
    },
  }
}

/** What age has beside X25519 and passphrases. Nothing here is sealed to such keys, and their curves weigh more than all else. */
const OTHER_KEYS = /@noble\/(post-quantum\/hybrid|curves\/nist)\.js$/

export function noOtherKeys(): Plugin {
  return {
    name: 'no-other-keys',
    apply: 'build',
    load: {
      filter: { id: OTHER_KEYS },
      handler: () => ({
        code: 'export const MLKEM768P256 = null, MLKEM768X25519 = null, p256 = null',
        moduleSideEffects: false,
      }),
    },
  }
}

/** The service worker is one file. The plugin that builds it says so in a word that Rolldown is about to forget. */
export function oneFile(): Plugin {
  return {
    name: 'one-file',
    outputOptions(said) {
      const others = Object.entries(said).filter(([name]) => name !== 'inlineDynamicImports')
      return { ...Object.fromEntries(others), codeSplitting: false }
    },
  }
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
