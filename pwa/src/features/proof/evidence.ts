/** Taking evidence off the phone: as text in the clipboard or as a file. */
import { saveText } from '../../device/hand.ts'

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

export function saveEvidence(name: string, text: string): void {
  saveText(name, 'application/json', text)
}
