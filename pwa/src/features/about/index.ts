/** What this is, and what it can prove; settings of language, light and size of text stand with the account. */
import type { Feature } from '../../router.svelte.ts'

export const feature: Feature = {
  name: 'about',
  routes: [
    { name: 'about', path: '/about', tab: 'me', load: () => import('./About.svelte') },
    { name: 'gallery', path: '/about/ui', tab: 'me', wide: true, load: () => import('./Gallery.svelte') },
  ],
}
