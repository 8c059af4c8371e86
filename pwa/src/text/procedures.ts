/** The words that lead to how things are done in the village: runs. */
import { words } from './words.svelte.ts'

export const t = words(
  {
    runs: '办事过程',
    runsText: (n: number) => (n === 0 ? '大事怎么办、走到哪一步' : `${n} 件，走到哪一步、差什么`),
  },
  {
    runs: 'How things are done',
    runsText: (n: number) =>
      n === 0 ? 'steps of what the village decides' : `${n}, how far each is and what it lacks`,
  },
)
