/** What an office writes: a form of texts, judged and made into what is said; what differs from the version before. Pure
 * but for the ends of the file, which read and write the replica. */
import { covers, parentCode } from '@shaiba/sync'
import { freshId } from '../../device/fresh.ts'
import type { Circular, Scheme } from '../../generated/kinds.ts'
import { recordsAbove, upwards } from '../../replica/above.ts'
import type { Replica } from '../../replica/types.ts'
import { personalIn } from '../../text/personal.ts'
import { t } from './deskText.ts'
import { t as common } from '../../text/common.ts'

export type Sort = 'scheme' | 'circular'
const WRITERS: Readonly<Record<Sort, readonly string[]>> = {
  scheme: ['admin', 'department', 'station'],
  circular: ['discipline', 'inspector'],
}

export interface Question {
  readonly ask: string
  readonly need: 'yes' | 'no'
  readonly otherwise: string
}

/** As it is being written: texts as they are typed; lists one thing a line. */
export interface Form {
  readonly texts: Readonly<Record<string, string>>
  readonly questions: readonly Question[]
  readonly audience: readonly string[]
  readonly region: string
}

export interface Asked {
  readonly name: string
  readonly type: 'line' | 'text' | 'lines' | 'day'
  readonly required?: boolean
  /** the public reaches an office by it: there a number may stand */
  readonly contact?: boolean
}
export const FIELDS: Readonly<Record<Sort, readonly Asked[]>> = {
  scheme: [
    { name: 'title', type: 'line', required: true },
    { name: 'plain', type: 'text', required: true },
    { name: 'who', type: 'text', required: true },
    { name: 'standard', type: 'text' },
    { name: 'papers', type: 'lines' },
    { name: 'window', type: 'line', required: true },
    { name: 'contact', type: 'line', contact: true },
    { name: 'since', type: 'day', required: true },
    { name: 'until', type: 'day' },
    { name: 'number', type: 'line' },
    { name: 'words', type: 'lines' },
  ],
  circular: [
    { name: 'title', type: 'line', required: true },
    { name: 'day', type: 'day', required: true },
    { name: 'facts', type: 'text', required: true },
    { name: 'law', type: 'text' },
    { name: 'outcome', type: 'text', required: true },
    { name: 'lesson', type: 'text', required: true },
    { name: 'powers', type: 'lines' },
  ],
}
const MOST_LINES = 12
const LONGEST_LINE = 120

const linesOf = (text = ''): string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '') // prettier-ignore

/** An empty form, or that of a version that stands. */
export function formOf(sort: Sort, region: string, past: Scheme | Circular | null, today: string): Form {
  const said = (past ?? {}) as Readonly<Record<string, unknown>>
  const text = ({ name, type }: Asked): string => {
    const value = said[name]
    if (Array.isArray(value)) return (value as string[]).join('\n')
    return typeof value === 'string' ? value : type === 'day' && name !== 'until' ? today : ''
  }
  const questions = (said['questions'] ?? []) as readonly Partial<Question>[]
  return {
    region,
    texts: Object.fromEntries(FIELDS[sort].map((one) => [one.name, text(one)])),
    questions: questions.map(({ ask = '', need = 'yes', otherwise = '' }) => ({ ask, need, otherwise })),
    audience: (said['audience'] ?? []) as readonly string[],
  }
}

/** What is wrong, by field; questions by their number. */
export function faultsOf(sort: Sort, { texts, questions, audience }: Form): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {}
  for (const { name, type, required, contact } of FIELDS[sort]) {
    const text = (texts[name] ?? '').trim()
    const lines = linesOf(text)
    const personal = contact ? undefined : personalIn(text)
    if (required && text === '') faults[name] = t().needed
    else if (personal !== undefined) faults[name] = personal
    else if (
      type === 'lines' &&
      (lines.length > MOST_LINES || lines.some((line) => Array.from(line).length > LONGEST_LINE))
    )
      faults[name] = t().longLine // prettier-ignore
    else if (name === 'powers' && lines.some((line) => !/^[A-Z]-[0-9]{2,3}$/.test(line))) faults[name] = t().badKey
  }
  if (texts['until'] && texts['until'] < (texts['since'] ?? '')) faults['until'] ??= t().early
  for (const [at, one] of questions.entries()) {
    const fault = one.ask.trim() === '' ? t().needed : personalIn(`${one.ask} ${one.otherwise}`)
    if (fault !== undefined) faults[`question ${String(at)}`] = fault
  }
  if (sort === 'circular' && audience.length === 0) faults['audience'] = t().noAudience
  return faults
}

/** What is said of it; `replaces` is the version whose place it takes, `clue` what a circular comes from. */
export function setOf(sort: Sort, form: Form, replaces: string, clue = ''): Readonly<Record<string, unknown>> {
  const said = FIELDS[sort].flatMap(({ name, type }): [string, unknown][] => {
    const text = (form.texts[name] ?? '').trim()
    if (text === '') return []
    return [[name, type === 'lines' ? linesOf(text) : text]]
  })
  const questions = form.questions.map(({ ask, need, otherwise }) => ({
    ask: ask.trim(),
    need,
    ...(otherwise.trim() === '' ? {} : { otherwise: otherwise.trim() }),
  }))
  return {
    ...Object.fromEntries(said),
    ...(sort === 'scheme' && questions.length > 0 ? { questions } : {}),
    ...(sort === 'circular' ? { audience: form.audience } : {}),
    ...(replaces === '' ? {} : { replaces }),
    ...(sort === 'circular' && clue !== '' ? { clue } : {}),
  }
}

/** What differs from the version before: field, as it stood, as it is to be. */
export function differing(
  past: Readonly<Record<string, unknown>>,
  set: Readonly<Record<string, unknown>>,
): readonly (readonly [field: string, before: string, after: string])[] {
  const names = Object.keys({ ...pick(past), ...set }).filter((name) => !['replaces', 'clue'].includes(name))
  return names
    .map((name) => [name, shown(past[name]), shown(set[name])] as const)
    .filter(([, before, after]) => before !== after)
}

const SAID = [...FIELDS.scheme, ...FIELDS.circular].map(({ name }) => name).concat('questions', 'audience')

function pick(past: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(past).filter(([name]) => SAID.includes(name)))
}

function shown(value: unknown): string {
  if (Array.isArray(value))
    return value.map((one) => (typeof one === 'string' ? one : (one as Question).ask)).join(common().comma)
  return typeof value === 'string' ? value : ''
}

/** Where this account may publish, the nearest first. */
export function regionsOf(replica: Replica, village: string, sort: Sort): readonly string[] {
  const grants = (replica.account.current?.grants ?? []).filter(({ role }) => WRITERS[sort].includes(role))
  return upwards(parentCode(village)).filter((code) => grants.some(({ region }) => covers(region, code)))
}

/** The versions that stand in the regions where this account may publish, the newest first. */
export function publishedOf(replica: Replica, village: string, sort: Sort): readonly (Scheme | Circular)[] {
  const regions = regionsOf(replica, village, sort)
  const made = sort === 'scheme' ? 'plain' : 'facts'
  const found = regions.flatMap((code) => replica.scope(`region/${code}`).records(sort))
  return found.filter((one) => one[made] !== undefined).sort((a, b) => b.at - a.at) as unknown as readonly (
    Scheme | Circular
  )[]
}

/** The region in whose log it stands. */
export function regionOf(replica: Replica, village: string, sort: Sort, id: string): string {
  const own = (code: string): boolean => replica.scope(`region/${code}`).record(sort, id) !== undefined
  return upwards(parentCode(village)).find(own) ?? ''
}

export function standing(replica: Replica, village: string, sort: Sort, id: string): Scheme | Circular | null {
  const found = recordsAbove(replica, village, sort).find((one) => one.id === id)
  return (found ?? null) as unknown as Scheme | Circular | null
}

/** Returns its id. */
export async function publish(replica: Replica, sort: Sort, region: string, set: object): Promise<string> {
  const id = freshId()
  await replica.write(`region/${region}`, [{ do: `${sort}.publish`, id, set: { ...set } }])
  return id
}

/** It is not given any more, or does not stand any more, and why. */
export async function end(replica: Replica, sort: Sort, region: string, id: string, why: string): Promise<void> {
  const change =
    sort === 'scheme'
      ? { do: 'scheme.end', id, set: { ended: replica.today(), why } }
      : { do: 'circular.withdraw', id, set: { withdrawn: why } }
  await replica.write(`region/${region}`, [change])
}
