/** Passkeys, phones and sessions of this phone's person, as the server has them (sync/spec/people.md). */
import { SyncError } from '@shaiba/sync'
import { adopt, askPasskey, inSession, introduce, keepAccount, makeDevice, signInAs } from './sign-in.ts'
import { type DeviceRow } from './db.ts'
import { type Keys, type KeptLine, type OwnDevice, type OwnPasskey, type ShownLink } from './types.ts'
import { type Env, ask, tell } from './wire.ts'

export function keysOf(env: Env): Keys {
  const get = async <T>(path: string): Promise<T> => (await (await ask(env, `/identity/${path}`)).json()) as T
  const send = (method: string, path: string, body?: unknown): Promise<Response> =>
    tell(env, method, `/identity/${path}`, body)
  /** the key of a phone that has answered a link and was not confirmed yet */
  let offered: DeviceRow | null = null
  return {
    devices: () => get<readonly OwnDevice[]>('devices'),
    async endSession(id) {
      await send('DELETE', `sessions/${id}`)
    },
    passkeys: () => get<readonly OwnPasskey[]>('passkeys'),
    async addPasskey(name) {
      const options = (await (await send('POST', 'passkeys/options', {})).json()) as object
      const credential = await askPasskey(options, true)
      await keepAccount(env, await send('POST', 'passkeys', { credential, name }))
    },
    async removePasskey(id) {
      await keepAccount(env, await send('DELETE', `passkeys/${id}`))
    },
    knockKey: async () => ((await (await ask(env, '/notify/key')).json()) as { key: string }).key,
    async knock(endpoint) {
      await (endpoint === null ? tell(env, 'DELETE', '/notify/push') : tell(env, 'PUT', '/notify/push', { endpoint }))
    },
    kept: () => get<readonly KeptLine[]>('kept'),
    async dropKept(id) {
      await send('DELETE', `kept/${id}`)
    },
    beginLink: async () => (await (await inSession(env, () => send('POST', 'link', {}))).json()) as ShownLink,
    async seeLink() {
      try {
        return await get<ShownLink>('link')
      } catch (error) {
        if (error instanceof SyncError && error.code === 'not_found') return null
        throw error
      }
    },
    async confirmLink(device) {
      await inSession(env, () => send('POST', 'link/confirm', { device }))
    },
    async dropLink() {
      await send('DELETE', 'link')
    },
    async answerLink(secret) {
      offered ??= await makeDevice()
      const body = { secret, ...(await introduce(offered, secret)) }
      return ((await (await send('POST', 'link/offer', body)).json()) as { digits: string }).digits
    },
    async awaitLink() {
      if (!offered) return null
      try {
        const account = await adopt(env, offered, await signInAs(env, offered))
        env.bus.deliver({ say: 'account' })
        return account
      } catch (error) {
        if (error instanceof SyncError && error.code === 'unknown_device') return null
        throw error
      }
    },
  }
}
