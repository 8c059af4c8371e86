/** What travels without network: handed to somebody by file or by QR codes, taken from somebody, carried for others. */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'carry',
  routes: [{ name: 'carry', path: '/carry', tab: 'me', load: () => import('./Carry.svelte') }],
}
