/** Draws as screens read them, and what people say of them: the only door of this feature to the replica. */
import {
  b64uEncode,
  checkDraw,
  contributionId,
  covers,
  DICE_ROLES,
  drawPlaces,
  drawState,
  type DrawState,
  enteredResults,
  type Entered,
  entrantId,
  type Placed,
  SALT_BYTES,
} from '@shaiba/sync'
import type { Contribution, Draw, Entrant, EntrantBehind, Entrants } from '../../generated/kinds.ts'
import type { Change, Mark, OpProof, Replica } from '../../replica/types.ts'

export const ANNOUNCERS = ['committee', 'supervisor', 'cadre'] as const
export const ENTERERS = ['committee', 'branch', 'supervisor', 'accountant', 'cadre', 'station'] as const
const ABOVE = ['cadre', 'station'] as const

/** A draw, and how it stands today. */
export interface Drawn {
  readonly draw: Draw
  readonly state: DrawState
  readonly entered: Entered
  readonly placed: Placed
  readonly mark: Mark
}

/** What of a draw is not as it must be: what follows from its record, and what only this phone knows. */
export type Wrong = ReturnType<typeof checkDraw>[number] | 'twice' | 'signature' | 'mine' | 'names'

/** What this phone added to a draw. */
export interface Own {
  readonly value: string
  readonly mark: Mark
}

export function draws(replica: Replica, village: string): readonly Drawn[] {
  const scope = replica.scope(`village/${village}`)
  const today = replica.today()
  const all = (scope.records('draw') as unknown as readonly Draw[]).filter((one) => (one.root as unknown) !== undefined)
  const rank = (state: DrawState): number => ({ entering: 0, open: 1, closed: 1, drawn: 2, void: 3 })[state]
  return all
    .map((draw): Drawn => ({
      draw,
      state: drawState(draw, today),
      entered: enteredResults(draw),
      placed: drawPlaces(draw),
      mark: scope.mark('draw', draw.id),
    }))
    .sort((a, b) => rank(a.state) - rank(b.state) || (a.draw.day < b.draw.day ? 1 : -1))
}

/** Whom the ids mean, where this phone may read it. */
export function behind(replica: Replica, village: string, draw: string): readonly EntrantBehind[] {
  if (!readsSquare(replica, village)) return []
  const found = replica.scope(`square/${village}`).record('entrants', draw) as unknown as Entrants | undefined
  return found?.people ?? []
}

/** The entrants that are of this person's household: by its number on the roll, or by the names of who lives there. */
export function ownEntrants(replica: Replica, village: string, draw: string): readonly EntrantBehind[] {
  const people = behind(replica, village, draw)
  if (people.length === 0) return []
  const members = replica.scope(`square/${village}`).records('member')
  const me = members.find((one) => one.id === replica.account.current?.person)
  const household = me?.['household']
  if (household === undefined) return []
  const names = new Set(members.filter((one) => one['household'] === household).map((one) => one['name']))
  return people.filter((one) => one.household === household || (one.household === undefined && names.has(one.name)))
}

export function readsSquare(replica: Replica, village: string): boolean {
  return replica.account.current?.scopes.includes(`square/${village}`) === true
}

/** What this phone added, or null. */
export function ownContribution(replica: Replica, village: string, draw: string): Own | null {
  const account = replica.account.current
  if (account === null || !readsSquare(replica, village)) return null
  const square = replica.scope(`square/${village}`)
  const id = contributionId(draw, account.device)
  const found = square.record('contribution', id) as unknown as Contribution | undefined
  return found === undefined ? null : { value: found.value, mark: square.mark('contribution', id) }
}

/** Add sixteen random bytes of this phone's to a draw: they wait here where there is no network. */
export async function contribute(replica: Replica, village: string, draw: string): Promise<void> {
  const account = replica.account.current
  if (account === null) throw new Error('signed_out')
  const value = b64uEncode(crypto.getRandomValues(new Uint8Array(SALT_BYTES)))
  const give = { do: 'contribution.give', id: contributionId(draw, account.device), set: { draw, value } }
  await replica.write(`square/${village}`, [give])
}

/** What this phone knows besides the record: the lines that it proves, its own part, whom the ids mean. */
export interface Known {
  readonly ops: readonly Pick<OpProof, 'changes' | 'signature'>[]
  readonly own: Own | null
  readonly people: readonly EntrantBehind[]
}

/** All that this phone finds wrong with a draw. */
export function wrongs(draw: Draw, { ops, own, people }: Known): readonly Wrong[] {
  const found: Wrong[] = checkDraw(draw)
  const said = ops.flatMap((op) => op.changes.filter((one) => one.id === draw.id).map((one) => one.do))
  const times = (verb: string): number => said.filter((one) => one === verb).length
  if (['draw.announce', 'draw.close', 'draw.settle'].some((verb) => times(verb) > 1)) found.push('twice')
  if (ops.some((op) => op.signature === 'bad')) found.push('signature')
  const isThere = own === null || draw.values === undefined || draw.values.includes(own.value)
  if (!isThere && (own.mark === 'received' || own.mark === 'proven')) found.push('mine')
  if (!namesFit(people, draw)) found.push('names')
  return found
}

/** Whether each id is that of its name and salt, and none lacks; where nothing is kept, nothing can be said. */
function namesFit(people: readonly EntrantBehind[], draw: Draw): boolean {
  if (people.length === 0) return true
  const good = new Set(people.filter((one) => entrantId(draw.id, salt(one), one.name) === one.id).map((one) => one.id))
  return good.size === draw.entrants.length && draw.entrants.every((one) => good.has(one.id))
}

function salt(one: EntrantBehind): Uint8Array {
  const text = one.salt.replaceAll('-', '+').replaceAll('_', '/')
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}

/** Somebody of the list, by id. */
export function entrantsById(draw: Draw): ReadonlyMap<string, Entrant> {
  return new Map(draw.entrants.map((one) => [one.id, one]))
}

/** Whether this account holds one of these roles in the village or above it. */
export function may(replica: Replica, village: string, ...roles: readonly string[]): boolean {
  return rolesOf(replica, village).some((role) => roles.includes(role))
}

/** The roles in which this person may enter the result of this draw. */
export function entersAs(replica: Replica, village: string, draw: Draw): readonly string[] {
  const asked: readonly string[] = draw.source === 'dice' ? DICE_ROLES : ENTERERS
  return [...new Set(rolesOf(replica, village))].filter((role) => asked.includes(role))
}

export function mayVoid(replica: Replica, village: string, draw: Draw): boolean {
  return may(replica, village, ...(draw.entries === undefined ? ANNOUNCERS : ABOVE))
}

function rolesOf(replica: Replica, village: string): readonly string[] {
  const grants = replica.account.current?.grants ?? []
  return grants.filter(({ region }) => covers(region, village)).map(({ role }) => role)
}

/** Who speaks, and today. */
export function signed(replica: Replica): { readonly by: string; readonly name: string } {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  return { by: me.person, name: me.name ?? me.person }
}

export async function enter(
  replica: Replica,
  village: string,
  draw: string,
  role: string,
  results: readonly string[],
): Promise<void> {
  const entries = { day: replica.today(), ...signed(replica), role, results }
  await say(replica, village, { do: 'draw.enter', id: draw, append: { entries } })
}

export async function decline(replica: Replica, village: string, draw: string, id: string, why: string): Promise<void> {
  const declined = { id, day: replica.today(), ...signed(replica), ...(why === '' ? {} : { why }) }
  await say(replica, village, { do: 'draw.decline', id: draw, append: { declined } })
}

export async function voidDraw(replica: Replica, village: string, draw: string, why: string): Promise<void> {
  await say(replica, village, { do: 'draw.void', id: draw, set: { voided: why } })
}

async function say(replica: Replica, village: string, change: Change): Promise<void> {
  await replica.write(`village/${village}`, [change])
}

/** A result as somebody types it, as it is signed: numbers of one or two digits, a space between; null where it is none. */
export function resultOf(typed: string): string | null {
  const plain = typed.normalize('NFKC').trim()
  const parts = plain.split(/[\s,、+，;；|]+/).filter((part) => part !== '')
  return parts.length > 0 && parts.length <= 20 && parts.every((part) => /^\d{1,2}$/.test(part))
    ? parts.join(' ')
    : null
}

/** Twenty throws as somebody types them, as four rows; null where they are not twenty digits. */
export function throwsOf(typed: string, count: number, row: number): string[] | null {
  const digits = typed.normalize('NFKC').replaceAll(/[\s,、，]+/g, '')
  if (!/^\d+$/.test(digits) || digits.length !== count) return null
  return Array.from({ length: count / row }, (_, i) => Array.from(digits.slice(i * row, (i + 1) * row)).join(' '))
}
