import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

// The protocol lies outside this folder, so what it imports is looked for here (sync/typescript/README.md).
const dedupe = ['@noble/ed25519', '@noble/hashes', 'fast-check', 'vitest']

const app = {
  plugins: [svelte()],
  resolve: { dedupe, conditions: ['browser'] },
  server: { fs: { allow: ['..'] } }, // the files of sync/vectors
}
// Polls end when what they wait for is there; on a busy machine that may take long.
const patient = { expect: { poll: { timeout: 20_000 } }, testTimeout: 60_000 }

export default defineConfig({
  test: {
    maxWorkers: '100%', // by default one less, which leaves half of a small machine idle
    projects: [
      {
        ...app,
        test: {
          ...patient,
          name: 'screens',
          environment: 'jsdom',
          pool: 'vmForks', // a realm for each file, as isolated as a process: to load jsdom again was half of all
          setupFiles: ['test/screens/setup.ts'],
          include: ['test/screens/*.test.ts'],
        },
      },
      {
        ...app,
        test: {
          ...patient,
          name: 'phone', // below the screens nothing knows of a document, and making one takes long
          environment: 'node',
          isolate: false, // its modules keep nothing that a test does not make itself
          include: ['src/**/*.test.ts', 'test/*.test.ts', 'test/replica/*.test.ts'],
        },
      },
      {
        resolve: { dedupe, conditions: ['browser'] }, // as the app has it; the harness runs as Node has it
        test: {
          ...patient,
          name: 'sync',
          environment: 'node',
          isolate: false,
          dir: '../sync/typescript',
          include: ['test/**/*.test.ts'],
        },
      },
    ],
  },
})
