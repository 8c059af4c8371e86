/** Who read what concerns this phone's person, and opening what is covered (contract: sync/spec/privacy.md). */
import { SyncError } from '@shaiba/sync'
import { inSession } from './sign-in.ts'
import { type Access, type OwnHeld, type Privacy, type Standing } from './types.ts'
import { type Env, ask, tell } from './wire.ts'

export function privacy(env: Env): Privacy {
  return {
    async accesses() {
      return ((await (await ask(env, '/privacy/access')).json()) as { accesses: Access[] }).accesses
    },
    async standing(village, code) {
      try {
        return (await (await tell(env, 'POST', '/appeal/status', { village, code })).json()) as Standing
      } catch (error) {
        if (error instanceof SyncError && error.code === 'not_found') return null
        throw error
      }
    },
    async own() {
      return (await (await ask(env, '/privacy/own')).json()) as OwnHeld
    },
    async open(asked) {
      const answer = await inSession(env, () => tell(env, 'POST', '/privacy/open', asked))
      return ((await answer.json()) as { fields: Record<string, string> }).fields
    },
  }
}
