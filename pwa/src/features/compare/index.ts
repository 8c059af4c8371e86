/** Is it the same ledger? The sheet for the notice-board, with this phone's own code, and what a scanned one says. */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'compare',
  routes: [
    { name: 'notice', path: '/v/:village/notice', tab: 'yard', load: () => import('./Notice.svelte') },
    { name: 'compare', path: '/c', tab: 'yard', load: () => import('./Compare.svelte') },
  ],
}
