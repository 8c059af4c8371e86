/** What browsers have and jsdom has not is Node's own. Each file of tests has a realm of its own in a process that goes
 * on: what Node copies must be of that realm, or Svelte takes no record that was read for a record; and no channel leads
 * into the realm of a file that is over. */
import { runInThisContext } from 'node:vm'

const node = runInThisContext('globalThis') as typeof globalThis
const realm = node.crypto.randomUUID()
for (const name of Object.getOwnPropertyNames(node)) {
  if (!(name in globalThis)) give(name, node[name as keyof typeof globalThis])
}
give('crypto', node.crypto)
give('structuredClone', (value: unknown, options?: StructuredSerializeOptions) =>
  ofHere(node.structuredClone(value, options)),
)
give(
  'BroadcastChannel',
  class extends node.BroadcastChannel {
    constructor(name: string) {
      super(`${realm} ${name}`)
    }
  },
)

function give(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
}

function ofHere(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, ofHere)
  if (value instanceof node.Map) return new Map([...value].map(([key, held]) => [ofHere(key), ofHere(held)]))
  if (value instanceof node.Set) return new Set([...value].map(ofHere))
  if (value instanceof node.Date) return new Date(value.getTime())
  if (Object.prototype.toString.call(value) !== '[object Object]') return value
  return Object.fromEntries(Object.entries(value as object).map(([name, held]) => [name, ofHere(held)]))
}
