/** Who belongs: the roll as its keeper holds it, the letters that make a phone somebody's, and who holds which office. */
import type { Feature } from '../../router.svelte.ts'

// One route for all of it: few phones ever come here, and every route is in every first load.
export const feature: Feature = {
  name: 'roll',
  routes: [
    { name: 'roll', path: '/v/:village/roll/:part?', tab: 'me', wide: true, load: () => import('./Parts.svelte') },
  ],
}
