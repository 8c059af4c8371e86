/** The accountant's month: her own sheet becomes entries on every phone, with the pictures of the receipts; and joint
 * review, where others look at each before it is public. */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'ledger',
  routes: [
    { name: 'import', path: '/v/:village/import', tab: 'ledger', wide: true, load: () => import('./Import.svelte') },
    { name: 'review', path: '/v/:village/review/:book?', tab: 'me', load: () => import('./Review.svelte') },
  ],
}
