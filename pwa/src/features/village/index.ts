/** Choosing a village, and its home: what is new, this month's money, who holds office. */
import type { Feature } from '../../router.svelte.ts'
import Choose from './Choose.svelte'
import Home from './Home.svelte'

// What is seen first comes with the app: another round trip would cost half a second on a slow network.
const choose = () => Promise.resolve({ default: Choose })
const home = () => Promise.resolve({ default: Home })

export const feature: Feature = {
  name: 'village',
  routes: [
    { name: 'start', path: '/', tab: 'yard', load: choose },
    { name: 'choose', path: '/choose', tab: 'yard', load: choose },
    { name: 'village', path: '/v/:village', tab: 'yard', wide: true, load: home },
  ],
}
