/** Power lists: what those in office may do, and what to look at (sync/spec/powers.md). */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'power',
  routes: [
    { name: 'powers', path: '/v/:village/powers', tab: 'ledger', list: true, load: () => import('./Powers.svelte') },
    { name: 'looks', path: '/v/:village/looks', tab: 'ledger', load: () => import('./Looks.svelte') },
    {
      name: 'power',
      path: '/v/:village/powers/:power',
      tab: 'ledger',
      beside: 'powers',
      load: () => import('./Power.svelte'),
    },
  ],
}
