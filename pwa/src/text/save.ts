/** Words of a list that is kept as a file, and where it came from. */
import { headCode } from './fingerprint.ts'
import { count, instant } from './format.ts'
import { words } from './words.svelte.ts'

export const t = words(
  {
    save: '存成 Excel',
    open: '公开数据下载',
    offline: '现在没有网，连上以后才能下载。手机里的清单可以随时「存成 Excel」。',
    saved: '已存到手机的下载里',
    failed: '没有存成。请再按一次；还是不行，连上网络再按。',
    sheets: ['明细', '来历'] as [string, string],
    from: (village: string) => `${village}，照公开的样子，由这部手机存下`,
    within: (village: string) => `${village}，本村人看得到的样子，由这部手机存下；不要发到村外`,
    office: (village: string) => `${village}，办事的人才看得到的，由这部手机存下；不要发给别人`,
    asOf: (when: string) => `数据截至 ${when}`,
    never: '还没有连上过村里',
    proof: (size: string, code: string) => `账本第 ${size} 行，凭记 ${code}`,
  },
  {
    save: 'Save as Excel',
    open: 'Open data',
    offline: 'There is no network; files come once there is. Lists on this phone can be kept as Excel at any time.',
    saved: 'Saved among your downloads',
    failed: 'It was not saved. Press again; if that does not help, press again once there is a network.',
    sheets: ['rows', 'origin'] as [string, string],
    from: (village: string) => `${village}, as published, saved by this phone`,
    within: (village: string) => `${village}, as its own people read it, saved by this phone; not for others`,
    office: (village: string) => `${village}, as its offices alone read it, saved by this phone; not for others`,
    asOf: (when: string) => `as of ${when}`,
    never: 'this phone has not reached the village yet',
    proof: (size: string, code: string) => `ledger line ${size}, code ${code}`,
  },
)

interface Status {
  readonly scope: string
  readonly size: number
  readonly checkpoint: string | null
  readonly asOf: number | null
}

/** What the file of a list says besides its rows. */
export const told = () => ({ origin, sheets: t().sheets })

/** Where a list came from, line by line: so that whoever gets the file can hold it against the ledger. */
export function origin(village: string, { scope, size, checkpoint, asOf }: Status, address: string): readonly string[] {
  return [
    scope.startsWith('village/')
      ? t().from(village)
      : scope.startsWith('square/')
        ? t().within(village)
        : t().office(village),
    asOf === null ? t().never : t().asOf(instant(asOf)),
    `${scope} · ${t().proof(count(size), headCode(checkpoint))}`,
    checkpoint?.split('\n')[2] ?? '',
    address,
  ]
}
