/** Bundle the client's protocol (op, clock, merge, tree, scope and what they import) and print its bytes, gzipped. */
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'

const root = new URL('../..', import.meta.url).pathname
const { rolldown } = await import(createRequire(`${root}pwa/package.json`).resolve('rolldown'))

const ENTRY = 'client'
const code = ['op', 'clock', 'merge', 'tree', 'scope', 'wire']
  .map((stem) => `export * from '${root}sync/typescript/src/${stem}.ts'`)
  .join('\n')

const bundle = await rolldown({
  input: ENTRY,
  // Loaded only by engines that have no Ed25519 of their own.
  external: (id) => id.endsWith('/ed25519.ts'),
  resolve: { modules: [`${root}pwa/node_modules`] },
  plugins: [{ name: 'entry', resolveId: (id) => (id === ENTRY ? id : null), load: (id) => (id === ENTRY ? code : null) }],
})
const { output } = await bundle.generate({ format: 'es', minify: true })
process.stdout.write(String(gzipSync(output[0].code, { level: 9 }).length))
