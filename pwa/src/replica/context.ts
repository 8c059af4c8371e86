/** How screens reach the replica: App sets it once, features get it while they are being created. */
import { getContext, setContext } from 'svelte'
import type { Replica } from './types.ts'

const KEY = Symbol('replica')

/** The replica that App was given. Call it while a component is being created. */
export function getReplica(): Replica {
  return getContext<Replica>(KEY)
}

/** For App: hand the replica to everything below. */
export function setReplica(replica: Replica): Replica {
  return setContext(KEY, replica)
}

/** For tests: `mount(Screen, { target, context: contextOf(replica) })`. */
export function contextOf(replica: Replica): Map<unknown, unknown> {
  return new Map([[KEY, replica]])
}
