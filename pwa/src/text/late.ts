/** The words of a part that is not on the phone yet. */
import { words } from './words.svelte.ts'

export const t = words(
  { lacks: '这一部分还没有下载到这部手机。连上网打开一次，以后没网也能用。', again: '再试一次' },
  {
    lacks: 'This part is not on this phone yet. Open it once with network; after that it works without.',
    again: 'Try again',
  },
)
