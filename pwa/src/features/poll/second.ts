/**
 * The second issuer of an appraisal: its office makes a key on one of its phones, signs unseeing what is asked for, and
 * publishes for how many. The key never leaves that phone. Spec: sync/spec/poll.md, 15.
 */
import { b64uDecode, b64uEncode, type Bytes, MODULUS_BYTES, signBlinded } from '@shaiba/sync'
import { keepDraft, readDraft } from '../../device/drafts.ts'
import type { Office, Poll, Signing } from '../../generated/kinds.ts'
import type { Replica } from '../../replica/types.ts'

/** The key, as this phone keeps it: the primes of its modulus, and its public half. */
export interface IssuerKey {
  readonly p: Bytes
  readonly q: Bytes
  readonly spki: Bytes
}

const SORTS: readonly string[] = ['supervisory', 'liaison', 'discipline', 'inspection', 'observers']
/** Signatures fit in one line. */
const AT_ONCE = 20
const PRIME_BYTES = MODULUS_BYTES / 2

/** The scope in which this person's office is asked to sign, where it is the second issuer; else null. */
export function secondScope(replica: Replica, at: string, poll: Poll): string | null {
  if (poll.second === undefined) return null
  const office = `office/${at.slice(at.indexOf('/') + 1)}/${poll.second}`
  return replica.account.current?.scopes.includes(office) === true ? office : null
}

/** The offices that may be the second issuer of what this person asks in that log: of those that look at others' work. */
export function secondsFor(replica: Replica, at: string): readonly string[] {
  const own = new Set((replica.account.current?.grants ?? []).map(({ office }) => office))
  const all = replica.scope(at).records('office') as unknown as readonly Office[]
  return all
    .filter((one) => SORTS.includes(one.sort) && one.closed === undefined && !own.has(one.id))
    .map(({ id }) => id)
}

/** What that office is called. */
export function secondName(replica: Replica, at: string, poll: Poll): string {
  const name = replica.scope(at).record('office', poll.second ?? '')?.['name']
  return typeof name === 'string' ? name : (poll.second ?? '')
}

/** The key, where it was made on this phone. */
export function readKey(poll: Poll): Promise<IssuerKey | undefined> {
  return readDraft<IssuerKey>(nameOf(poll))
}

/** Make the key of this poll and say its public half. Pressed again after a failure, it is the same key. */
export async function sayKey(replica: Replica, at: string, poll: Poll): Promise<void> {
  const key = (await readKey(poll)) ?? (await makeKey())
  await keepDraft(nameOf(poll), key) // before anybody hears of it: what it signs for must be signed to the end
  await replica.write(at, [{ do: 'poll.second', id: poll.id, set: { issuer: b64uEncode(key.spki) } }])
}

async function makeKey(): Promise<IssuerKey> {
  const sort = {
    name: 'RSA-PSS',
    hash: 'SHA-384',
    modulusLength: 8 * MODULUS_BYTES,
    publicExponent: new Uint8Array([1, 0, 1]),
  }
  const pair = await crypto.subtle.generateKey(sort, true, ['sign', 'verify'])
  const { p = '', q = '' } = await crypto.subtle.exportKey('jwk', pair.privateKey)
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey))
  return { p: b64uDecode(p, PRIME_BYTES), q: b64uDecode(q, PRIME_BYTES), spki }
}

/** Whether this phone's key is the one that the poll names. */
export function isItsKey(poll: Poll, key: IssuerKey): boolean {
  return poll.issuer === b64uEncode(key.spki)
}

export function signings(replica: Replica, office: string, poll: Poll): readonly Signing[] {
  const all = replica.scope(office).records('signing') as unknown as readonly Signing[]
  return all.filter((one) => one.poll === poll.id)
}

/** Sign all that waits. What is no number that can be signed stays as it is: its own phone made it wrong. */
export async function signWaiting(replica: Replica, office: string, poll: Poll, key: IssuerKey): Promise<void> {
  const changes = signings(replica, office, poll).flatMap((one) => {
    if (one.signed !== undefined) return []
    const mask = crypto.getRandomValues(new Uint8Array(MODULUS_BYTES))
    mask[0] = 0 // below the modulus, whose first bit is set
    try {
      const signed = signBlinded(key.p, key.q, b64uDecode(one.blinded, MODULUS_BYTES), mask)
      return [{ do: 'signing.give', id: one.id, set: { signed: b64uEncode(signed) } }]
    } catch {
      return []
    }
  })
  for (let n = 0; n < changes.length; n += AT_ONCE) await replica.write(office, changes.slice(n, n + AT_ONCE))
}

/** For how many this office signed, by village. */
export function signedIn(all: readonly Signing[]): readonly { readonly village: string; readonly count: number }[] {
  const counts = new Map<string, number>()
  for (const one of all) if (one.signed !== undefined) counts.set(one.village, (counts.get(one.village) ?? 0) + 1)
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([village, count]) => ({ village, count }))
}

/** Publish it. */
export async function tellIssued(replica: Replica, office: string, at: string, poll: Poll): Promise<void> {
  const issued = signedIn(signings(replica, office, poll))
  await replica.write(at, [{ do: 'poll.issued', id: poll.id, set: { issued } }])
}

/** How many the second office says that it signed in all; null where it has not told yet. */
export function issuedOf(poll: Poll): number | null {
  return poll.issued === undefined ? null : poll.issued.reduce((sum, one) => sum + one.count, 0)
}

function nameOf(poll: Poll): string {
  return `issuer-${poll.id}`
}
