/**
 * What concerns the person of this phone, from the records that the phone holds: nothing of it is stored anywhere, and what
 * was read is this phone's (sync/spec/notify.md, «The inbox»). Loaded when the app is there and has nothing else to do.
 */
import {
  dayOf,
  isHidden,
  LEVELS,
  type ModerationAct,
  moderationLife,
  type Record as Merged,
  type Step,
  workingDaysBetween,
} from '@shaiba/sync'
import { type Handling, handlingOf, hasDesk, lifeIn } from './handling.ts'
import type { Replica, RecordView, ScopeView } from './types.ts'

export type MessageSort =
  | 'step'
  | 'answer'
  | 'voices'
  | 'hide'
  | 'keep'
  | 'restore'
  | 'object'
  | 'due'
  | 'late'
  | 'payment'
  | 'owed'
  | 'explain'
  | 'match'
  | 'delegation'
  | 'meeting'
  | 'device'
  | 'revoked'

/** One line of it. `key` says which it is, so that it stays read; `what` is a step's name, or who or what it is about. */
export interface Message {
  readonly key: string
  /** ms since 1970 */
  readonly at: number
  readonly sort: MessageSort
  readonly to: readonly [route: string, params: Readonly<Record<string, string>>]
  readonly title: string
  readonly what: string
  readonly day: string
  readonly count: number
}

/** So many scopes are looked through for an office: a county's inspector reads hundreds, and has the round for them. */
const MOST_SCOPES = 60
/** A day is near when so many working days are left. */
const NEAR_DAYS = 2
/** Who answers for a village's books. */
const EXPLAINERS = ['accountant', 'committee', 'branch']
const DAY_MS = 24 * 3_600_000

/** Everything there is to hear, the newest first. */
export function messagesOf(replica: Replica, now: number): Message[] {
  const me = replica.account.current
  if (me === null) return []
  const handlings = new Map<string, Handling>()
  const handling = (village: string): Handling => {
    const known = handlings.get(village) ?? handlingOf(replica, village)
    handlings.set(village, known)
    return known
  }
  const shared = me.scopes.filter((scope) => /^(square|case)\//.test(scope)).slice(0, MOST_SCOPES)
  const found = [
    ...shared.flatMap((scope) => inShared(replica, scope, me.person, handling, now)),
    ...me.scopes.filter((scope) => scope.startsWith('home/')).flatMap((scope) => atHome(replica.scope(scope), scope)),
    ...called(replica, me.scopes, now),
    ...me.grants
      .filter(({ role, region }) => EXPLAINERS.includes(role) && !region.endsWith('000'))
      .flatMap(({ region }) => toExplain(replica.scope(`village/${region}`), region)),
    ...me.scopes.filter((scope) => scope.startsWith('watch/')).flatMap((scope) => matches(replica.scope(scope))),
    ...phones(replica.scope(`${me.home.endsWith('000') ? 'region' : 'village'}/${me.home}`), me.person, me.device),
  ]
  return found.sort((a, b) => b.at - a.at)
}

function inShared(
  replica: Replica,
  scope: string,
  me: string,
  handling: (village: string) => Handling,
  now: number,
): Message[] {
  const view = replica.scope(scope)
  const village = scope.slice(scope.indexOf('/') + 1).slice(0, 12)
  const appeals = view.records('appeal').flatMap((record) => {
    const to = ['appeal', { village, sort: scope.slice(0, scope.indexOf('/')), id: record.id }] as const
    const about = { to, title: textOf(record, 'title') }
    if ([record['person'], record['by'], record['meant']].includes(me))
      return [
        ...said(view.merged('appeal', record.id), about, me),
        ...hiding(view.record('moderation', record.id), about),
      ]
    return waiting(replica, village, scope, record, about, handling(village), now)
  })
  const delegations = view
    .records('delegation')
    .filter((one) => one['to'] === me || (one['person'] === me && one['by'] !== undefined))
    .map((one) => {
      const member = view.record('member', textOf(one, one['to'] === me ? 'person' : 'to'))
      return message(
        `d ${one.id}`,
        one.at,
        'delegation',
        ['family', {}],
        '',
        textOf(member, 'name'),
        textOf(one, 'until'),
      )
    })
  return [...appeals, ...delegations]
}

interface AboutWhat {
  readonly to: Message['to']
  readonly title: string
}

/** What others said and did about what I raised; neighbours' voices are one line, not forty. */
function said(record: Merged | undefined, { to, title }: AboutWhat, me: string): Message[] {
  const list = (name: string): readonly (readonly [string, unknown])[] => record?.lists?.[name] ?? []
  const steps = list('steps')
    .map(([tag, step]) => [tag, step as { step: string; by?: string; outcome?: string }] as const)
    .filter(([, step]) => step.by !== me)
    .map(([tag, step]) => message(tag, timeOf(tag), 'step', to, title, step.step))
  const answers = list('answers').map(([tag, answer]) =>
    message(tag, timeOf(tag), 'answer', to, title, (answer as { name: string }).name),
  )
  const voices = Object.entries(record?.sets?.['supporters'] ?? {}).filter(([voice]) => voice !== me)
  const last = voices
    .flatMap(([, tags]) => tags)
    .sort()
    .at(-1)
  const heard =
    last === undefined ? [] : [message(`v ${last}`, timeOf(last), 'voices', to, title, '', '', voices.length)]
  return [...steps, ...answers, ...heard]
}

/** What of it was hidden, kept hidden, shown again. */
function hiding(record: RecordView | undefined, { to, title }: AboutWhat): Message[] {
  const acts = (record?.['acts'] as readonly ModerationAct[] | undefined) ?? []
  return acts
    .filter((act) => act.act !== 'object')
    .map((act) =>
      message(`m ${to[1]['id'] ?? ''} ${String(act.n)}`, dayMs(act.day), act.act as 'hide', to, title, act.reason),
    )
}

/** What is asked of my desk, and near its day or past it: an appeal, an objection. */
function waiting(
  replica: Replica,
  village: string,
  scope: string,
  record: RecordView,
  { to, title }: AboutWhat,
  handling: Handling,
  now: number,
): Message[] {
  if (!hasDesk(replica, village, scope, LEVELS)) return []
  const { calendar, terms } = handling
  const life = lifeIn(scope, record.at, (record['steps'] as readonly Step[] | undefined) ?? [], handling)
  const asked = hasDesk(replica, village, scope, [life.level]) || isMine(replica, life.office) ? life.due : null
  const acts = replica.scope(scope).record('moderation', record.id)?.['acts'] as readonly ModerationAct[] | undefined
  const objected = moderationLife(acts ?? [], calendar, terms).parts.filter(
    (part) => isHidden(part) && part.to !== null && hasDesk(replica, village, scope, [part.to]),
  )
  const today = dayOf(now)
  const near = (due: string | null): due is string =>
    due !== null && (due < today || workingDaysBetween(calendar, today, due) <= NEAR_DAYS)
  const late = (due: string): MessageSort => (due < today ? 'late' : 'due')
  return [
    ...(near(asked)
      ? [message(`t ${record.id} ${late(asked)} ${asked}`, nearMs(asked, now), late(asked), to, title, '', asked)]
      : []),
    ...objected.map((part) =>
      message(
        `o ${record.id} ${part.part} ${part.due ?? ''}`,
        dayMs(part.day),
        'object',
        to,
        title,
        '',
        part.due ?? '',
      ),
    ),
  ]
}

function isMine(replica: Replica, office: string | null): boolean {
  return office !== null && (replica.account.current?.grants ?? []).some((grant) => grant.office === office)
}

/** What the household was paid, asked, or is owed. */
function atHome(view: ScopeView, scope: string): Message[] {
  const village = scope.slice(5, 17)
  return [
    ...view
      .records('confirmation')
      .map((one) =>
        message(
          `c ${one.id}`,
          one.at,
          'payment',
          ['house', { village }],
          textOf(one, 'payee'),
          '',
          textOf(one, 'until'),
          Number(one['amount_fen'] ?? 0),
        ),
      ),
    ...view
      .records('owed')
      .map((one) =>
        message(
          `w ${one.id}`,
          one.at,
          'owed',
          ['house', { village }],
          textOf(one, 'payee'),
          '',
          textOf(one, 'due'),
          Number(one['amount_fen'] ?? 0),
        ),
      ),
  ]
}

/** Meetings of my villages that were called, moved or called off, until they are over. */
function called(replica: Replica, scopes: readonly string[], now: number): Message[] {
  const villages = scopes.filter((scope) => scope.startsWith('square/')).map((scope) => scope.slice(7))
  return villages.slice(0, MOST_SCOPES).flatMap((village) =>
    replica
      .scope(`village/${village}`)
      .records('meeting')
      .map((one) => {
        const moves = (one['moves'] as readonly { readonly day: string }[] | undefined) ?? []
        return { one, moved: moves.length, day: moves.at(-1)?.day ?? textOf(one, 'day') }
      })
      .filter(({ day }) => day >= dayOf(now))
      .map(({ one, moved, day }) => {
        const off = textOf(one, 'cancelled')
        const key = `g ${one.id} ${String(moved)} ${String(off !== '')}`
        return message(key, one.at, 'meeting', ['meetings', { village, id: one.id }], textOf(one, 'title'), off, day)
      }),
  )
}

/** Entries whose invoice stands in other books, of which the village has said nothing yet (sync/spec/match.md). */
function toExplain(view: ScopeView, village: string): Message[] {
  return view
    .records('explanation')
    .filter((one) => !('settled' in one) && !('words' in one))
    .map((one) => {
      const [entry = ''] = (one['entries'] as readonly string[] | undefined) ?? []
      const title = textOf(view.record('entry', entry), 'summary')
      return message(`x ${one.id}`, one.at, 'explain', ['entry', { village, entry }], title)
    })
}

/** What inspection has not settled of these. */
function matches(view: ScopeView): Message[] {
  return view
    .records('match')
    .filter((one) => !('settled' in one))
    .map((one) => {
      const entries = (one['entries'] as readonly string[] | undefined) ?? []
      const village = entries[0]?.slice(0, 12) ?? ''
      const to = ['desk', { village, part: 'matches' }] as const
      return message(`y ${one.id}`, one.at, 'match', to, textOf(one, 'number'), '', '', entries.length)
    })
}

/** Phones that were enrolled as me besides this one, and those that were turned off. */
function phones(view: ScopeView, me: string, own: string): Message[] {
  return view
    .records('device')
    .filter((one) => one['person'] === me && one.id !== own)
    .map((one) =>
      message(
        `p ${one.id} ${String('revoked' in one)}`,
        one.at,
        'revoked' in one ? 'revoked' : 'device',
        ['account', {}],
        '',
      ),
    )
}

function message(
  key: string,
  at: number,
  sort: MessageSort,
  to: Message['to'],
  title: string,
  what = '',
  day = '',
  count = 0,
): Message {
  return { key, at, sort, to, title, what, day, count }
}

function textOf(record: RecordView | undefined, field: string): string {
  return (record?.[field] as string | undefined) ?? ''
}

/** When a change was said, by its tag. */
function timeOf(tag: string): number {
  return Number.parseInt(tag.slice(0, 12), 16)
}

/** Noon of a day in China: of what is known to the day. */
function dayMs(day: string): number {
  return Date.parse(`${day}T12:00:00+08:00`)
}

/** When a day came near. */
function nearMs(due: string, now: number): number {
  return Math.min(dayMs(due) - NEAR_DAYS * DAY_MS, now)
}
