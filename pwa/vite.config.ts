/** Build of the app: hashed files into dist, one service worker, nothing inline (the server's CSP allows 'self' only). */
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, loadEnv } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import {
  deskApart,
  GROUPS,
  hashesApart,
  nameOf,
  noCustomElements,
  noOtherKeys,
  oneFile,
  workersOfThePage,
} from './chunks.ts'
import { englishApart } from './languages.ts'
import { laterFiles } from './files.ts'

/** Paths that belong to the server; the rest is the app. Same list in src/sw.ts. */
const SERVER_PATHS = [
  '/sync',
  '/log',
  '/live',
  '/media',
  '/blob',
  '/identity',
  '/notify',
  '/demo',
  '/open',
  '/appeal',
  '/slot',
  '/ballot',
  '/reply',
  '/regions.json',
  '/health',
  '/openapi.json',
]
const SERVER = loadEnv('', '.', 'SHAIBA_')['SHAIBA_SERVER'] ?? 'http://localhost:8700'

const { plugin: sortsLaterFiles, groups: LATER_GROUPS } = laterFiles()

export default defineConfig({
  // The protocol lies outside this folder; what it imports is looked for here.
  resolve: { dedupe: ['@noble/ed25519', '@noble/hashes'] },
  plugins: [
    svelte(),
    workersOfThePage(),
    englishApart(),
    sortsLaterFiles,
    deskApart(),
    noCustomElements(),
    hashesApart(),
    noOtherKeys(),
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
        buildPlugins: { vite: [oneFile()] },
      },
    }),
  ],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // data: URLs would need a wider CSP
    modulePreload: {
      polyfill: false,
      // The page's first files are named in index.html. What later ones import is not listed: that would weigh down every
      // first load, a worker has no links to preload with, and the service worker soon has all of it.
      resolveDependencies: (_, files, { hostType }) => (hostType === 'html' ? files : []),
    },
    rolldownOptions: {
      checks: { bundlerTimings: false }, // whoever installs wants to read what is wrong, not which plugin is slow
      output: {
        chunkFileNames: nameOf,
        codeSplitting: { groups: [...GROUPS, ...LATER_GROUPS] },
      },
    },
  },
  worker: { format: 'es' },
  server: {
    fs: { allow: ['..'] }, // ../sync/typescript
    proxy: Object.fromEntries(SERVER_PATHS.map((path) => [path, { target: SERVER, changeOrigin: false }])),
  },
})
