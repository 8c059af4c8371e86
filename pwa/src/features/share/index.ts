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
    // One route for all that is made for paper: every route is in every first load.
    { name: 'paper', path: '/v/:village/paper/:sort/:which?', tab: 'ledger', load: () => import('./Papers.svelte') },
  ],
}
