/** Codes on paper: a village's, an enrolment's, a record's. */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'scan',
  routes: [{ name: 'scan', path: '/scan', tab: 'me', load: () => import('./Scan.svelte') }],
}
