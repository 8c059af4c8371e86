/**
 * Who else vouches that everybody sees this history: asked with the look at the head, checked here, kept.
 *
 * Spec: sync/spec/witness.md, A phone.
 */
import {
  MAX_DRIFT_MS,
  SyncError,
  b64uDecode,
  deviceCosigner,
  openCosigned,
  openNote,
  parseCosigner,
  splitNote,
  view,
  witnessedAt,
  dayOf,
} from '@shaiba/sync'
import { type Policy } from '../generated/kinds.ts'
import { clockOffset } from './offset.ts'
import { compare } from './compare.ts'
import { type LogRow, type WitnessedRow } from './db.ts'
import { exchange } from './exchange.ts'
import { placesOf } from './places.ts'
import { recordAt, recordsOf } from './records.ts'
import { type Env, ask } from './wire.ts'

const ROLE = 'supervisor'

/** People who watch over a region: their devices and terms stand in its log and in those above it. */
interface Term {
  readonly person: string
  readonly name?: string
  readonly role: string
  readonly since: string
  readonly until: string
  readonly ended?: string
}
interface Device {
  readonly id: string
  readonly person: string
  readonly alg: string
  readonly key: string
  readonly revoked?: string
}

/** Hear what the regions above ask for, and who vouched for this log last; check it, keep it. Throws Unreachable. */
export async function lookWitnessed(env: Env, log: LogRow, scope: string): Promise<void> {
  for (let more = true, waitS = 0; more && waitS === 0;)
    ({ more, waitS } = await exchange(env, { scopes: regionsOf(scope), mine: false }))
  const note = await fetchWitnessed(env, scope)
  const policy = await policyFor(env, scope)
  const days = policy && policy.committee + policy.outside > 0 ? policy.days : null
  const nobody: WitnessedRow = { size: 0, at: null, names: [], enough: false, days }
  const compared = note === null ? 'nothing' : await compare(env, log, scope, note)
  const found = note !== null && compared === 'same' ? await count(env, log, scope, note, policy, nobody) : nobody
  await env.store.write(['scopes'], 'relaxed', async (tx) => {
    const now = await tx.objectStore('scopes').get(scope)
    if (!now) return
    const held = now.witnessed
    // An older note does not take back what others have vouched for; only another policy does.
    const kept = held?.days === days && (held.at ?? 0) > (found.at ?? 0) && (held.enough || !found.enough)
    await tx.objectStore('scopes').put({ ...now, witnessed: kept ? held : found })
  })
  env.bus.post({ say: 'changed', scope, keys: [] })
}

/** The newest note that others vouched for; null where there is none, or none of ours. */
async function fetchWitnessed(env: Env, scope: string): Promise<string | null> {
  try {
    return await (await ask(env, `/log/${scope}/witnessed`, { cache: 'no-store' })).text()
  } catch (error) {
    if (error instanceof SyncError && error.code === 'not_found') return null
    throw error
  }
}

/** The policy of the nearest region at or above the scope that has one, as far as this phone has heard. */
async function policyFor(env: Env, scope: string): Promise<Policy | null> {
  for (const place of regionsOf(scope)) {
    const row = await recordAt(env.store, [place, 'policy', 'witness'])
    if (row) return view(row.record) as unknown as Policy
  }
  return null
}

/** The logs in which the policy for a scope may stand, the nearest first. */
function regionsOf(scope: string): string[] {
  return placesOf(scope).filter((place) => place.startsWith('region/'))
}

/** The cosignatures of those who count, and whether they are enough. */
async function count(
  env: Env,
  log: LogRow,
  scope: string,
  note: string,
  policy: Policy | null,
  nobody: WitnessedRow,
): Promise<WitnessedRow> {
  const phones = await phonesUnder(env, log, scope, note)
  const outsiders = policy?.witnesses ?? []
  let times: Map<string, number>
  try {
    times = await openCosigned(note, [...phones.keys(), ...outsiders])
  } catch (error) {
    if (error instanceof SyncError) return nobody
    throw error
  }
  const now = env.now() + (await clockOffset(env.store))
  const committee = new Map<string, Vouched>()
  const outside = new Map<string, Vouched>()
  for (const [vkey, s] of times) {
    const at = s * 1000
    if (at > now + MAX_DRIFT_MS) continue // of a time to come: it would never grow old
    const device = phones.get(vkey)
    const term = device && (await termOf(env, scope, device, at))
    if (term) newest(committee, term.person, { at, name: term.name ?? term.person })
    else if (!device) newest(outside, parseCosigner(vkey).key.join(), { at, name: parseCosigner(vkey).name })
  }
  const all = [...committee.values(), ...outside.values()]
  if (all.length === 0) return nobody
  const needed = policy ?? { committee: 0, outside: 0 }
  const at = witnessedAt(...([committee, outside].map(timesIn) as [number[], number[]]), needed)
  const names = all.map(({ name }) => name)
  const { size } = await openNote(note, log.vkey)
  return { ...nobody, size, at: at ?? Math.max(...timesIn(all)), names, enough: at !== null }
}

interface Vouched {
  readonly at: number
  readonly name: string
}

function newest(of: Map<string, Vouched>, who: string, vouched: Vouched): void {
  if ((of.get(who)?.at ?? -1) < vouched.at) of.set(who, vouched)
}

function timesIn(vouched: Map<string, Vouched> | readonly Vouched[]): number[] {
  return [...vouched.values()].map(({ at }) => at)
}

/** The phones that say they signed this note and that the village's log knows, by verifier key. */
async function phonesUnder(env: Env, log: LogRow, scope: string, note: string): Promise<Map<string, Device>> {
  const prefix = `${log.name}/device/`
  const phones = new Map<string, Device>()
  for (const { name } of splitNote(note).signatures.filter((sig) => sig.name.startsWith(prefix))) {
    const id = name.slice(prefix.length)
    for (const place of placesOf(scope)) {
      const row = await recordAt(env.store, [place, 'device', id])
      const device = row && (view(row.record) as unknown as Device)
      if (device?.alg !== 'ed25519') continue
      phones.set(deviceCosigner(log.name, id, b64uDecode(device.key, 32)), device)
      break
    }
  }
  return phones
}

/** The term in which a device's person watched over this very region at that time. */
async function termOf(env: Env, scope: string, device: Device, at: number): Promise<Term | undefined> {
  const day = dayOf(at)
  if (device.revoked !== undefined && device.revoked <= day) return undefined
  const rows = await recordsOf(env.store, scope, 'grant')
  return rows
    .map(({ record }) => view(record) as unknown as Term)
    .find(
      ({ person, role, since, until, ended }) =>
        person === device.person && role === ROLE && since <= day && day <= until && !(ended !== undefined && ended <= day), // prettier-ignore
    )
}
