// @vitest-environment node
/** Without network a part that is not on the phone yet says so (ui/Late.svelte): no screen waits for one in silence. */
import { expect, test } from 'vitest'

interface Fs {
  readdirSync(path: string, how: { readonly recursive: true }): string[]
  readFileSync(path: string, how: 'utf8'): string
}
const { process } = globalThis as unknown as {
  process: { cwd(): string; getBuiltinModule(name: 'fs'): Fs }
}
const fs = process.getBuiltinModule('fs')
const SOURCES = `${process.cwd()}/src`

test('whatever is fetched when it is wanted says what happens when it cannot be', () => {
  const screens = fs.readdirSync(SOURCES, { recursive: true }).filter((file) => file.endsWith('.svelte'))
  expect(screens.length).toBeGreaterThan(200)
  const silent = screens.filter((file) => {
    const parts = fs.readFileSync(`${SOURCES}/${file}`, 'utf8').split('{#await import(').slice(1)
    return parts.some((part) => !part.slice(0, part.indexOf('{/await}')).includes('{:catch}'))
  })
  expect(silent).toEqual([])
})
