/** What concerns oneself: who read it, and all of it to take along. */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'privacy',
  routes: [{ name: 'access', path: '/account/access', tab: 'me', load: () => import('./Access.svelte') }],
}
