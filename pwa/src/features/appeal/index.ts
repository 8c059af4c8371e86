/** Appeals: what villagers ask and need, and the answers. */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'appeal',
  routes: [
    { name: 'appeals', path: '/v/:village/appeals', tab: 'appeals', list: true, load: () => import('./List.svelte') },
    {
      name: 'appealNew',
      path: '/v/:village/appeals/new',
      tab: 'appeals',
      beside: 'appeals',
      load: () => import('./New.svelte'),
    },
    {
      name: 'appeal',
      path: '/v/:village/a/:sort/:id',
      tab: 'appeals',
      beside: 'appeals',
      load: () => import('./Detail.svelte'),
    },
    // Few phones ever come here, and every route and file is in every first load: one file for an officer's desk.
    { name: 'desk', path: '/v/:village/desk/:part', tab: 'appeals', load: () => import('./Desk.svelte') },
    { name: 'round', path: '/round', tab: 'appeals', list: true, load: () => import('./Desk.svelte') },
    {
      name: 'roundAppeal',
      path: '/round/:village/:sort/:id',
      tab: 'appeals',
      beside: 'round',
      load: () => import('./Desk.svelte'),
    },
  ],
}
