/** Polls: a question to everybody, answered without network, counted by everybody (sync/spec/poll.md). */
import type { Feature } from '../../router.svelte.ts'

// One route for all of it: every route is in every first load.
export const feature: Feature = {
  name: 'poll',
  routes: [{ name: 'polls', path: '/v/:village/polls/:id?', tab: 'ledger', load: () => import('./Polls.svelte') }],
}
