/** Live: a phone on the spot films, everybody else watches, now or later, and checks that nothing was cut (sync/spec/live.md). */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'live',
  routes: [{ name: 'live', path: '/v/:village/live/:kind?/:id?', tab: 'ledger', load: () => import('./Live.svelte') }],
}
