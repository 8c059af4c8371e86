/** Sealed tips: what only inspectors read (sync/spec/tips.md). One address for all of it, which says nothing. */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'tip',
  routes: [
    { name: 'tip', path: '/tip', tab: 'appeals', load: () => import('./Tip.svelte') },
    { name: 'tips', path: '/tips', tab: 'me', load: () => import('./Desk.svelte') },
  ],
}
