/** Payouts: what a batch of subsidies brought the village's households, and whether it came (sync/spec/payout.md). */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'payout',
  routes: [
    { name: 'house', path: '/v/:village/house', tab: 'yard', load: () => import('./House.svelte') },
    { name: 'payouts', path: '/v/:village/payouts', tab: 'ledger', list: true, load: () => import('./Payouts.svelte') },
    {
      name: 'payout',
      path: '/v/:village/payouts/:payout',
      tab: 'ledger',
      beside: 'payouts',
      load: () => import('./Payout.svelte'),
    },
    {
      name: 'payoutImport',
      path: '/v/:village/payout',
      tab: 'ledger',
      wide: true,
      load: () => import('./Import.svelte'),
    },
  ],
}
