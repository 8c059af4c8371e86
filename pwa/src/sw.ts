/// <reference lib="webworker" />
/** Service worker: caches the shell by hash and nothing else. It knows no village, no sync and no API. */
import { clientsClaim } from 'workbox-core'
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { CacheFirst } from 'workbox-strategies'

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: { url: string; revision: string | null }[] }

/** Navigations that are the server's own pages. Same list in vite.config.ts. */
const SERVER_PAGES = /^\/(sync|log|live|blob|identity|demo|open|stats|schema|regions\.json|health|openapi\.json)(\/|$)/

precacheAndRoute(self.__WB_MANIFEST)
cleanupOutdatedCaches()
clientsClaim() // so that lazy chunks of the first visit are kept too; a page reloads only after its user asked to

registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [SERVER_PAGES] }))

// Chunks too big to fetch for everybody: kept once used. Their names carry their hash, so first is for ever.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/assets/'),
  new CacheFirst({ cacheName: 'lazy' }),
)

self.addEventListener('message', (event) => {
  // The page sends it when its user tapped "update".
  if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting()
})
