/** Who belongs: the roll as its keeper holds it, the letters that make a phone somebody's, and who holds which office. */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'roll',
  routes: [
    { name: 'roll', path: '/v/:village/roll', tab: 'me', load: () => import('./Roll.svelte') },
    {
      name: 'rollImport',
      path: '/v/:village/roll/import',
      tab: 'me',
      wide: true,
      load: () => import('./Import.svelte'),
    },
    { name: 'letters', path: '/v/:village/letters', tab: 'me', load: () => import('./Letters.svelte') },
    { name: 'lettersNew', path: '/v/:village/letters/new', tab: 'me', load: () => import('./NewLetters.svelte') },
    { name: 'offices', path: '/v/:village/offices', tab: 'yard', load: () => import('./Offices.svelte') },
  ],
}
