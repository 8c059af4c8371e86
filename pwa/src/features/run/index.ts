/** Runs: a procedure as the village goes through it, step by step (sync/spec/procedure.md). */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'run',
  routes: [
    { name: 'runs', path: '/v/:village/runs', tab: 'ledger', list: true, load: () => import('./Runs.svelte') },
    { name: 'runNew', path: '/v/:village/run', tab: 'ledger', beside: 'runs', load: () => import('./Begin.svelte') },
    { name: 'run', path: '/v/:village/runs/:run', tab: 'ledger', beside: 'runs', load: () => import('./Run.svelte') },
  ],
}
