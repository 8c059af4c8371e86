/** Choosing a village, and its home: what is new, this month's money, who holds office. */
import type { Feature } from '../../router.svelte.ts'
import Home from './Home.svelte'

// A village's home comes with the app: another round trip would cost half a second on a slow network. Most come by a
// link to it; who chooses one waits for the list of all villages anyway.
const choose = () => import('./Choose.svelte')
const home = () => Promise.resolve({ default: Home })

export const feature: Feature = {
  name: 'village',
  routes: [
    { name: 'start', path: '/', tab: 'yard', load: choose },
    { name: 'choose', path: '/choose', tab: 'yard', load: choose },
    { name: 'village', path: '/v/:village', tab: 'yard', wide: true, load: home },
  ],
}
