/** What the home of a village says, worked out from its records. Pure. */
import type { RecordView, Region } from '../../replica/types.ts'

const ORDER = ['branch', 'committee', 'accountant', 'seal_keeper', 'supervisor', 'liaison', 'cadre']

/** Who holds an office of power today, by role. */
export function inOffice(grants: readonly RecordView[], today: string): readonly RecordView[] {
  return grants
    .filter((g) => ORDER.includes(String(g['role'])) && g['ended'] === undefined)
    .filter((g) => String(g['since']) <= today && today <= String(g['until']))
    .sort((a, b) => ORDER.indexOf(String(a['role'])) - ORDER.indexOf(String(b['role'])))
}

/** How many people have a phone that speaks for them: enrolments are public, so anyone can count them. */
export function enrolled(devices: readonly RecordView[], today: string): number {
  const standing = devices.filter(({ revoked }) => typeof revoked !== 'string' || revoked > today)
  return new Set(standing.map(({ person }) => person)).size
}

/** What may follow a place's own name in its full one: 蓉溪|村委会, 荣星|社区, 梅山|镇. */
const AFTER = /^(?:cun|shequ|zhen|xiang|jiedao|xian|qu|shi|sheng|$)/

/**
 * Villages first, then the rest; places of that very name before names that begin with the query, and these before
 * those that contain it; among equals, villages that have begun to publish.
 */
export function findRegions(
  regions: readonly Region[],
  query: string,
  begun: ReadonlySet<string> = new Set(),
): readonly Region[] {
  const q = query.trim().toLowerCase().replaceAll(/['\s]/g, '')
  if (q === '') return []
  const rank = (region: Region): number => {
    const at = Math.min(
      ...[region.name, region.pinyin, region.initials, region.code].map((text) => {
        const found = text.indexOf(q)
        return found < 0 ? 9 : found === 0 ? 1 : 2
      }),
    )
    if (at === 9) return 9
    const isName = region.pinyin.startsWith(q) && AFTER.test(region.pinyin.slice(q.length))
    return (isName ? 0 : at) + (region.level === 'village' ? 0 : 3)
  }
  const waits = (region: Region): number => (begun.has(region.code) ? 0 : 1)
  return regions
    .map((region) => [rank(region), region] as const)
    .filter(([r]) => r < 9)
    .sort(
      ([a, x], [b, y]) => a - b || waits(x) - waits(y) || x.name.length - y.name.length || (x.code < y.code ? -1 : 1),
    )
    .map(([, region]) => region)
}

/** Names from the top down to `code`, itself left out. */
export function pathOf(index: ReadonlyMap<string, Region>, code: string): readonly Region[] {
  const path: Region[] = []
  let at = index.get(index.get(code)?.parent ?? '')
  while (at && path.length < 5) {
    path.unshift(at)
    at = index.get(at.parent)
  }
  return path
}
