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
import { type Env, ask } from './wire.ts'

/** Between two looks at the same log, ms. A start of the app looks in any case. */
const AUDIT_MS = 3_600_000

export class Audit {
  readonly #env: Env
  readonly #lookedAt = new Map<string, number>()

  constructor(env: Env) {
    this.#env = env
  }

  /** Look at those of these logs that are due. Throws Unreachable. */
  async look(scopes: readonly string[]): Promise<void> {
    for (const scope of scopes.filter(isPublic)) {
      const before = this.#lookedAt.get(scope)
      if (before !== undefined && this.#env.now() - before < AUDIT_MS) continue
      const row = await scopeRow(this.#env, scope)
      if (row.size === 0 || row.alarm) continue
      const response = await ask(this.#env, `/log/${scope}/checkpoint`, { cache: 'no-store' })
      const log = await logKey(this.#env)
      if ((await compare(this.#env, log, scope, await response.text())) === 'other') continue
      await (await import('./witness.ts')).lookWitnessed(this.#env, log, scope)
      this.#lookedAt.set(scope, this.#env.now())
    }
  }
}
