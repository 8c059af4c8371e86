/** Script addresses that Trusted Types may load: our own service worker and our own worker, nothing else. */

interface Policy {
  createScriptURL(url: string): unknown
}
interface Factory {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): Policy
}

let policy: Policy | undefined

/** The address in the form that `register` and `new Worker` take where the page's CSP requires Trusted Types. */
export function scriptUrl(path: string): string {
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes
  if (!factory) return path
  policy ??= factory.createPolicy('shaiba', { createScriptURL: own })
  return policy.createScriptURL(path) as string
}

function own(url: string): string {
  const full = new URL(url, location.href)
  if (full.origin !== location.origin) throw new TypeError('not our own script')
  return full.href
}
