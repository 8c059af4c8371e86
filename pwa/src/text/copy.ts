/** What is said where a text is copied. */
import { words } from './words.svelte.ts'

export const t = words(
  { failed: '没有复制成，浏览器不让。请用旁边别的办法，或者长按文字自己选。' },
  {
    failed:
      'It was not copied: the browser does not allow it. Take the other way beside it, or select the words by a long press.',
  },
)
