/** What one may ask for, and what came of cases (sync/spec/know.md). */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'know',
  routes: [{ name: 'know', path: '/v/:village/know/:part?', tab: 'ledger', load: () => import('./Know.svelte') }],
}
