/** A fresh record id: nine random bytes, base64url (sync/spec/merge.md). */
export function freshId(): string {
  return idText(crypto.getRandomValues(new Uint8Array(9)))
}

/** Nine bytes as an id. */
export function idText(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}
