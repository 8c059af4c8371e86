/** All that is held of one person, as data and as a page to read (sync/spec/privacy.md, «A copy of one's own»). */
import { view } from '@shaiba/sync'
import type { Access, Account, RecordView, Replica, ScopeView } from '../../replica/types.ts'
import { zip } from '../../device/zip.ts'

/** In the order in which they are read. Null where the server could not be asked. */
export interface Own {
  readonly account: Account
  readonly devices: readonly object[] | null
  readonly passkeys: readonly object[] | null
  readonly kept: readonly object[] | null
  readonly letters: readonly object[] | null
  readonly rolls: readonly object[] | null
  readonly originals: readonly object[] | null
  readonly member: RecordView | undefined
  readonly delegations: readonly RecordView[]
  readonly interest: RecordView | undefined
  readonly appeals: readonly RecordView[]
  readonly answers: readonly RecordView[]
  readonly accesses: readonly Access[] | null
}

/** All of it, from this phone and from its server: what is of its person, and never another's. */
export async function gather(replica: Replica, account: Account): Promise<Own> {
  const { person, home } = account
  const square = replica.scope(`square/${home}`)
  const of = (kind: string): readonly RecordView[] =>
    account.scopes
      .filter((scope) => scope.startsWith(`${kind}/`))
      .flatMap((scope) => replica.scope(scope).records(OF[kind] ?? ''))
  const [keys, privacy] = await Promise.all([replica.keys(), replica.privacy()])
  const held = await orNull(privacy.own())
  return {
    account,
    devices: await orNull(keys.devices()),
    passkeys: await orNull(keys.passkeys()),
    kept: await orNull(keys.kept()),
    letters: held?.letters ?? null,
    rolls: held?.rolls ?? null,
    originals: held?.originals ?? null,
    member: square.record('member', person),
    delegations: square.records('delegation').filter((one) => one['person'] === person || one['to'] === person),
    interest: square.record('interest', person),
    appeals: ownOf([...square.records('appeal'), ...of('case')], person).map((one) => asSaid(square, one)),
    answers: of('home').map((one) => ownAnswer(one, person)),
    accesses: await orNull(privacy.accesses()),
  }
}

/** What a private scope holds of people. */
const OF: Readonly<Record<string, string>> = { case: 'appeal', home: 'confirmation' }

/** Null where it cannot be asked now. */
const orNull = <T>(asked: Promise<T>): Promise<T | null> => asked.catch(() => null)

/** Records that this person made, or that are of this person; never another's. */
export function ownOf(records: readonly RecordView[], person: string): RecordView[] {
  return records.filter((record) => record['person'] === person)
}

/** With what is hidden from others (sync/spec/moderation.md): it is the person's own. */
function asSaid(square: ScopeView, one: RecordView): RecordView {
  const merged = one['hidden'] === undefined ? undefined : square.merged(one.kind, one.id)
  return merged === undefined ? one : { ...(view(merged) as unknown as RecordView), at: one.at }
}

/** What the household was asked; what another one of it answered is left out. */
export function ownAnswer(asked: RecordView, person: string): RecordView {
  const { answer, ...rest } = asked
  return (answer as { by?: string } | undefined)?.by === person ? asked : rest
}

/** The zip: `data.json` and `page.html`. `titles` are the headings of the page, by the names of the parts. */
export function pack(own: Own, titles: Readonly<Record<keyof Own, string>>, title: string, at: Date): File {
  const data = JSON.stringify(own, null, 1)
  const page = toPage(own, titles, title)
  const bytes = zip(
    [
      { name: 'data.json', text: data },
      { name: 'page.html', text: page },
    ],
    at,
  )
  return new File([bytes], 'shaiba-my-data.zip', { type: 'application/zip' })
}

export function toPage(own: Own, titles: Readonly<Record<keyof Own, string>>, title: string): string {
  const sections = (Object.keys(titles) as (keyof Own)[]).map((part) => {
    const value = own[part]
    const rows = (Array.isArray(value) ? value : value ? [value] : []) as readonly object[]
    return `<h2>${escape(titles[part])}</h2>${rows.map(toTable).join('<hr>') || '<p>—</p>'}`
  })
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title>`
  return `<!doctype html>${head}<h1>${escape(title)}</h1>${sections.join('')}`
}

function toTable(row: object): string {
  const cells = Object.entries(row).map(([name, value]: [string, unknown]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return `<tr><th align="left">${escape(name)}</th><td>${escape(text)}</td></tr>`
  })
  return `<table>${cells.join('')}</table>`
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${String(sign.charCodeAt(0))};`)
}
