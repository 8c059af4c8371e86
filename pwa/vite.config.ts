/** Build of the app: hashed files into dist, one service worker, nothing inline (the server's CSP allows 'self' only). */
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, loadEnv } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

/** Paths that belong to the server; the rest is the app. Same list in src/sw.ts. */
const SERVER_PATHS = [
  '/sync',
  '/log',
  '/live',
  '/blob',
  '/identity',
  '/demo',
  '/regions.json',
  '/health',
  '/openapi.json',
]
const SERVER = loadEnv('', '.', 'SHAIBA_')['SHAIBA_SERVER'] ?? 'http://localhost:8700'

/** Chunks to be kept on first use instead of for everybody carry it in their names (sw.ts, globIgnores below). */
function nameOf(chunk: { readonly moduleIds: readonly string[] }): string {
  const isHeavy = chunk.moduleIds.some((id) => id.includes('/@e965/xlsx/'))
  return isHeavy ? 'assets/heavy-[name]-[hash].js' : 'assets/[name]-[hash].js'
}

export default defineConfig({
  // The protocol lies outside this folder; what it imports is looked for here.
  resolve: { dedupe: ['@noble/ed25519', '@noble/hashes'] },
  plugins: [
    svelte(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      injectRegister: false, // main.ts registers it after load
      manifest: false, // public/manifest.webmanifest
      injectManifest: {
        globPatterns: ['index.html', 'manifest.webmanifest', 'icon.svg', 'icon-192.png', 'assets/*.{js,css}'],
        // Big and rarely wanted: kept on first use instead (src/sw.ts).
        globIgnores: ['assets/heavy-*'],
      },
    }),
  ],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // data: URLs would need a wider CSP
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        chunkFileNames: nameOf,
        // What many screens share comes in one piece, rather than as dozens of files on a line that waits half a second for each.
        codeSplitting: { groups: [{ name: 'ui', test: /\/src\/(ui|text)\//, minShareCount: 4 }] },
      },
    },
  },
  worker: { format: 'es', rolldownOptions: { output: { chunkFileNames: nameOf } } },
  server: {
    fs: { allow: ['..'] }, // ../sync/typescript
    proxy: Object.fromEntries(SERVER_PATHS.map((path) => [path, { target: SERVER, changeOrigin: false }])),
  },
})
