/** What was made public: the board by class and month, a disclosure with its entries, one entry, search over everything. */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'disclosure',
  routes: [
    {
      name: 'board',
      path: '/v/:village/board/:class?',
      tab: 'ledger',
      list: true,
      load: () => import('./Board.svelte'),
    },
    {
      name: 'disclosure',
      path: '/v/:village/d/:disclosure',
      tab: 'ledger',
      beside: 'board',
      load: () => import('./Disclosure.svelte'),
    },
    {
      name: 'entry',
      path: '/v/:village/e/:entry',
      tab: 'ledger',
      beside: 'siblings',
      load: () => import('./Entry.svelte'),
    },
    { name: 'siblings', path: '/v/:village/with/:entry', tab: 'ledger', load: () => import('./Siblings.svelte') },
    { name: 'payees', path: '/v/:village/payees', tab: 'ledger', list: true, load: () => import('./Payees.svelte') },
    {
      name: 'payee',
      path: '/v/:village/payees/:payee',
      tab: 'ledger',
      beside: 'payees',
      load: () => import('./Payee.svelte'),
    },
    { name: 'search', path: '/v/:village/search', tab: 'ledger', list: true, load: () => import('./Search.svelte') },
  ],
}
