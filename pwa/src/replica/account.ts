/** Who writes on this phone, as it knows by itself. How it becomes and stays known to the server: sign-in.ts. */
import { type Account } from './types.ts'
import { type Env } from './wire.ts'

/** The account this phone has, or null. Its scopes are those of the last session, and those that came since (a case). */
export async function readAccount(env: Env): Promise<Account | null> {
  const account = (await env.store.run((db) => db.get('keys', 'account'))) as Account | undefined
  if (!account) return null
  const held = (await env.store.run((db) => db.getAll('scopes'))).filter((row) => row.size > 0 && !isPublic(row.scope))
  return { ...account, scopes: [...new Set([...account.scopes, ...held.map((row) => row.scope)])] }
}

/** Whether this phone's person watches over a village, or over just this region, and so vouches for its log. */
export function watchesOver(account: Account | null, region?: string): boolean {
  return (
    account?.grants.some((grant) => grant.role === 'supervisor' && (region ?? grant.region) === grant.region) === true
  )
}

export function isPublic(scope: string): boolean {
  return scope.startsWith('village/') || scope.startsWith('region/')
}
