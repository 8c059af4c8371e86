/** Ask the browser not to clear what this phone alone has. It decides by itself, mostly without asking anybody. */

let asked = false

/** Called when something was written here that the server does not have yet. */
export function askToKeep(): void {
  if (asked) return
  asked = true
  const storage = (globalThis as { navigator?: { storage?: Partial<StorageManager> } }).navigator?.storage
  void storage?.persist?.().catch(() => undefined)
}
