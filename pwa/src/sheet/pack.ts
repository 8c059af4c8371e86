/** Changes in as few ops as fit. */

/** Changes of one op together: a line may have 65,536 bytes (sync/spec/op.md), of which the envelope needs few. */
export const MAX_OP_BYTES = 60_000
const MAX_CHANGES = 4096

/** In order. One that is alone too big stays alone, and is refused as `too_large`. */
export function pack<Change>(all: readonly Change[], most = MAX_OP_BYTES): Change[][] {
  const encoder = new TextEncoder()
  const packed: Change[][] = []
  let room = 0
  for (const change of all) {
    const size = encoder.encode(JSON.stringify(change)).length + 1
    let last = packed.at(-1)
    if (last === undefined || size > room || last.length === MAX_CHANGES) {
      packed.push((last = []))
      room = most
    }
    last.push(change)
    room -= size
  }
  return packed
}
