/** What is public, handed on: a long picture, a text and a page for those who are not on this phone; a month as a statement,
 * a quarter as a letter, and what the village's loudspeaker reads out. */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'share',
  routes: [
    {
      name: 'share',
      path: '/v/:village/d/:disclosure/share',
      tab: 'ledger',
      beside: 'board',
      load: () => import('./Share.svelte'),
    },
    {
      name: 'statement',
      path: '/v/:village/d/:disclosure/statement',
      tab: 'ledger',
      beside: 'board',
      load: () => import('./Statement.svelte'),
    },
    { name: 'year', path: '/v/:village/year/:year?', tab: 'ledger', load: () => import('./Year.svelte') },
    { name: 'letter', path: '/v/:village/letter/:quarter?', tab: 'ledger', load: () => import('./Letter.svelte') },
  ],
}
