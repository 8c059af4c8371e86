/** What was scanned last, kept on this phone: a code of what is not here yet is opened once there is network. */
import { keepDraft, readDraft } from '../../device/drafts.ts'
import type { Replica } from '../../replica/types.ts'
import { link } from '../../router.svelte.ts'

const NAME = 'scanned'
const MOST = 12

export interface Scanned {
  /** in the app, without what stands behind #, which may be a secret; of a receipt with it, which tells no word of an appeal */
  readonly path: string
  /** ms since 1970 */
  readonly at: number
}

/** The newest first. */
export async function readScanned(): Promise<readonly Scanned[]> {
  return (await readDraft<readonly Scanned[]>(NAME).catch(() => undefined)) ?? []
}

/** Each place once. */
export async function noteScanned(address: string, at: number): Promise<void> {
  const path = receiptOf(address) === null ? address.replace(/#.*/, '') : address
  const others = (await readScanned()).filter((one) => one.path !== path)
  await keepDraft(NAME, [{ path, at }, ...others].slice(0, MOST)).catch(() => undefined) // no room: it was opened all the same
}

/** An appeal's receipt (sync/spec/appeal.md, «Asking by code»): of which village, with which code. */
export function receiptOf(path: string): { readonly village: string; readonly code: string } | null {
  const [, village, code] = /^\/v\/(\d{12})\/desk\/code#ask=(\d{9})$/.exec(path) ?? []
  return village === undefined || code === undefined ? null : { village, code }
}

/** Where the appeal of a receipt stands on this phone, as an address; null where it is not here, undefined until that is known. */
export function appealOf(replica: Replica, path: string): string | null | undefined {
  const receipt = receiptOf(path)
  if (receipt === null) return null
  const { village, code } = receipt
  const cases = (replica.account.current?.scopes ?? []).filter((name) => name.startsWith(`case/${village}-`))
  const scopes = [`square/${village}`, ...cases].map((name) => [name, replica.scope(name)] as const)
  for (const [name, scope] of scopes) {
    const found = scope.records('appeal').find((one) => one['code'] === code)
    if (found) return link('appeal', { village, sort: name.replace(/\/.*/, ''), id: found.id })
  }
  return scopes.every(([, scope]) => scope.status.ready) ? null : undefined
}

/** The village of such a place, and which sort of thing in it. */
export function partsOf({ path }: Scanned): { readonly village: string; readonly sort: string } {
  const [, , village = '', sort = ''] = new URL(path, 'https://village.invalid').pathname.split('/')
  return { village: /^\d{12}$/.test(village) ? village : '', sort }
}
