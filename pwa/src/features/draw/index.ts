/** Draws: lists, chance, and an order that every phone works out again (sync/spec/draw.md). */
import type { Feature } from '../../router.svelte.ts'

// One route for all of it: every route is in every first load.
export const feature: Feature = {
  name: 'draw',
  routes: [
    { name: 'draws', path: '/v/:village/draws/:id?/:part?', tab: 'ledger', load: () => import('./Draws.svelte') },
  ],
}
