/** Words of the accountant's desk alone: the empty list, and a list beside a batch that is public. */
import { words } from '../../text/words.svelte.ts'

export const it = words(
  {
    blankSheets: ['名单', '怎么填'] as [string, string],
    blankHow: [
      '一户一行。「户主」「金额」必填，其余可以空着。',
      '户编号：名册上的编号，例如 03-017。写了，那一户就能在手机上看到自己家的。',
      '金额：元，例如 333.20。面积、备注照写。',
      '不要身份证号、银行卡号和电话，写了也不会用。',
    ],
    alike: (name: string, n: number) => `和已经公开的「${name}」有 ${String(n)} 户一样`,
    allSame: (name: string) => `和已经公开的「${name}」一模一样`,
    difference: '哪里不同',
    alikeText: '同一批不要公开两次。那一批写错了的，先收回它，再公开这一份：',
    changedLines: (n: number) => `${String(n)} 户的金额、面积或备注不同`,
    freshLines: (n: number) => `${String(n)} 户那边没有`,
    goneLines: (n: number) => `${String(n)} 户这边没有`,
  },
  {
    blankSheets: ['list', 'how to fill it in'] as [string, string],
    blankHow: [
      'One household a line. 户主 (its head) and 金额 (yuan) must be filled in.',
      '户编号 is the number on the roll, such as 03-017: with it the household sees its own line.',
      'Sums like 333.20. 面积 (quantity) and 备注 (note) as they are.',
      'No identity, card or phone numbers: they are not used.',
    ],
    alike: (name: string, n: number) => `${String(n)} lines are those of "${name}", which is public`,
    allSame: (name: string) => `This is "${name}", line by line, which is public`,
    difference: 'What differs',
    alikeText: 'Do not publish one batch twice. If that one is wrong, withdraw it first, then publish this one:',
    changedLines: (n: number) => `${String(n)} with another sum, quantity or note`,
    freshLines: (n: number) => `${String(n)} not in that one`,
    goneLines: (n: number) => `${String(n)} not in this one`,
  },
)
