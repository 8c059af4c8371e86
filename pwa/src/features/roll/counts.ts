/** What a village's log says to everyone of phones and of openings (sync/spec/roll.md, «Counts»; privacy.md). Pure. */
import type { RecordView } from '../../replica/types.ts'

/** How many people have a phone that speaks for them; how many phones were added, and turned off, in all. */
export function phonesOf(devices: readonly RecordView[]): {
  readonly people: number
  readonly added: number
  readonly off: number
} {
  const off = devices.filter((one) => one['revoked'] !== undefined)
  const on = devices.filter((one) => one['revoked'] === undefined)
  return { people: new Set(on.map((one) => one['person'])).size, added: devices.length, off: off.length }
}

export interface Opened {
  readonly month: string
  readonly role: string
  readonly count: number
}

/** How often what is covered was opened, by month and role, the newest first. */
export function openingsOf(records: readonly RecordView[]): readonly Opened[] {
  const found = records.map((one) => {
    const at = one.id.indexOf('_')
    return { month: one.id.slice(0, at), role: one.id.slice(at + 1), count: Number(one['count']) }
  })
  return found.sort((a, b) => (a.month === b.month ? (a.role < b.role ? -1 : 1) : a.month < b.month ? 1 : -1))
}
