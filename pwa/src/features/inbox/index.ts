/** Messages: what concerns the person of this phone, from what the phone holds. */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'inbox',
  routes: [{ name: 'inbox', path: '/account/inbox', tab: 'me', load: () => import('./Inbox.svelte') }],
}
