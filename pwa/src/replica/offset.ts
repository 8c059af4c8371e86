/** How far the phone's clock is off, as the server last told it (clock.ts corrects it). A page reads it, the loop writes it. */
import { type Store } from './db.ts'

/** Its place in `meta`. */
export const OFFSET = 'clock_offset'

/** How much later than the phone's clock it is, ms. */
export async function clockOffset(store: Store): Promise<number> {
  return ((await store.run((db) => db.get('meta', OFFSET))) as number | undefined) ?? 0
}
