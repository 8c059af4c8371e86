/** Which messages this person has read: one for the app, the badge and the list share it. */
import { Seen } from '../../device/seen.svelte.ts'
import type { Message } from '../../replica/inbox.ts'

export const read = new Seen('messages')

/** These were read. */
export function see(messages: readonly Message[]): void {
  read.see(messages.map(({ key }) => [key, 1] as const))
}

/** None while what was read is still brought back. */
export function unreadOf(messages: readonly Message[]): Message[] {
  return read.ready ? messages.filter(({ key }) => read.has(key) === 0) : []
}
