/** Hand bytes to somebody: by what the phone shares with, or as a file of its own. */

/** Whether the phone's own sharing takes such a file. */
export function canSend(file: File): boolean {
  return (navigator as Partial<Navigator>).canShare?.({ files: [file] }) === true
}

/** Send by what the person chooses; false where they think better of it. */
export async function send(file: File): Promise<boolean> {
  try {
    await navigator.share({ files: [file] })
    return true
  } catch {
    return false // closed, or refused by the phone: the other ways are still there
  }
}

/** Keep it among the phone's downloads. */
export function save(file: File): void {
  const url = URL.createObjectURL(file)
  const a = document.createElement('a')
  a.href = url
  a.download = file.name
  a.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Keep a text among the phone's downloads. */
export function saveText(name: string, type: string, text: string): void {
  save(new File([text], name, { type }))
}

/** Keep the screen on, where the phone allows it; returns how to let it sleep again. */
export function stayAwake(): () => void {
  const lock = (navigator as Partial<Navigator>).wakeLock?.request('screen').catch(() => undefined)
  return () => void lock?.then((held) => held?.release())
}
