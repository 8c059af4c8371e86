/** How much the app keeps on this phone, and whether the phone has been asked not to clear it. */

export interface StorageUse {
  readonly used: number
  readonly left: number
  readonly kept: boolean
}

/** Null where the browser does not say. */
export async function storageUsed(): Promise<StorageUse | null> {
  const storage = navigator.storage as StorageManager | undefined // absent in pages that are not secure
  const estimate = await storage?.estimate().catch(() => undefined)
  if (estimate?.usage === undefined || estimate.quota === undefined) return null
  const kept = await storage?.persisted().catch(() => false)
  return { used: estimate.usage, left: Math.max(0, estimate.quota - estimate.usage), kept: kept === true }
}
