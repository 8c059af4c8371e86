/** Texts into the clipboard. */
import { t } from '../text/copy.ts'
import { toast } from './toast.svelte.ts'

/** Copy a text and say so (`told`; empty: the caller does). Where the browser does not let one that is said instead: false. */
export async function copy(text: string, told: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    toast(t().failed)
    return false
  }
  if (told !== '') toast(told)
  return true
}
