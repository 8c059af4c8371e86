/** The words of entries that are to be explained. */
import { words } from '../../text/words.svelte.ts'

export const t = words(
  {
    title: '待说明',
    text: (day: string) =>
      `${day}比对时看到：同一张发票的号码，也出现在下面的账里。这不是说谁做错了——可能是两村合买，也可能是号码抄错。请村里说明，由县纪检核对。`,
    here: '本村',
    others: '还出现在',
    entry: '看那一笔',
    own: (voucher: string) => `本村另一笔 ${voucher}`,
    says: (name: string, day: string) => `${name} ${day}说明：`,
    nothing: '村里还没有说明。',
    explained: (day: string) => `曾经待说明，${day}核对过：说明属实`,
    upheld: (day: string) => `${day}核对过：确属重复`,
    explain: '写说明',
    why: '怎么回事',
    whyHint: '大家都看得到。不写身份证号、电话、卡号。没有网也能写。',
    send: '存下说明',
    needWords: '请写上说明',
    failed: '没有存下来，请再试一次。',
  },
  {
    title: 'To be explained',
    text: (day: string) =>
      `Seen on ${day}: the number of the same invoice stands in these entries, too. This says of nobody that he did wrong: two villages may have bought together, or a number was copied wrongly. The village is asked to explain; the county's inspection looks at it.`,
    here: 'this village',
    others: 'It also stands in',
    entry: 'see that entry',
    own: (voucher: string) => `another entry here, ${voucher}`,
    says: (name: string, day: string) => `${name} explained on ${day}: `,
    nothing: 'The village has not explained it yet.',
    explained: (day: string) => `Was to be explained; looked at on ${day}: the explanation holds`,
    upheld: (day: string) => `Looked at on ${day}: it was entered twice`,
    explain: 'Explain',
    why: 'How it came about',
    whyHint: 'Everybody reads it. No identity, phone or card numbers. It works without network.',
    send: 'Keep the explanation',
    needWords: 'Write the explanation',
    failed: 'It was not kept. Try again.',
  },
)
