/** One round trip for many scopes: cursors and new ops go out; verdicts, lines and checkpoints come back. */
import {
  type AnswerEvent,
  AnswerStream,
  type Behind,
  type Bytes,
  type Cursor,
  type Damaged,
  type Fork,
  type Refused,
  type Run,
  SyncError,
  type Verdict,
  opId,
  requestBody,
} from '@shaiba/sync'
import { isPublic } from './account.ts'
import { fetchBundles } from './bundles.ts'
import type { obeyCarried } from './carried.ts'
import { correctClock } from './clock.ts'
import { type CarriedRow, type LogRow, type OutboxRow } from './db.ts'
import { logKey } from './log-key.ts'
import type { obey } from './outbox.ts'
import { sendable } from './outbox-view.ts'
import { gzip } from './pages.ts'
import { cursorOf, freshen, isTrusted, keeping, scopeRow, take } from './pull.ts'
import { type Env, Unreachable, ask, chunksOf } from './wire.ts'

/** What is wanted of a round. */
export interface Wanted {
  readonly scopes: readonly string[]
  /** also all that this phone's session may read */
  readonly mine: boolean
}

/** What the server says is wrong with a log. */
export type Wrong = Behind | Fork | Damaged

/**
 * `more`: there is more to fetch or to send, go on at once. `waitS`: seconds to leave the server alone. `wrong`: logs
 * that need mending; `restored`: the server goes on from a copy (mend.ts).
 */
export interface Round {
  readonly more: boolean
  readonly waitS: number
  readonly wrong: readonly Wrong[]
  readonly restored: boolean
}

/** Bodies below this are not worth compressing, bytes. */
const WORTH_ZIPPING = 600

/** Send what waits, fetch what is new. Throws Unreachable or SyncError when the server did not answer it. */
export async function exchange(env: Env, wanted: Wanted): Promise<Round> {
  const log = await logKey(env)
  const own = await sendable(env)
  const outbox = own.length > 0 ? await import('./outbox.ts') : null // before anything is sent that it must obey
  const others = (await env.store.holds('carried')) ? await import('./carried.ts') : null
  const carried = (await others?.carriedToSend(env)) ?? []
  const scopes = [...new Set([...wanted.scopes, ...own.map((op) => op.scope)])]
  const have: Record<string, Cursor> = {}
  const alarmed: string[] = []
  for (const scope of scopes) {
    const row = await scopeRow(env, scope)
    if (row.size === 0) void keeping().catch(() => undefined) // it comes beside the first lines
    // A log that contradicted itself is not asked for. (What `mine` brings anyway is named, or it would come from 0.)
    if (isTrusted(row) || (wanted.mine && !isPublic(scope))) have[scope] = cursorOf(row)
    if (row.alarm) alarmed.push(scope)
  }
  const body = requestBody({ have, mine: wanted.mine }, [...own, ...carried].map((op) => op.line)) // prettier-ignore
  const response = await post(env, body)
  const answer = new Answer(env, log, have, own, carried, { obey: outbox?.obey, obeyCarried: others?.obeyCarried })
  if (response.status === 204) await correctClock(env, timeOf(response, env.now()))
  else await answer.read(response)
  // of a log whose rest is on its way nothing is «as of now»
  await freshen(env, Object.keys(have).filter((scope) => !answer.unfinished.has(scope))) // prettier-ignore
  const wrong = new Set(answer.wrong.map(({ scope }) => scope))
  const calm = alarmed.filter((scope) => scope in have && !wrong.has(scope))
  if (calm.length > 0) await (await import('./mend.ts')).settled(env, calm)
  if (answer.again.length) await outbox?.signAgain(env, answer.again)
  const waiting = (await sendable(env)).length + ((await others?.carriedToSend(env))?.length ?? 0)
  const more = answer.more || answer.again.length > 0 || waiting > 0
  return { more, waitS: answer.waitS, wrong: answer.wrong, restored: answer.restored }
}

/** The server's time, from the head of an answer without a body: whole seconds, so half of one is added. */
function timeOf(response: Response, otherwise: number): number {
  const date = Date.parse(response.headers.get('Date') ?? '')
  return Number.isNaN(date) ? otherwise : date + 500
}

async function post(env: Env, body: Bytes): Promise<Response> {
  const zip = body.length > WORTH_ZIPPING && typeof CompressionStream !== 'undefined'
  return ask(env, '/sync', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson', ...(zip ? { 'Content-Encoding': 'gzip' } : {}) },
    body: zip ? await gzip(body) : body,
  })
}

/** Who obeys verdicts: loaded where there is something that they are about. */
interface How {
  readonly obey: typeof obey | undefined
  readonly obeyCarried: typeof obeyCarried | undefined
}

/** An answer as it comes in. What stood before a cut holds. */
class Answer {
  readonly again: OutboxRow[] = []
  readonly wrong: Wrong[] = []
  /** logs of which there is more than this answer brought */
  readonly unfinished = new Set<string>()
  restored = false
  more = false
  waitS = 0
  readonly #env: Env
  readonly #log: LogRow
  readonly #have: Readonly<Record<string, Cursor>>
  readonly #ops: readonly (OutboxRow | CarriedRow)[]
  /** the ids of the lines that went out: a row may bear the id under which its act stands (op.md) */
  readonly #sent: readonly string[]
  /** how many of them, the first ones, were written here */
  readonly #own: number
  readonly #verdicts: (readonly [sent: string, Verdict | Refused])[] = []
  readonly #how: How
  #obeyed = 0

  constructor(
    env: Env,
    log: LogRow,
    have: Readonly<Record<string, Cursor>>,
    own: readonly OutboxRow[],
    carried: readonly CarriedRow[],
    how: How,
  ) {
    this.#env = env
    this.#log = log
    this.#have = have
    this.#ops = [...own, ...carried]
    this.#sent = this.#ops.map(({ line }) => opId(line))
    this.#own = own.length
    this.#how = how
  }

  async read(response: Response): Promise<void> {
    const stream = new AnswerStream(this.#sent)
    try {
      for await (const chunk of chunksOf(response)) for (const event of stream.feed(chunk)) await this.#take(event)
      if (!stream.ended) throw new Unreachable('cut')
    } catch (error) {
      await this.#obey() // what was said before the cut holds
      if (error instanceof SyncError && error.code === 'malformed') throw new Unreachable('no answer of ours')
      throw error
    }
  }

  async #take(event: AnswerEvent): Promise<void> {
    if ('verdict' in event) {
      const op = this.#ops[this.#verdicts.length]
      if (op) this.#verdicts.push([op.id, event])
      return
    }
    await this.#obey()
    if ('now' in event) {
      this.restored = event.restored === true
      await correctClock(this.#env, event.now)
    } else if ('bundles' in event)
      this.#goOn(event.scope, await fetchBundles(this.#env, this.#log, { ...event, asked: this.#have[event.scope] })) // prettier-ignore
    else if ('lines' in event) await this.#run(event)
    else {
      this.wrong.push(event)
      await (await import('./judge.ts')).judge(this.#env, this.#log, event, this.#have[event.scope])
    }
  }

  async #obey(): Promise<void> {
    if (this.#obeyed === this.#verdicts.length) return
    const { obey, obeyCarried } = this.#how
    const { again = [], waitS = 0 } = (await obey?.(this.#env, this.#verdicts.slice(this.#obeyed, this.#own))) ?? {}
    const others = this.#verdicts.slice(Math.max(this.#obeyed, this.#own))
    const carriedWaitS = (await obeyCarried?.(this.#env, others)) ?? 0
    this.#obeyed = this.#verdicts.length
    this.again.push(...again)
    this.waitS = Math.max(this.waitS, waitS, carriedWaitS)
  }

  async #run(run: Run): Promise<void> {
    const bySeq = new Map(run.lines.map(({ seq, line }) => [seq, line]))
    const own = this.#ownLines(run)
    const lines = Array.from({ length: run.to - run.from }, (_, i) => (bySeq.get(run.from + i) ?? own.get(run.from + i)) as Bytes) // prettier-ignore
    // With own lines among them, a root that differs may be our doing: ask for all the lines, then judge.
    const taken = await take(this.#env, this.#log, { ...run, lines, asked: this.#have[run.scope] }, own.size > 0)
    const came = taken === 'taken' || taken === 'staged'
    this.#goOn(run.scope, came ? run.more === true || taken === 'staged' : own.size > 0 && taken === 'stale')
  }

  #goOn(scope: string, more: boolean): void {
    this.more ||= more
    if (more) this.unfinished.add(scope)
  }

  /** The lines that this answer leaves out because the phone sent them. */
  #ownLines(run: Run): Map<number, Bytes> {
    const own = new Map<number, Bytes>()
    this.#verdicts.forEach(([, verdict], i) => {
      const line = this.#ops[i]?.line
      if (line && verdict.verdict !== 'refused' && verdict.id === this.#sent[i] && verdict.scope === run.scope)
        own.set(verdict.seq, line)
    })
    return own
  }
}
