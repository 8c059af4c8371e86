/** «164 KB»: sizes as people say them. */
export function sizeText(bytes: number): string {
  if (bytes >= 2 ** 20) return `${(bytes / 2 ** 20).toFixed(1)} MB`
  return `${Math.ceil(bytes / 1024)} KB`
}
