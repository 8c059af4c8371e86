/** Meetings: called, asked at, attended, written down, held to (sync/spec/meeting.md). */
import type { Feature } from '../../router.svelte.ts'

// One route for all of it: every route is in every first load.
export const feature: Feature = {
  name: 'meeting',
  routes: [
    {
      name: 'meetings',
      path: '/v/:village/meetings/:id?/:part?',
      tab: 'ledger',
      load: () => import('./Meetings.svelte'),
    },
  ],
}
