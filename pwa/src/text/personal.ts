/** What the person reads where a personal number stands in what others will see, while it is being typed. */
import { findPersonal } from '@shaiba/sync'
import { sortText } from './errors.ts'
import { words } from './words.svelte.ts'

const t = words(
  { found: (sort: string) => `这里有${sort}，公开以后谁都看得到。请去掉，或者只写开头和结尾几位。` },
  {
    found: (sort: string) =>
      `This holds ${sort} that everyone would see. Take it out, or write only its first and last digits.`,
  },
)

/** The sentence for the first personal number in a text that everyone would read, or nothing. */
export function personalIn(text: string): string | undefined {
  const [first] = findPersonal(text)
  return first && t().found(sortText(first.sort))
}
