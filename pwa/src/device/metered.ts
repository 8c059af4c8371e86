/** Whether what is fetched costs: on mobile data, or where its owner asked to save data. False where the browser does not say. */
export function isMetered(): boolean {
  const line = (navigator as { connection?: { readonly type?: string; readonly saveData?: boolean } }).connection
  return line?.type === 'cellular' || line?.saveData === true
}
