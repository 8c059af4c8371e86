/** How the server knows this phone: its device key, the account it is enrolled with, and the session (contract: /identity). */
import { SyncError, b64uEncode, deviceId, sign } from '@shaiba/sync'
import { makeKey } from '../device/keys.ts'
import { makePasskey, usePasskey } from '../device/passkey.ts'
import { isPublic } from './account.ts'
import { type DeviceRow } from './db.ts'
import { forget } from './let-go.ts'
import { release } from './outbox.ts'
import { type Account, type DemoPerson } from './types.ts'
import { type Env, ask, tell } from './wire.ts'

/** Enrol this phone with a code from the township. Throws `bad_code` for every wrong answer. */
export async function enrol(env: Env, code: string, household: string): Promise<Account> {
  const device = await makeDevice()
  const body = { code, household, ...(await introduce(device, code)) }
  return adopt(env, device, (await (await tell(env, 'POST', '/identity/enrol', body)).json()) as Account)
}

/** The people that a demonstration server offers; none elsewhere. */
export async function demoPeople(env: Env): Promise<readonly DemoPerson[]> {
  return (await (await ask(env, '/demo/people')).json()) as DemoPerson[]
}

export async function demoEnrol(env: Env, person: string): Promise<Account> {
  const device = await makeDevice()
  const body = { person, ...(await introduce(device, person)) }
  return adopt(env, device, (await (await tell(env, 'POST', '/demo/enrol', body)).json()) as Account)
}

/** Begin a session with the device key. False where there is no key, or the server does not know it (any more). */
export async function signIn(env: Env): Promise<boolean> {
  const device = (await env.store.run((db) => db.get('keys', 'device'))) as DeviceRow | undefined
  if (!device) return false
  const account = await signInAs(env, device)
  await env.store.write(['keys', 'meta'], 'strict', async (tx) => {
    void tx.objectStore('meta').put({ device: device.id, at: env.now() } satisfies SessionRow, 'session')
    await tx.objectStore('keys').put(account, 'account')
  })
  env.bus.post({ say: 'account' })
  return true
}

/** Begin a session with this key; the account that it is of. */
export async function signInAs(env: Env, device: DeviceRow): Promise<Account> {
  const asked = await tell(env, 'POST', '/identity/challenge', { device: device.id })
  const { challenge } = (await asked.json()) as { challenge: string }
  const sig = await signText(device, `shaiba-session-v1\n${challenge}`)
  const body = { device: device.id, challenge, sig }
  return (await (await tell(env, 'POST', '/identity/session', body)).json()) as Account
}

/** The person shows to be there: with a passkey, or, of a demo's people who have none, by the tap that led here. */
export async function stepUp(env: Env): Promise<void> {
  const account = await whoAmI(env)
  if (account.passkeys === 0) await keepAccount(env, await tell(env, 'POST', '/demo/step-up'))
  else {
    const asked = await tell(env, 'POST', '/identity/step-up/options', {})
    const credential = await askPasskey((await asked.json()) as object)
    await keepAccount(env, await tell(env, 'POST', '/identity/step-up', { credential }))
  }
  await release(env, 'step_up')
}

/** Ask; where the session has ended, begin the next, and where it must be shown who is there, show it; then ask again. */
export async function inSession(env: Env, asking: () => Promise<Response>): Promise<Response> {
  for (let tries = 0; ; tries++) {
    try {
      return await asking()
    } catch (error) {
      if (!(error instanceof SyncError) || tries > 1) throw error
      if (error.code === 'step_up') await stepUp(env)
      else if (error.code !== 'signed_out' || !(await signIn(env))) throw error
    }
  }
}

/** The account as the server has it now; a session is begun where there is none. */
async function whoAmI(env: Env): Promise<Account> {
  return (await (await inSession(env, () => ask(env, '/identity/me'))).json()) as Account
}

/** Keep the account that an answer tells. */
export async function keepAccount(env: Env, answer: Response): Promise<void> {
  const account = (await answer.json()) as Account
  await env.store.write(['keys'], 'strict', async (tx) => {
    await tx.objectStore('keys').put(account, 'account')
  })
  env.bus.post({ say: 'account' })
  env.bus.deliver({ say: 'account' })
}

/** What the browser's passkey answers. Whatever keeps it from that is `bad_passkey`. */
export async function askPasskey(options: object, make = false): Promise<unknown> {
  try {
    return await (make ? makePasskey(options) : usePasskey(options))
  } catch (error) {
    throw new SyncError('bad_passkey', { why: error instanceof Error ? error.name : '' })
  }
}

interface SessionRow {
  readonly device: string
  /** when it began, ms since 1970 */
  readonly at: number
}

/** An official's session lasts twelve hours. One that is lost before, the server does not know: it says so (scope.md). */
const SESSION_MS = 6 * 3_600_000

/** See that a session is there. False where the server does not know this phone's key (any more). */
export async function holdSession(env: Env, account: Account): Promise<boolean> {
  const held = (await env.store.run((db) => db.get('meta', 'session'))) as SessionRow | undefined
  if (held?.device === account.device && Math.abs(env.now() - held.at) < SESSION_MS) return true
  try {
    return await signIn(env)
  } catch (error) {
    if (error instanceof SyncError && error.retry !== 'later') return false
    throw error
  }
}

/** The server does not know the session: the browser has lost its cookie, or it was ended. */
export async function forgetSession(env: Env): Promise<void> {
  await env.store.run((db) => db.delete('meta', 'session'))
}

/**
 * Leave: the session, the key, the account, and all that only this account may read. What is queued stays queued; it
 * is signed already.
 */
export async function signOut(env: Env): Promise<void> {
  await tell(env, 'DELETE', '/identity/session').catch(() => undefined) // offline too; without its key the phone is nobody
  const scopes = await env.store.run((db) => db.getAllKeys('scopes'))
  const secret = scopes.filter((scope) => !isPublic(scope))
  await forget(env.store, secret)
  await env.store.write(['keys', 'meta'], 'strict', async (tx) => {
    void tx.objectStore('keys').delete('device')
    void tx.objectStore('keys').delete('account')
    await tx.objectStore('meta').delete('session')
  })
  env.bus.post({ say: 'account' })
  for (const scope of secret) env.bus.post({ say: 'changed', scope, keys: null })
}

export async function makeDevice(): Promise<DeviceRow> {
  const { alg, publicKey, privateKey } = await makeKey()
  return { id: deviceId(alg, publicKey), alg, publicKey, privateKey }
}

/** The new key, and the proof that this phone holds its private half. */
export async function introduce(device: DeviceRow, secret: string): Promise<{ alg: string; key: string; sig: string }> {
  const sig = await signText(device, `shaiba-enrol-v1\n${secret}`)
  return { alg: device.alg, key: b64uEncode(device.publicKey), sig }
}

export async function signText(device: DeviceRow, text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return b64uEncode(await sign(device.alg, device.privateKey, digest))
}

export async function adopt(env: Env, device: DeviceRow, account: Account): Promise<Account> {
  await env.store.write(['keys', 'meta'], 'strict', async (tx) => {
    void tx.objectStore('keys').put(device, 'device')
    void tx.objectStore('meta').put({ device: device.id, at: env.now() } satisfies SessionRow, 'session')
    await tx.objectStore('keys').put(account, 'account')
  })
  await release(env, 'sign_in')
  env.bus.post({ say: 'account' })
  return account
}
