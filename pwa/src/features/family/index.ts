/** Family: whom one lets read one's cases or act for one, and who lets oneself (sync/spec/family.md). */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'family',
  routes: [{ name: 'family', path: '/account/family', tab: 'me', load: () => import('./Family.svelte') }],
}
