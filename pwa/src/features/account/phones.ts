/**
 * What became of the phones of this person and of the household: read from the log, so without network too
 * (sync/spec/people.md 21). What was read is kept with the drafts: it is one person's, and goes with him.
 */
import { keepDraft, readDraft } from '../../device/drafts.ts'
import type { Account, RecordView, Replica } from '../../replica/types.ts'

/** `changed`: one was added and another turned off on the same day: a new phone, a recovery, a PIN. */
export type What = 'added' | 'changed' | 'off'

export interface PhoneNews {
  /** of the device and what became of it: read once, it is not told again */
  readonly id: string
  readonly device: string
  /** where its record stands, and so where it is turned off */
  readonly scope: string
  readonly what: What
  /** null: this phone's own person */
  readonly name: string | null
  readonly day: string
  /** why it was turned off, as it was said */
  readonly why: string
}

const SEEN = 'phones-seen'

/** The public scope of the region that enrolled this phone: there the devices of its people stand. */
export function homeScope(home: string): string {
  return `${home.endsWith('000') ? 'region' : 'village'}/${home}`
}

/** What has happened since this phone came, newest first. Nothing before the phone knows when that was. */
export function phoneNews(replica: Replica, account: Account): readonly PhoneNews[] {
  const scope = homeScope(account.home)
  const log = replica.scope(scope)
  const own = log.record('device', account.device)
  if (own === undefined) return []
  const people = household(replica, account)
  const others = log.records('device').filter((one) => one.id !== own.id && people.has(String(one['person'])))
  const came = (one: RecordView): boolean => one['revoked'] === undefined && one.at > own.at
  const went = (one: RecordView): boolean => {
    const [off, since] = [text(one['revoked']), String(own['since'])]
    return one['person'] === account.person ? off > since : off >= since // on that day: by this one
  }
  const same = (one: RecordView, other: RecordView): boolean =>
    one['person'] === other['person'] && one['since'] === other['revoked']
  const added = others.filter(came)
  const off = others.filter(went)
  const tell = (one: RecordView, what: What): PhoneNews => ({
    id: `${what}/${one.id}`,
    device: one.id,
    scope,
    what,
    name: people.get(String(one['person'])) ?? null,
    day: String(what === 'off' ? one['revoked'] : one['since']),
    why: text(one['why']),
  })
  return [
    ...added.map((one) => tell(one, off.some((other) => same(one, other)) ? 'changed' : 'added')),
    ...off.filter((one) => !added.some((other) => same(other, one))).map((one) => tell(one, 'off')),
  ].sort((a, b) => (a.day < b.day ? 1 : -1))
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Names of those whose phones concern this person: of the household on the roll; his own is null. */
function household(replica: Replica, account: Account): ReadonlyMap<string, string | null> {
  const square = `square/${account.home}`
  const people = new Map<string, string | null>([[account.person, null]])
  if (!account.scopes.includes(square)) return people
  const own = replica.scope(square).record('member', account.person)
  if (own === undefined || own['left'] !== undefined) return people
  for (const one of replica.scope(square).records('member'))
    if (one['household'] === own['household'] && one['left'] === undefined && one.id !== account.person)
      people.set(one.id, String(one['name']))
  return people
}

/** What was read on this phone. */
export async function seenNews(): Promise<ReadonlySet<string>> {
  return new Set(await readDraft<readonly string[]>(SEEN))
}

export async function keepSeen(...ids: readonly string[]): Promise<ReadonlySet<string>> {
  const seen = new Set([...(await seenNews()), ...ids])
  await keepDraft(SEEN, [...seen])
  return seen
}

/** Turn one of this person's phones off; who does it need not be told. */
export async function turnOff(replica: Replica, scope: string, device: string, why: string): Promise<void> {
  await replica.write(scope, [{ do: 'device.revoke', id: device, set: { revoked: replica.today(), why } }])
  await keepSeen(`off/${device}`)
}
