/** What is said where an official shows to be there. */
import { words } from './words.svelte.ts'

export const t = words(
  { act: '验一下，确认是我', demo: '演示：点一下代替验证', busy: '正在验', done: '验好了，接着送' },
  {
    act: 'Confirm that it is me',
    demo: 'Demo: a tap stands in for it',
    busy: 'Confirming',
    done: 'Confirmed, sending goes on',
  },
)
