/**
 * Offer again what logs gave up, each line with its proof that the log once had it. Loaded when there is any.
 *
 * Spec: sync/spec/regain.md, A phone.
 */
import { AnswerStream, type Bytes, SyncError, b64uEncode, formatRegain, opId } from '@shaiba/sync'
import { isPublic } from './account.ts'
import { type PageRow, type ScopeRow, aside, within } from './db.ts'
import { readOp } from './line.ts'
import { gzip, leavesOf, unpack } from './pages.ts'
import { isTrusted } from './pull.ts'
import { type Env, Unreachable, ask, chunksOf } from './wire.ts'

/** The lines that the server took; `left`: some are to be offered once more. */
export interface Regained {
  readonly taken: readonly Bytes[]
  readonly left: boolean
}

/** Whether a line that was given up goes back to the log: not where it speaks of places in the one that was lost. */
export function isSaidAgain(line: Bytes): boolean {
  const op = readOp(line)
  return op !== null && !op.do.some(({ do: verb }) => /^(erasure|epoch)\./.test(verb))
}

/** Offer all that is still to be offered, public logs first: who may say what in the others stands there. */
export async function regain(env: Env): Promise<Regained> {
  const taken: Bytes[] = []
  let left = false
  for (const row of await turned(env)) {
    const [keys, pages] = await env.store.read(['pages'], (tx) =>
      Promise.all([
        tx.objectStore('pages').getAllKeys(aside(row.scope)),
        tx.objectStore('pages').getAll(aside(row.scope)),
      ]),
    )
    if (!pages.some((page) => page.offer)) continue
    if (row.entry)
      left = true // not before the log is seen to go on as the clerk said
    else {
      const there = await idsIn(env, row.scope)
      for (const [n, page] of pages.entries()) {
        const some = page.offer ? await offer(env, row.scope, page, there) : []
        if (some) await settle(env, keys[n] as [string, number])
        taken.push(...(some ?? []))
        left ||= !some
      }
    }
  }
  return { taken, left }
}

async function turned(env: Env): Promise<ScopeRow[]> {
  const rows = (await env.store.run((db) => db.getAll('scopes'))).filter((row) => row.epoch > 0 && isTrusted(row))
  return rows.sort((a, b) => Number(isPublic(b.scope)) - Number(isPublic(a.scope)) || (a.scope < b.scope ? -1 : 1))
}

async function idsIn(env: Env, scope: string): Promise<Set<string>> {
  const pages = await env.store.run((db) => db.getAll('pages', within(scope)))
  return new Set(pages.flatMap(leavesOf).map(b64uEncode))
}

/** What the server took of a page; null where it is to be asked again. */
async function offer(env: Env, scope: string, page: PageRow, there: Set<string>): Promise<Bytes[] | null> {
  const { epoch, checkpoint, at, paths } = page.offer as NonNullable<PageRow['offer']>
  const lines = (await unpack(page)).flatMap((line, i) => {
    const isLost = isSaidAgain(line) && !there.has(opId(line))
    return isLost ? [{ at: at + i, path: paths[i] ?? [], line: line.slice() }] : []
  })
  if (lines.length === 0) return []
  try {
    return await send(env, scope, formatRegain({ epoch, checkpoint, lines }), lines.map(({ line }) => line)) // prettier-ignore
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
    return error.retry === 'later' ? null : [] // what it never takes stays aside
  }
}

async function send(env: Env, scope: string, body: Bytes, lines: readonly Bytes[]): Promise<Bytes[] | null> {
  const zip = typeof CompressionStream !== 'undefined'
  const response = await ask(env, `/log/${scope}/regain`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson', ...(zip ? { 'Content-Encoding': 'gzip' } : {}) },
    body: zip ? await gzip(body) : body,
  })
  const stream = new AnswerStream(lines.map((line) => opId(line)))
  const taken: Bytes[] = []
  let isLater = false
  let n = 0
  for await (const chunk of chunksOf(response))
    for (const event of stream.feed(chunk)) {
      if (!('verdict' in event)) continue
      const line = lines[n++] as Bytes
      if (event.verdict === 'stored') taken.push(line)
      else if (event.verdict === 'refused') isLater ||= event.retry === 'later'
    }
  if (!stream.ended) throw new Unreachable('cut')
  return isLater ? null : taken
}

/** It was offered: the lines stay aside, without their proofs. */
async function settle(env: Env, key: [string, number]): Promise<void> {
  await env.store.write(['pages'], 'strict', async (tx) => {
    const page = await tx.objectStore('pages').get(key)
    if (!page) return
    const { offer: _, ...rest } = page
    await tx.objectStore('pages').put(rest, key)
  })
}
