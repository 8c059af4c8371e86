/** Reads and acts of appeals: the only door of this feature to the replica. */
import { covers, queryCode, type Step } from '@shaiba/sync'
import { freshId } from '../../device/fresh.ts'
import { ANSWERERS, type Call } from '../../generated/kinds.ts'
import { t as hiddenText } from '../../text/moderation.ts'
import type { Attachment, Change, Mark, RecordView, Replica, ScopeView } from '../../replica/types.ts'

export const MAX_PHOTOS = 6
export const MAX_VOICE_MS = 180_000
export const MAX_TITLE = 120
export const MAX_TEXT = 2000

export interface PhotoRef {
  /** empty where it is hidden */
  readonly blob: string
  readonly type: string
  readonly w: number
  readonly h: number
}
export interface VoiceRef {
  readonly blob: string
  readonly type: string
  readonly ms: number
}
export interface About {
  readonly scope: string
  readonly kind: string
  readonly id: string
}
export interface Answer {
  readonly text: string
  readonly office?: string
  readonly name: string
}

export interface Note {
  readonly text: string
  readonly by?: string
}

/** An appeal as screens read it. */
export interface Appeal {
  readonly scope: string
  readonly id: string
  /** whose it is; empty while what an officer wrote down is claimed by nobody */
  readonly person: string
  /** who raised it for the person; empty where they did so themselves */
  readonly by: string
  /** how an officer came by it, what he is called, and whose he believes it is; empty where somebody raised it */
  readonly channel: string
  readonly heardBy: string
  readonly meant: string
  readonly isSuggestion: boolean
  /** by which its state is asked for; empty where it has none */
  readonly code: string
  readonly title: string
  readonly text: string
  readonly category: string
  readonly place: string
  readonly about: About | null
  readonly voice: VoiceRef | null
  readonly photos: readonly PhotoRef[]
  readonly answers: readonly Answer[]
  readonly notes: readonly Note[]
  readonly steps: readonly Step[]
  readonly calls: readonly Call[]
  /** neighbours who say the same */
  readonly supporters: readonly string[]
  readonly at: number
  readonly mark: Mark
  /** what was raised is hidden (sync/spec/moderation.md): then `title` is what stands in its place */
  readonly isHidden: boolean
}

/** Every appeal of a village that this phone may read: the square's and one's own cases. What I
 * raised, for me or for somebody, comes first, then the newest. */
export function appeals(replica: Replica, village: string): Appeal[] {
  const person = replica.account.current?.person ?? ''
  return scopesOf(replica, village)
    .flatMap((name) => appealsIn(replica, name))
    .sort((a, b) => Number(concerns(b, person)) - Number(concerns(a, person)) || b.at - a.at)
}

/** Those of one scope. */
export function appealsIn(replica: Replica, name: string): Appeal[] {
  const scope = replica.scope(name)
  return scope.records('appeal').map((record) => toAppeal(name, scope, record))
}

/** Whether an office has replied to what somebody raised: told at a glance, without its terms. */
export function hasReply(record: RecordView): boolean {
  const steps = (record['steps'] as readonly Step[] | undefined) ?? []
  return ['reply', 'rate', 'revisit'].includes(steps.at(-1)?.step ?? '')
}

/** Whether it is that person's, or was raised by them. */
export function concerns(one: Appeal, person: string): boolean {
  return person !== '' && [one.person, one.meant, one.channel === '' ? one.by : ''].includes(person)
}

export function appeal(replica: Replica, scopeName: string, id: string): Appeal | undefined {
  const scope = replica.scope(scopeName)
  const record = scope.record('appeal', id)
  return record === undefined ? undefined : toAppeal(scopeName, scope, record)
}

/** The name of the scope that an address means. */
export function scopeOf(sort: string, village: string, id: string): string {
  return sort === 'case' ? `case/${village}-${id}` : `square/${village}`
}

/** `square` or `case`, as it stands in addresses. */
export function sortOf(scope: string): string {
  return scope.slice(0, scope.indexOf('/'))
}

function scopesOf(replica: Replica, village: string): string[] {
  const mine = new Set(replica.account.current?.scopes ?? [])
  for (const item of replica.outbox.current) mine.add(item.scope) // a case that the server has not heard of yet
  const cases = [...mine].filter((name) => name.startsWith(`case/${village}-`))
  return [`square/${village}`, ...cases]
}

function toAppeal(name: string, scope: ScopeView, record: RecordView): Appeal {
  const text = (field: string): string => (record[field] as string | undefined) ?? ''
  return {
    scope: name,
    id: record.id,
    person: text('person'),
    by: text('by'),
    channel: text('channel'),
    heardBy: text('name'),
    meant: text('meant'),
    isSuggestion: text('sort') === 'suggestion',
    code: text('code'),
    title: record['hidden'] === true ? hiddenText().hiddenTitle : text('title'),
    text: text('text'),
    category: text('category'),
    place: text('place'),
    about: (record['about'] as About | undefined) ?? null,
    voice: (record['voice'] as VoiceRef | undefined) ?? null,
    photos: ((record['photos'] as readonly Partial<PhotoRef>[] | undefined) ?? []).map(photoOf),
    answers: (record['answers'] as readonly Answer[] | undefined) ?? [],
    notes: (record['notes'] as readonly Note[] | undefined) ?? [],
    steps: (record['steps'] as readonly Step[] | undefined) ?? [],
    calls: (record['calls'] as readonly Call[] | undefined) ?? [],
    supporters: (record['supporters'] as readonly string[] | undefined) ?? [],
    at: record.at,
    mark: scope.mark('appeal', record.id),
    isHidden: record['hidden'] === true,
  }
}

function photoOf({ blob = '', type = '', w = 4, h = 3 }: Partial<PhotoRef>): PhotoRef {
  return { blob, type, w, h }
}

export function mayFile(replica: Replica, village: string): boolean {
  return (replica.account.current?.grants ?? []).some((grant) => covers(grant.region, village))
}

/** Whether this account holds an office that answers there; `inConflict` says of whom it may not. */
export function mayAnswer(replica: Replica, village: string, scope: string): boolean {
  return (replica.account.current?.grants ?? []).some(
    (grant) => answers(scope, grant.role) && covers(grant.region, village),
  )
}

/** Whether a role answers what is raised in the scope. */
export function answers(scope: string, role: string): boolean {
  const roles: readonly string[] = ANSWERERS[sortOf(scope) === 'case' ? 'case' : 'square']
  return roles.includes(role)
}

export interface NewAppeal {
  readonly village: string
  /** whose it is; empty for who is there */
  readonly person: string
  readonly title: string
  readonly text: string
  readonly category: string
  readonly place: string
  readonly isPrivate: boolean
  readonly isSuggestion: boolean
  readonly about: About | null
  readonly photos: readonly (PhotoRef & { readonly bytes: ArrayBuffer })[]
  readonly voice: (VoiceRef & { readonly bytes: ArrayBuffer }) | null
}

/** Raise it: one act with its photos. Resolves with where it can be seen, once it is durable on this phone. */
export async function file(replica: Replica, form: NewAppeal): Promise<{ sort: string; id: string }> {
  const me = replica.account.current?.person
  if (me === undefined) throw new Error('signed_out')
  const person = form.person === '' ? me : form.person
  const id = freshId()
  const sort = form.isPrivate ? 'case' : 'square'
  const { voice, about } = form
  const set = {
    person,
    ...speaker(me, person),
    title: form.title.trim(),
    ...(form.text.trim() === '' ? {} : { text: form.text.trim() }),
    category: form.category,
    code: freshCode(),
    ...(form.isSuggestion ? { sort: 'suggestion' } : {}),
    ...(about === null ? {} : { about: { scope: about.scope, kind: about.kind, id: about.id } }),
    ...(voice === null ? {} : { voice: { blob: voice.blob, type: voice.type, ms: voice.ms } }),
    ...(form.place.trim() === '' ? {} : { place: form.place.trim() }),
  }
  const changes: Change[] = [{ do: 'appeal.file', id, set }]
  for (const { blob, type, w, h } of form.photos) {
    changes.push({ do: 'appeal.attach', id, append: { photos: { blob, type, w, h } } })
  }
  const attachments: Attachment[] = [...form.photos, ...(voice === null ? [] : [voice])].map((kept) => ({
    hash: kept.blob,
    type: kept.type,
    bytes: kept.bytes,
  }))
  await replica.write(scopeOf(sort, form.village, id), changes, attachments)
  return { sort, id }
}

/** What an officer writes down of somebody's words. */
export interface Heard {
  readonly village: string
  readonly title: string
  readonly text: string
  readonly category: string
  readonly channel: string
  readonly place: string
  /** whose it is, if he knows */
  readonly meant: string
  readonly isSuggestion: boolean
}

/** Write it down; resolves with its id and the code that is told to whoever said it. */
export async function capture(replica: Replica, heard: Heard): Promise<{ id: string; code: string }> {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  const [id, code] = [freshId(), freshCode()]
  const set = {
    title: heard.title.trim(),
    text: heard.text.trim(),
    category: heard.category,
    channel: heard.channel,
    by: me.person,
    name: me.name ?? me.person,
    code,
    ...(heard.meant === '' ? {} : { meant: heard.meant }),
    ...(heard.place.trim() === '' ? {} : { place: heard.place.trim() }),
    ...(heard.isSuggestion ? { sort: 'suggestion' } : {}),
  }
  await replica.write(`square/${heard.village}`, [{ do: 'appeal.capture', id, set }])
  return { id, code }
}

/** Say whose it is, as the officer believes. */
export async function mean(replica: Replica, one: Appeal, meant: string): Promise<void> {
  await replica.write(one.scope, [{ do: 'appeal.meant', id: one.id, set: { meant } }])
}

/** Say that what was written down is one's own. */
export async function claim(replica: Replica, one: Appeal): Promise<void> {
  const me = replica.account.current?.person
  if (me === undefined) throw new Error('signed_out')
  await replica.write(one.scope, [{ do: 'appeal.claim', id: one.id, set: { person: me } }])
}

/** A code drawn by chance (sync/spec/appeal.md, «Asking by code»). */
function freshCode(): string {
  const [drawn] = crypto.getRandomValues(new Uint32Array(1)) // 2^32 over 10^8: what is uneven is below one in forty
  return queryCode(String((drawn ?? 0) % 100_000_000).padStart(8, '0'))
}

/** A code as it is read aloud and typed: 3824-7716-4. */
export function codeWords(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`
}

/** Where a receipt leads: the code stands behind #, which browsers send to no server. */
export function receiptAddress(desk: string, code: string): string {
  return `${desk}#ask=${code}`
}

/** The code of a receipt that led here, empty where none did. */
export function receiptCode(hash: string): string {
  return /^#ask=(\d{9})$/.exec(hash)?.[1] ?? ''
}

export async function addNote(replica: Replica, to: Appeal, text: string): Promise<void> {
  const me = replica.account.current?.person
  if (me === undefined) throw new Error('signed_out')
  const notes = { text, ...speaker(me, to.person) }
  await replica.write(to.scope, [{ do: 'appeal.add', id: to.id, append: { notes } }])
}

/** `by` says who acts; nothing where the person speaks themselves (sync/spec/family.md 7). */
function speaker(me: string, person: string): { readonly by?: string } {
  return me === person ? {} : { by: me }
}

export async function giveAnswer(replica: Replica, to: Appeal, answer: Answer): Promise<void> {
  await replica.write(to.scope, [{ do: 'appeal.answer', id: to.id, append: { answers: { ...answer } } }])
}
