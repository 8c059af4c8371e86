/** Schemes and case circulars as screens read them, and what is said of them: this feature's only door to the replica. */
import { covers, parentCode, regionLevel } from '@shaiba/sync'
import type { Circular, Finding, Reading, ReadingSigned, Scheme, SchemeQuestion } from '../../generated/kinds.ts'
import { recordsAbove } from '../../replica/above.ts'
import type { Replica } from '../../replica/types.ts'
import { fits, type Readings, wordsOf } from '../../text/sought.ts'

/** What may be asked for in a village today: begun, not past, not ended, and nothing newer in its place. */
export function schemesOf(replica: Replica, village: string, today: string): readonly Scheme[] {
  const all = (recordsAbove(replica, village, 'scheme') as unknown as readonly Scheme[]).filter(
    (one) => (one.plain as unknown) !== undefined,
  )
  const replaced = new Set(all.filter(({ since }) => since <= today).map((one) => one.replaces))
  return all
    .filter(({ since, until, ended }) => since <= today && today <= (until ?? '~') && today < (ended ?? '~'))
    .filter(({ id }) => !replaced.has(id))
}

/** Those that hold all words, as they are written or as they are read (`readings`: how each sign is). */
export function find(schemes: readonly Scheme[], query: string, readings: Readings): readonly Scheme[] {
  const words = wordsOf(query)
  return schemes.filter((one) => {
    const texts = [one.plain, one.who, one.number ?? '', ...(one.papers ?? [])]
    return fits(words, [one.title, ...(one.words ?? [])], readings, texts)
  })
}

export type Told = 'open' | 'likely' | 'unlikely'

/** What answers (yes, no, none yet) come to; they stay where they were given. `because` is the first that speaks against. */
export function judge(
  questions: readonly SchemeQuestion[],
  answers: readonly (boolean | null)[],
): { readonly told: Told; readonly because: SchemeQuestion | null } {
  const against = questions.find((one, at) => {
    const answer = answers[at] ?? null
    return answer !== null && answer !== (one.need === 'yes')
  })
  if (against !== undefined) return { told: 'unlikely', because: against }
  return { told: questions.every((_, at) => (answers[at] ?? null) !== null) ? 'likely' : 'open', because: null }
}

/** A circular, and who of this village has signed for it. */
export interface Case {
  readonly circular: Circular
  readonly signed: readonly ReadingSigned[]
}

/** The circulars that reach a village, the newest version of each, the newest first; a person counts once. */
export function casesOf(replica: Replica, village: string): readonly Case[] {
  const scope = replica.scope(`village/${village}`)
  const all = recordsAbove(replica, village, 'circular') as unknown as readonly Circular[]
  const replaced = new Set(all.map((one) => one.replaces))
  return all
    .filter((one) => (one.facts as unknown) !== undefined && !replaced.has(one.id))
    .sort((a, b) => (a.day < b.day ? 1 : -1))
    .map((circular) => {
      const all = (scope.record('reading', circular.id) as unknown as Reading | undefined)?.signed ?? []
      return { circular, signed: all.filter((one, at) => all.findIndex(({ by }) => by === one.by) === at) }
    })
}

/** Whether this account says what one may ask for, or what came of cases, in a region above the village. */
export function mayPublish(replica: Replica, village: string): boolean {
  const roles = ['admin', 'department', 'station', 'discipline', 'inspector']
  return (replica.account.current?.grants ?? []).some(
    ({ role, region }) => roles.includes(role) && region !== village && covers(region, village),
  )
}

/** The log and the role in which this account is still to sign: of the village, or of its town; null where it is not, or
 * has. */
export function placeToSign(
  replica: Replica,
  village: string,
  { circular, signed }: Case,
): { readonly scope: string; readonly role: string } | null {
  const me = replica.account.current
  if (me === null || circular.withdrawn !== undefined || signed.some(({ by }) => by === me.person)) return null
  const audience: readonly string[] = circular.audience
  const town = parentCode(village)
  for (const { role, region } of me.grants) {
    if (!audience.includes(role)) continue
    if (region === village) return { scope: `village/${village}`, role }
    if (region === town && regionLevel(town) === 'town' && !hasSigned(replica, town, circular.id, me.person))
      return { scope: `region/${town}`, role }
  }
  return null
}

function hasSigned(replica: Replica, town: string, circular: string, person: string): boolean {
  const reading = replica.scope(`region/${town}`).record('reading', circular) as unknown as Reading | undefined
  return (reading?.signed ?? []).some(({ by }) => by === person)
}

export async function sign(replica: Replica, scope: string, circular: string, role: string): Promise<void> {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  const signed = { day: replica.today(), by: me.person, name: me.name ?? me.person, role }
  await replica.write(scope, [{ do: 'reading.sign', id: circular, append: { signed } }])
}

/** What came of sealed tips about a village or what stands above it; where one stands for another, the newer. */
export function findingsOf(replica: Replica, village: string): readonly Finding[] {
  const all = recordsAbove(replica, village, 'finding') as unknown as readonly Finding[]
  const replaced = new Set(all.map(({ instead }) => instead))
  return all.filter(({ id, about }) => covers(about, village) && !replaced.has(id))
}
