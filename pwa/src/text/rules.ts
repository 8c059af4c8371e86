/** What a step of a procedure asks for, in words: how many are there, how many agree, how far apart, where it may be left out. */
import { words } from './words.svelte.ts'

const DIGITS = '〇一二三四五六七八九'
const SHARE_ZH = (share: string): string => {
  const [above, below] = [DIGITS[Number(share.at(-3))] ?? '', DIGITS[Number(share.at(-1))] ?? '']
  if (share === '>1/2') return '过半数'
  return share.startsWith('>=') ? `${below}分之${above}以上` : `超过${below}分之${above}`
}
const SHARE_EN = (share: string): string => {
  const part = `${share.at(-3) ?? ''}/${share.at(-1) ?? ''}`
  return share.startsWith('>=') ? `${part} or more` : `more than ${part}`
}

export const t = words(
  {
    needs: (share: string) => `要应到的${SHARE_ZH(share)}到会`,
    needsVotes: (share: string, of: string) => `赞成要占${of === 'called' ? '应到' : '到会'}的${SHARE_ZH(share)}`,
    gap: (n: number) => `至少隔 ${n} 天`,
    excuses: (names: string) => `只有这些情况可以免办：${names}`,
  },
  {
    needs: (share: string) => `${SHARE_EN(share)} must be there`,
    needsVotes: (share: string, of: string) => `${SHARE_EN(share)} of those ${of} must agree`,
    gap: (n: number) => `${n} days apart at least`,
    excuses: (names: string) => `It may be left out only where: ${names}`,
  },
)
