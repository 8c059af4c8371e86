/** Of a sheet that is published: the ids of its lines, how the county masks them, and where what is covered is kept. */
import { sha256 } from '@noble/hashes/sha2.js'
import { DEFAULT_POLICY, type MaskingPolicy, parentCode } from '@shaiba/sync'
import { idText } from '../device/fresh.ts'

/** The id of an imported entry: the same sheet imported twice makes the same records, from any phone. */
export function entryId(disclosure: string, voucher: string): string {
  return idText(sha256(new TextEncoder().encode(`shaiba-entry-v1\n${disclosure}\n${voucher}`)).slice(0, 9))
}

/** What the county says of masking: that of the nearest region at or above the village. `said` reads what a region says. */
export function policyOf(village: string, said: (region: string) => object | undefined): MaskingPolicy {
  for (let code = parentCode(village); code !== ''; code = parentCode(code)) {
    const policy = said(code)
    if (policy !== undefined) return policy as MaskingPolicy
  }
  return DEFAULT_POLICY
}

interface Held {
  readonly role: string
  readonly region: string
  readonly office: string | null
}

/** A scope where what is covered is kept: `village` without what only the office reads. */
export interface Keeper {
  readonly scope: string
  readonly form: 'village' | 'original'
}

/** Where it is kept: for the village's own people, and for the office of who publishes. */
export function keepersOf(village: string, grants: readonly Held[]): readonly Keeper[] {
  const office = grants.find((one) => one.role === 'accountant' && one.region === village)?.office
  return [
    { scope: `square/${village}`, form: 'village' },
    ...(office ? [{ scope: `office/${village}/${office}`, form: 'original' } as const] : []),
  ]
}
