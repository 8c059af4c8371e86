/** Two states of a form, field by field: what was written since stays. */

/**
 * `now`, on `onto`: each field as it is now where it differs from `from`, and else as `onto` has it. So what was typed
 * before an older draft was back lies on that draft, and what was typed while something was being written down lies on the
 * empty form, and a field that the empty form has not is gone once it was said.
 */
export function rebased<T>(now: T, from: unknown, onto: unknown): T {
  return put(from, onto, now) as T
}

/** The same as data, whatever its fields are held in. */
export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify([one]) === JSON.stringify([other])

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function put(from: unknown, onto: unknown, now: unknown): unknown {
  if (!isFields(onto) || !isFields(now)) return isSame(now, from) ? onto : now
  const before = isFields(from) ? from : {}
  const keys = [...new Set([...Object.keys(now), ...Object.keys(onto)])]
  const both = keys.map((key) => [key, put(before[key], onto[key], now[key])] as const)
  return Object.fromEntries(both.filter(([, value]) => value !== undefined))
}
