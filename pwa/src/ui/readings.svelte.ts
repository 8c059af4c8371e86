/** How signs are read, for lists that are looked through: nothing until it is here, and found as it is written till then. */
import type { Readings } from '../text/sought.ts'

/** `asked`: the replica's; it fails on a phone that never had them and has no network. */
export function readingsOf(asked: Promise<Readings>): { readonly current: Readings } {
  let current = $state.raw<Readings>({})
  asked.then(
    (found) => (current = found),
    () => undefined,
  )
  return {
    get current() {
      return current
    },
  }
}
