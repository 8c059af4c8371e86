/** What the village owns, lets and hires, what is owed both ways, and its debts (sync/spec/lease.md). */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'estate',
  // One route for all of it: every route is in every first load.
  routes: [
    { name: 'estate', path: '/v/:village/estate/:part?/:id?', tab: 'ledger', load: () => import('./Estate.svelte') },
  ],
}
