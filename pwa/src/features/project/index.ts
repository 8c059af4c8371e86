/** Projects: what the village builds, from the need to the end of the warranty (sync/spec/project.md). */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'project',
  routes: [
    {
      name: 'projects',
      path: '/v/:village/projects',
      tab: 'ledger',
      list: true,
      load: () => import('./Projects.svelte'),
    },
    {
      name: 'project',
      path: '/v/:village/projects/:project',
      tab: 'ledger',
      beside: 'projects',
      load: () => import('./Project.svelte'),
    },
  ],
}
