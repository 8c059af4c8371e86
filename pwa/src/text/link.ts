/** What one phone shows another of the same person (sync/spec/people.md 15): as a QR code, or to be copied. */

const LINK = /^[A-Za-z0-9_-]{22}$/

/** What the new phone scans. The secret stands after #, which browsers send to no server. */
export function linkText(origin: string, secret: string): string {
  return `${origin}/account#link=${secret}`
}

/** The secret in what was scanned or pasted; null where there is none. */
export function parseLink(text: string): string | null {
  const found = text.trim()
  const secret = found.includes('#') ? new URLSearchParams(found.slice(found.indexOf('#') + 1)).get('link') : found
  return secret !== null && LINK.test(secret) ? secret : null
}
