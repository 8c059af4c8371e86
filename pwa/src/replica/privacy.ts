/** Who read what concerns this phone's person, and opening what is covered (contract: sync/spec/privacy.md). */
import { inSession } from './sign-in.ts'
import { type Access, type OwnHeld, type Privacy } from './types.ts'
import { type Env, ask, tell } from './wire.ts'

export function privacy(env: Env): Privacy {
  return {
    async accesses() {
      return ((await (await ask(env, '/privacy/access')).json()) as { accesses: Access[] }).accesses
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
