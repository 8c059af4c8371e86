/** What a village owes to the public, what is missing, and how villages keep to it (sync/spec/duty.md). */
import type { Feature } from '../../router.svelte.ts'

// One route for all of it: every route is in every first load.
export const feature: Feature = {
  name: 'duty',
  routes: [{ name: 'owed', path: '/v/:village/owed/:part?', tab: 'ledger', load: () => import('./Parts.svelte') }],
}
