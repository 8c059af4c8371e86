/** The words in which a household says whether money came, and in which that is told: of a payout, and of rent. */
import { words } from './words.svelte.ts'

type Says = Readonly<Record<'received' | 'missing' | 'other', string>>

const SAYS_ZH: Says = { received: '收到了', missing: '没收到', other: '金额不符' }
const SAYS_EN: Says = { received: 'It came', missing: 'It did not come', other: 'Another sum came' }

export const came = words(
  {
    says: SAYS_ZH,
    ask: '钱到账了吗？',
    said: (say: string, sum: string | null) => (sum === null ? `您家说：${say}` : `您家说：${say}，到账 ${sum} 元`),
    noted: '已记下，有网就送到村里',
    check: '请看看上面填得对不对。',
    got: '实际到账多少',
    gotWrong: '写一个金额，例如 300.00',
    gotSame: '和公开的金额一样。一样就请选「收到了」。',
    words: '补充一句',
    wordsHint: '例如：卡里没有到账、面积少算了半亩。',
    whoSees: '村里的会计办公室和监委会会看到是您家说的，好去查。别人只看得到合计。',
    give: '就这样说',
    counts: '各家怎么说',
    answered: (n: number, of: number) => `${of} 户里，算上了 ${n} 户的答复。`,
    tooFew: (n: number) => `答复的还不到 ${n} 户，先不显示，免得看出是谁家。`,
    countsText: (n: number) => `每凑满 ${n} 户才更新一次，不显示是谁家说的。`,
    lacks: (n: number) => `${n} 户说没收到或金额不符`,
    lacksText: '只有这个办公室和监委会看得到。请去查；查清以后，由这户自己改成「收到了」。',
    insteadOf: (got: string, due: string) => `到账 ${got}，应为 ${due}`,
    settled: '已收到',
    houseNumber: (number: string) => `户编号 ${number}`,
    failed: '没有存下，请再试一次。',
    yuan: '元',
  },
  {
    says: SAYS_EN,
    ask: 'Did the money come?',
    said: (say: string, sum: string | null) => (sum === null ? `You said: ${say}` : `You said: ${say}, ${sum} yuan`),
    noted: 'Noted; sent once there is a network',
    check: 'Please look at what is filled in above.',
    got: 'How much came',
    gotWrong: 'Write a sum, like 300.00',
    gotSame: 'That is the published sum. Then choose "It came".',
    words: 'A word more',
    wordsHint: 'Such as: nothing on the card; half a mu is missing.',
    whoSees:
      "The accountant's office and the supervisory committee see that it was your household, to look into it. Others see totals only.",
    give: 'Say so',
    counts: 'What households say',
    answered: (n: number, of: number) => `Of ${of} households, the answers of ${n} are counted.`,
    tooFew: (n: number) => `Fewer than ${n} have answered; nothing is shown, so that nobody can tell whose it was.`,
    countsText: (n: number) => `Counted anew with every ${n} households; never whose.`,
    lacks: (n: number) => `${n} say that it did not come, or another sum`,
    lacksText:
      'Only this office and the supervisory committee see it. Look into it; the household itself says when it came.',
    insteadOf: (got: string, due: string) => `${got} came instead of ${due}`,
    settled: 'came',
    houseNumber: (number: string) => `household ${number}`,
    failed: 'Not kept. Please try again.',
    yuan: 'yuan',
  },
)
