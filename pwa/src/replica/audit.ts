/**
 * Look at the newest head of a log that did not grow, and at who else vouches for it.
 *
 * A pull compares histories only where lines are added: whoever edits an old line and adds none would go unseen until
 * somebody writes. What is asked for is the static file that everybody gets (sync/spec/scope.md).
 */
import { isPublic } from './account.ts'
import { logKey } from './log-key.ts'
import { compare } from './compare.ts'
import { scopeRow } from './pull.ts'
import { type Env, ask, fetched } from './wire.ts'

/** Between two looks at the same log, ms. A start of the app looks in any case. */
const AUDIT_MS = 3_600_000

export class Audit {
  readonly #env: Env
  readonly #headAt = new Map<string, number>()
  readonly #witnessedAt = new Map<string, number>()

  constructor(env: Env) {
    this.#env = env
  }

  /** Look at those of these logs that are due: at their heads, and, unless only these are asked for, at who vouches.
   * Throws Unreachable. */
  async look(scopes: readonly string[], onlyHeads = false): Promise<void> {
    for (const scope of scopes.filter(isPublic)) {
      const [head, witnessed] = [this.#isDue(this.#headAt, scope), this.#isDue(this.#witnessedAt, scope)]
      if (!head && (onlyHeads || !witnessed)) continue
      const row = await scopeRow(this.#env, scope)
      if (row.size === 0 || row.alarm) continue
      const log = await logKey(this.#env)
      if (head) {
        const response = await ask(this.#env, `/log/${scope}/checkpoint`, { cache: 'no-store' })
        if ((await compare(this.#env, log, scope, await response.text())) === 'other') continue
        this.#headAt.set(scope, this.#env.now())
      }
      if (onlyHeads) continue
      await (await fetched(import('./witness.ts'))).lookWitnessed(this.#env, log, scope)
      this.#witnessedAt.set(scope, this.#env.now())
    }
  }

  #isDue(at: ReadonlyMap<string, number>, scope: string): boolean {
    const before = at.get(scope)
    return before === undefined || this.#env.now() - before >= AUDIT_MS
  }
}
