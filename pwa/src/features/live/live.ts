/** Streams as screens read them, and what people say of them: the only door of this feature to the replica. */
import { b64uEncode, covers, remarkId, STREAM_BYTES } from '@shaiba/sync'
import type { Member, Recording, Remark, Stream } from '../../generated/kinds.ts'
import type { Mark, Replica } from '../../replica/types.ts'

/** Who may begin and end a broadcast (sync/spec/live.md 1). */
const OPENERS = ['committee', 'supervisor', 'cadre', 'station'] as const

/** What a broadcast is about. */
export type About = NonNullable<Stream['about']>

/** All of a village, newest first. */
export function streams(replica: Replica, village: string): readonly Stream[] {
  const all = replica.scope(`village/${village}`).records('stream') as unknown as readonly Stream[]
  return all.filter((one) => (one.opened as unknown) !== undefined).sort((a, b) => b.opened - a.opened)
}

export function streamsAbout(replica: Replica, village: string, about: About): readonly Stream[] {
  return streams(replica, village).filter((one) => one.about?.kind === about.kind && one.about.id === about.id)
}

export function recordingOf(replica: Replica, village: string, stream: string): Recording | undefined {
  return replica.scope(`village/${village}`).record('recording', stream) as unknown as Recording | undefined
}

/** The name of what a broadcast is about, as its record says it. */
export function nameOf(replica: Replica, village: string, about: About): string {
  const found = replica.scope(`village/${village}`).record(about.kind, about.id)
  const name = found?.['title'] ?? found?.['purpose'] ?? found?.['name']
  return typeof name === 'string' ? name : ''
}

export function mayOpen(replica: Replica, village: string): boolean {
  const grants = replica.account.current?.grants ?? []
  return grants.some(({ role, region }) => (OPENERS as readonly string[]).includes(role) && covers(region, village))
}

export function newStreamId(): string {
  return b64uEncode(crypto.getRandomValues(new Uint8Array(STREAM_BYTES)))
}

/** Say that a broadcast begins. It is sent with all else; pieces of the film follow once the server has it. */
export async function openStream(
  replica: Replica,
  village: string,
  id: string,
  said: { readonly title: string; readonly about?: About | undefined; readonly opened: number },
): Promise<void> {
  const { title, about, opened } = said
  const set = { title, opened, by: me(replica), ...(about === undefined ? {} : { about }) }
  await replica.write(`village/${village}`, [{ do: 'stream.open', id, set }])
}

/** Say that it is over: once all of it is on the server. Said twice it would be refused, so it looks first. */
export async function endStream(replica: Replica, village: string, id: string, ended: number): Promise<void> {
  const scope = replica.scope(`village/${village}`)
  if (scope.record('stream', id)?.['ended'] !== undefined) return
  await replica.write(`village/${village}`, [{ do: 'stream.end', id, set: { ended } }])
}

export interface Said {
  readonly remark: Remark
  /** the place of the recording that it is about, ms (a record's own `at` is when it came) */
  readonly place: number
  readonly mark: Mark
  readonly name: string
}

export function readsSquare(replica: Replica, village: string): boolean {
  return replica.account.current?.scopes.includes(`square/${village}`) === true
}

/** What was said of a broadcast, oldest first; nothing where this phone may not read the square. */
export function remarks(replica: Replica, village: string, stream: string): readonly Said[] {
  if (!readsSquare(replica, village)) return []
  const square = replica.scope(`square/${village}`)
  const members = square.records('member') as unknown as readonly Pick<Member, 'id' | 'name'>[]
  const names = new Map(members.map((one) => [one.id, one.name]))
  return (square.records('remark') as unknown as readonly Remark[])
    .filter((one) => one.stream === stream && (one.said as unknown) !== undefined)
    .sort((a, b) => a.said - b.said)
    .map((remark) => ({
      remark,
      place: Number(square.merged('remark', remark.id)?.fields?.['at'] ?? 0),
      mark: square.mark('remark', remark.id),
      name: names.get(remark.by) ?? '',
    }))
}

/** Say something of a broadcast, at this place of it (ms). */
export async function sayRemark(
  replica: Replica,
  village: string,
  {
    stream,
    text,
    at,
    now,
  }: { readonly stream: string; readonly text: string; readonly at: number; readonly now: number },
): Promise<void> {
  const by = me(replica)
  const set = { stream, text, at, said: now, by }
  await replica.write(`square/${village}`, [{ do: 'remark.say', id: remarkId(stream, by, now), set }])
}

function me(replica: Replica): string {
  const account = replica.account.current
  if (account === null) throw new Error('signed_out')
  return account.person
}
