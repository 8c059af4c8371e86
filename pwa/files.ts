/**
 * Which later modules come in one file. Left to itself the bundler makes a file of each screen and of each set of modules
 * that the same screens share: two hundred small ones, which weigh a third more than forty (little stands twice in so few
 * words), and of which a screen waits for a dozen, one after another.
 *
 * So the screens of a feature are one file with what only they need, and what several features need is `parts`. What the
 * loop's worker reads when there is something to do is `loop`. Screens of who holds an office have files of their own,
 * likewise. What is rare and what is sealed with stays as it is, a file each (kept.ts).
 */
import type { Plugin, Rolldown } from 'vite'
import { isDesk, isRare, isSeal } from './kept.ts'

/** What may go into these files: ours, and what Svelte makes of it. The rest comes along with what needs it. */
const OURS = /^(?!\0|.*\?english).*pwa\/src\/(?:ui|text|device|sheet|replica|generated|features\/([a-z]+))\//

/** Of the protocol, what workers and screens need alike. */
const BOTH = /sync\/typescript\/src\/(?:personal|privacy|appeal|(calendar))\./

/** A worker's own module is in no group (chunks.ts). */
const WORKER = /\bworker\.ts$/

/** Names all of the protocol, of which each takes what it uses: nobody imports all that it does. */
const BARREL = /sync\/typescript\/src\/index\./

/** What the home of a village shows a second later where the app is not kept yet. */
const MISSING = /src\/features\/village\/Missing\.svelte$/
const BELOW = /src\/(features\/village\/(More|Share)|ui\/SealStamp)\.svelte$/

/** A group takes along all that its modules need and no earlier one took: what most need stands first, and what a worker reads. */
const ORDER = [
  /^calendar$/,
  /^loop$/,
  /^desk-reader$/,
  /^missing$/,
  /^below$/,
  /^parts$/,
  /^(?!desk-)/,
  /^desk-parts$/,
  /^desk-/,
]

interface Group {
  name(id: string): string | null
}

/** The plugin sorts the modules once all are known; the groups are for `codeSplitting.groups`. */
export function laterFiles(): { readonly plugin: Plugin; readonly groups: readonly Group[] } {
  const files = new Map<string, string>()
  return {
    plugin: {
      name: 'later-files',
      apply: 'build',
      buildEnd() {
        const modules = new Map([...this.getModuleIds()].map((id) => [id, this.getModuleInfo(id)] as const))
        for (const [id, file] of sorted(modules)) files.set(id, file)
      },
      generateBundle(_, bundle) {
        for (const worker of Object.keys(bundle).filter((name) => /\bworker-[^/]*\.js$/.test(name)))
          for (const name of ran(worker, bundle))
            if (/\bindex-/.test(name)) this.error(`${worker} would run the page: a file that it reads imports ${name}`)
      },
    },
    groups: ORDER.map((sort) => ({
      name(id) {
        const file = files.get(id)
        return file !== undefined && sort.test(file) ? file : null
      },
    })),
  }
}

interface Info {
  readonly isEntry: boolean
  readonly importedIds: readonly string[]
  readonly dynamicallyImportedIds: readonly string[]
  readonly dynamicImporters: readonly string[]
}

type Modules = ReadonlyMap<string, Info | null>

/** Each module that is read late, and its file. */
function* sorted(modules: Modules): Generator<readonly [string, string]> {
  const late = (info: Info | null): boolean => info !== null && (info.isEntry || info.dynamicImporters.length > 0)
  const now = (id: string): readonly string[] => modules.get(id)?.importedIds ?? []
  const ever = (id: string): readonly string[] => [...now(id), ...(modules.get(id)?.dynamicallyImportedIds ?? [])]

  for (const id of modules.keys()) {
    const [both, day = 'loop'] = BOTH.exec(id) ?? []
    if (both !== undefined) yield [id, day]
  }
  const ofWorkers = reached(
    [...modules.keys()].filter((id) => WORKER.test(id)),
    ever,
  )
  const wanting = new Map<string, string[]>() // screens and other beginnings, by what they need before they run
  for (const [begin] of [...modules].filter(([, info]) => late(info))) {
    const needed = [...reached([begin], now)]
    if (needed.some((id) => isRare(id) || isSeal(id))) continue
    for (const id of needed) wanting.set(id, [...(wanting.get(id) ?? []), begin])
  }
  for (const [id, all] of wanting) {
    const ours = OURS.exec(id)
    if (ours === null || WORKER.test(id)) continue
    const everybody = all.filter((begin) => !isDesk(begin))
    const desk = everybody.length === 0 ? 'desk-' : ''
    if (ofWorkers.has(id)) yield [id, desk === '' ? 'loop' : 'desk-reader']
    else if (all.some((begin) => MISSING.test(begin))) yield [id, 'missing']
    else if (all.some((begin) => BELOW.test(begin))) yield [id, 'below']
    else {
      const features = new Set((desk === '' ? everybody : all).map((begin) => OURS.exec(begin)?.[1]))
      const [feature = 'parts'] = ours[1] === undefined ? features : [ours[1]]
      yield [id, desk + (ours[1] === undefined && features.size > 1 ? 'parts' : feature)]
    }
  }
}

/** Some modules and all that follow from them. */
function reached(from: readonly string[], next: (id: string) => readonly string[]): Set<string> {
  const found = new Set(from)
  for (const id of found) if (!BARREL.test(id)) for (const one of next(id)) found.add(one)
  return found
}

/** All files that may come to run where this one does. */
const ran = (name: string, bundle: Rolldown.OutputBundle): Set<string> =>
  reached([name], (one) => {
    const file = bundle[one]
    return file?.type === 'chunk' ? [...file.imports, ...file.dynamicImports] : []
  })
