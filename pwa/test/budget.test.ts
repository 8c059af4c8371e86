// @vitest-environment node
/** What the build weighs: bytes are the same on every machine. Skipped where nothing was built (make app). */
import { describe, expect, test } from 'vitest'

interface Node {
  cwd(): string
  getBuiltinModule(name: 'fs'): {
    existsSync(path: string): boolean
    readdirSync(path: string): string[]
    readFileSync(path: string): Uint8Array
  }
}
const node = (globalThis as unknown as { process: Node }).process
const fs = node.getBuiltinModule('fs')
const DIST = `${node.cwd()}/dist`

const LIMIT = { js: 60_000, css: 8_000, sw: 10_000, lazy: 110_000, shell: 350_000, desk: 80_000, seal: 60_000 }

describe.skipIf(!fs.existsSync(`${DIST}/sw.js`))('the build', () => {
  const text = (file: string): string => new TextDecoder().decode(fs.readFileSync(`${DIST}/${file}`))
  /** Bytes on the wire: as packed by the build, or as they are where packing gains nothing. */
  const weigh = (file: string): number =>
    fs.readFileSync(`${DIST}/${file}${fs.existsSync(`${DIST}/${file}.br`) ? '.br' : ''}`).length
  const sum = (files: Iterable<string>): number => [...files].reduce((total, file) => total + weigh(file), 0)

  /** A script and all that it imports before it runs. */
  function withImports(file: string, found = new Set<string>()): Set<string> {
    if (found.has(file)) return found
    found.add(file)
    for (const [, name] of text(file).matchAll(/(?:^|[;}\n])import\s*(?:[^"'()]*?from\s*)?["']\.\/([^"']+\.js)["']/g))
      withImports(`assets/${String(name)}`, found)
    return found
  }
  const assets = (): string[] =>
    fs
      .readdirSync(`${DIST}/assets`)
      .filter((file) => /\.(js|css)$/.test(file)) // not their packed forms (shaiba.web.pack)
      .map((file) => `assets/${file}`)
  const named = (pattern: RegExp): string[] => [...text('index.html').matchAll(pattern)].map(([, file]) => String(file))

  test('first load, the home of a village and the worker of the loop included: scripts and styles', () => {
    const entries = [
      ...named(/<script[^>]*src="\/([^"]+)"/g),
      ...assets().filter((file) => file.startsWith('assets/worker-')),
    ]
    expect(entries.length).toBe(2)
    const scripts = new Set(entries.flatMap((file) => [...withImports(file)]))
    expect(sum(scripts)).toBeLessThanOrEqual(LIMIT.js)
    expect(sum(named(/<link rel="stylesheet"[^>]*href="\/([^"]+)"/g))).toBeLessThanOrEqual(LIMIT.css)
  })

  test('the service worker, each lazy chunk, and all that is kept for offline use', () => {
    expect(weigh('sw.js')).toBeLessThanOrEqual(LIMIT.sw)
    const tooBig = assets().filter((file) => weigh(file) > LIMIT.lazy)
    expect(tooBig).toEqual([])
    const kept = [...text('sw.js').matchAll(/"?url"?:\s*["'`]([^"'`]+)["'`]/g)].map(([, file]) => String(file))
    expect(kept.length).toBeGreaterThan(10)
    expect(kept.filter((file) => file.includes('heavy-'))).toEqual([])
    const desk = kept.filter((file) => file.includes('desk-')) // only where somebody has held an office (sw.ts)
    const seal = kept.filter((file) => file.includes('seal-')) // once the first screen is there (sw.ts)
    expect(sum(kept) - sum(desk) - sum(seal)).toBeLessThanOrEqual(LIMIT.shell)
    expect(seal.length).toBeGreaterThan(0)
    expect(sum(seal)).toBeLessThanOrEqual(LIMIT.seal)
    expect(sum(desk)).toBeLessThanOrEqual(LIMIT.desk)
  })

  test("a worker's own code is in a file that nothing else imports: a page that ran it would answer its own messages", () => {
    const scripts = assets().filter((file) => file.endsWith('.js'))
    const workers = scripts.filter((file) => /\bworker-[^/]*$/.test(file))
    expect(workers.length).toBeGreaterThanOrEqual(3)
    for (const worker of workers) {
      const name = `./${worker.replace('assets/', '')}`
      expect(scripts.filter((file) => new RegExp(`(from|import\\(?)\\s*["'\`]${name}`).test(text(file)))).toEqual([])
    }
  })

  test('nothing is inline: the server allows its own files only', () => {
    expect(text('index.html')).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bon[a-z]+=|style="/)
  })

  test('styles that come with every later screen say nothing of the whole document', () => {
    const [late] = fs.readdirSync(`${DIST}/assets`).filter((name) => /^late-.*\.css$/.test(name))
    expect(text(`assets/${String(late)}`)).not.toMatch(/@page|(^|[,{}])(html|body|:root)\b/)
  })
})
