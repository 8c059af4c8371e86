/** The accountant's month: her own sheet becomes entries on every phone, with the pictures of the receipts. */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'ledger',
  routes: [
    { name: 'import', path: '/v/:village/import', tab: 'ledger', wide: true, load: () => import('./Import.svelte') },
  ],
}
