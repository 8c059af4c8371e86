/** What is said where pictures are picked. */
import { words } from './words.svelte.ts'

export const t = words(
  { unread: '有照片读不了，没有放进来。请换一张。' },
  { unread: 'A picture cannot be read and was left out. Choose another.' },
)
