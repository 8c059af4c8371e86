/** Who writes on this phone, how it looks, and what it holds. */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'account',
  routes: [{ name: 'account', path: '/account', tab: 'me', load: () => import('./Account.svelte') }],
}
