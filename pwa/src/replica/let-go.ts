/**
 * What this phone may not read any more: a case that a delegation opened to its person goes when that holds no more, as
 * the server asks it anew at each request (sync/spec/family.md 5, replica/who.py `delegation_of`). The server says
 * nothing of it: unknown and forbidden are the same. So the phone works it out from the square, without network too.
 */
import { type Record as Merged, covers, dayOf } from '@shaiba/sync'
import { ANSWERERS } from '../generated/kinds.ts'
import { isPublic } from './account.ts'
import { type Name, type Store, aside, within } from './db.ts'
import { clockOffset } from './offset.ts'
import { KEPT, recordAt, recordsOf } from './records.ts'
import { type Account } from './types.ts'
import { type Env } from './wire.ts'

const ANSWERS: readonly string[] = ANSWERERS.case

/** Let go of cases that were opened to this person and are not any more. */
export async function letGo(env: Env, account: Account): Promise<void> {
  const today = dayOf(env.now() + (await clockOffset(env.store)))
  const lost: string[] = []
  for (const scope of await env.store.run((db) => db.getAllKeys('scopes')))
    if (scope.startsWith('case/') && !(await mayRead(env.store, account, scope, today))) lost.push(scope)
  if (lost.length === 0) return
  await forget(env.store, lost)
  const kept = (await env.store.run((db) => db.get('keys', 'account'))) as Account | undefined
  if (kept) {
    const scopes = kept.scopes.filter((scope) => !lost.includes(scope))
    await env.store.write(['keys'], 'strict', (tx) => tx.objectStore('keys').put({ ...kept, scopes }, 'account'))
  }
  env.bus.post({ say: 'account' })
  for (const scope of lost) env.bus.post({ say: 'changed', scope, keys: null })
}

/** Whether this person may still read the case. What the phone cannot judge yet, it keeps. */
async function mayRead(store: Store, account: Account, scope: string, today: string): Promise<boolean> {
  const [code, id] = [scope.slice(5, 17), scope.slice(18)]
  const square = `square/${code}`
  const person = (await recordOf(store, scope, 'appeal', id))?.fields?.['person']
  if (typeof person !== 'string' || person === account.person) return true
  const here = account.grants.filter((grant) => grant.until >= today && covers(grant.region, code))
  if (here.some((grant) => ANSWERS.includes(grant.role))) return true
  const rows = await recordsOf(store, square, 'delegation')
  const given = rows.map((row) => row.record.fields ?? {}).filter((one) => one['person'] === person && one['to'] === account.person && one['may'] !== 'attest') // prettier-ignore
  if (given.length === 0) return true // the square is not here yet
  if (here.some((grant) => grant.role !== 'villager')) return false
  for (const member of [person, account.person])
    if (((await recordOf(store, square, 'member', member))?.fields?.['left'] ?? '~') <= today) return false
  const open = given.filter((one) => one['ended'] === undefined && String(one['until']) >= today)
  return open.some((one) => one['by'] === undefined) || (open.length > 0 && !(await speaks(store, code, person, today)))
}

/** Whether this person holds a grant in the village: a child with a phone of its own speaks for itself (family.md 12). */
async function speaks(store: Store, code: string, person: string, today: string): Promise<boolean> {
  const home = `village/${code}`
  const rows = await recordsOf(store, home, 'grant')
  return rows
    .map((row) => row.record.fields ?? {})
    .some((one) => one['person'] === person && one['ended'] === undefined && String(one['until']) >= today)
}

async function recordOf(store: Store, scope: string, kind: string, id: string): Promise<Merged | undefined> {
  return (await recordAt(store, [scope, kind, id]))?.record
}

/** Drop these logs, which are not public, and all copies of files: whose those are nobody wrote down. */
export async function forget(store: Store, scopes: readonly string[]): Promise<void> {
  await store.write(['scopes', 'pages', ...KEPT, 'blobs'] satisfies Name[], 'strict', async (tx) => {
    for (const scope of scopes.filter((one) => !isPublic(one))) {
      void tx.objectStore('scopes').delete(scope)
      void tx.objectStore('pages').delete(within(scope))
      void tx.objectStore('pages').delete(aside(scope))
      for (const name of KEPT) void tx.objectStore(name).delete(within(scope))
    }
    const copies = IDBKeyRange.bound([0, 0], [0, Infinity]) // what was made here waits to be sent
    for (const hash of await tx.objectStore('blobs').index('used').getAllKeys(copies))
      await tx.objectStore('blobs').delete(hash)
  })
}
