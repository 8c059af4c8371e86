/** What was said on this phone and where each of it is: waiting, received, refused. */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'outbox',
  routes: [{ name: 'outbox', path: '/outbox', tab: 'me', load: () => import('./Outbox.svelte') }],
}
