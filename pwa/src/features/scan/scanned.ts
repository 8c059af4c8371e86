/** What was scanned last, kept on this phone: a code of what is not here yet is opened once there is network. */
import { keepDraft, readDraft } from '../../device/drafts.ts'

const NAME = 'scanned'
const MOST = 12

export interface Scanned {
  /** in the app, without what stands behind #: that may be a secret */
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
  const path = address.replace(/#.*/, '')
  const others = (await readScanned()).filter((one) => one.path !== path)
  await keepDraft(NAME, [{ path, at }, ...others].slice(0, MOST)).catch(() => undefined) // no room: it was opened all the same
}

/** The village of such a place, and which sort of thing in it. */
export function partsOf({ path }: Scanned): { readonly village: string; readonly sort: string } {
  const [, , village = '', sort = ''] = new URL(path, 'https://village.invalid').pathname.split('/')
  return { village: /^\d{12}$/.test(village) ? village : '', sort }
}
