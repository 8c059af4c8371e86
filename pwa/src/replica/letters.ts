/** Letters that enrol a phone (contract: sync/spec/roll.md, "Letters"). Nothing of them is kept here. */
import { inSession } from './sign-in.ts'
import { type Letters, type ListedLetter, type LostPhone, type NewLetter } from './types.ts'
import { type Env, ask, tell } from './wire.ts'

const PATH = '/identity/letters'

export function lettersOf(env: Env): Letters {
  const change = async (what: string, region: string, ids: readonly string[]): Promise<number> => {
    const answer = await inSession(env, () => tell(env, 'POST', `${PATH}/${what}`, { region, ids }))
    return ((await answer.json()) as { done: number }).done
  }
  return {
    async ask(region, people, replaces) {
      const answer = await inSession(env, () => tell(env, 'POST', PATH, { region, people, replaces }))
      return ((await answer.json()) as { letters: NewLetter[] }).letters
    },
    async list(region) {
      const answer = await inSession(env, () => ask(env, `${PATH}?region=${region}`))
      return ((await answer.json()) as { letters: ListedLetter[] }).letters
    },
    release: (region, ids) => change('release', region, ids),
    takeBack: (region, ids) => change('void', region, ids),
    async waiting() {
      return ((await (await ask(env, `${PATH}/attest`)).json()) as { waiting: LostPhone[] }).waiting
    },
    async attest(region, id, digits) {
      const answer = await inSession(env, () => tell(env, 'POST', `${PATH}/attest`, { region, id, digits }))
      return ((await answer.json()) as { count: number }).count
    },
  }
}
