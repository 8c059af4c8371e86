/** Letters that enrol a phone (contract: sync/spec/roll.md, "Letters"). Nothing of them is kept here. */
import { SyncError } from '@shaiba/sync'
import { signIn } from './sign-in.ts'
import { type Letters, type ListedLetter, type NewLetter } from './types.ts'
import { type Env, ask, tell } from './wire.ts'

const PATH = '/identity/letters'

export function lettersOf(env: Env): Letters {
  const change = async (what: string, region: string, ids: readonly string[]): Promise<number> => {
    const answer = await inSession(env, () => tell(env, 'POST', `${PATH}/${what}`, { region, ids }))
    return ((await answer.json()) as { done: number }).done
  }
  return {
    async ask(region, people) {
      const answer = await inSession(env, () => tell(env, 'POST', PATH, { region, people }))
      return ((await answer.json()) as { letters: NewLetter[] }).letters
    },
    async list(region) {
      const answer = await inSession(env, () => ask(env, `${PATH}?region=${region}`))
      return ((await answer.json()) as { letters: ListedLetter[] }).letters
    },
    release: (region, ids) => change('release', region, ids),
    takeBack: (region, ids) => change('void', region, ids),
  }
}

/** Ask; where the session has ended, begin the next and ask once more. */
async function inSession(env: Env, asking: () => Promise<Response>): Promise<Response> {
  try {
    return await asking()
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== 'signed_out' || !(await signIn(env))) throw error
    return asking()
  }
}
