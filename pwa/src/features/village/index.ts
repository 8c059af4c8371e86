/** Choosing a village, and its home: what is new, this month's money, who holds office. */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'village',
  routes: [
    { name: 'start', path: '/', tab: 'yard', load: () => import('./Choose.svelte') },
    { name: 'choose', path: '/choose', tab: 'yard', load: () => import('./Choose.svelte') },
    { name: 'village', path: '/v/:village', tab: 'yard', wide: true, load: () => import('./Home.svelte') },
  ],
}
