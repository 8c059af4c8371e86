/** Entries that are to be explained, as everybody reads them, and what the village says of them (sync/spec/match.md). */
import type { Explanation } from '../../generated/kinds.ts'
import type { RecordView, Replica } from '../../replica/types.ts'

export const MAX_TEXT = 2000

/** Those that are asked first, then what was settled. */
export function inOrder(asked: readonly RecordView[]): readonly Explanation[] {
  const all = asked as unknown as readonly Explanation[]
  return [...all].sort((a, b) => Number('settled' in a) - Number('settled' in b))
}

export function mayExplain(replica: Replica, village: string): boolean {
  const roles = ['accountant', 'committee', 'branch']
  return (replica.account.current?.grants ?? []).some(({ role, region }) => region === village && roles.includes(role))
}

export async function explain(replica: Replica, village: string, match: string, text: string): Promise<void> {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  const words = { day: replica.today(), by: me.person, name: me.name ?? me.person, text }
  await replica.write(`village/${village}`, [{ do: 'explanation.give', id: match, append: { words } }])
}
