/** The words of registers that come out of a sheet: fetched when somebody has one. */
import { words } from '../../text/words.svelte.ts'

type Words = Readonly<Record<string, string>>

const ZH = {
  importTitle: { assets: '用表登记资产', contracts: '用表登记合同', debts: '用表登记债权债务' } as Words,
  importLead: '先选表。有错的格子一次全列出来；没有错，再看清哪些是新的、哪些改了，最后一起公开。',
  importHint: {
    assets: '一行一项资产。编号一样的，算同一项。',
    contracts: '一行一份合同；应付的钱写在第二张工作表里，一行一笔，用合同编号对上。编号一样的，算同一份。',
    debts: '一行一笔债。谁欠谁、对方、原因和日子都一样的，算同一笔。',
  } as Words,
  blankFile: { assets: '资产登记表', contracts: '合同登记表', debts: '债权债务登记表' } as Words,
  how: '怎么填',
  must: '必填',
  may: '可以空着',
  oneOf: (choices: string) => `填其中一个：${choices}`,
  howEmpty: '空着的格子不改动已经公开的内容。',
  preview: '没有错 · 公开以后是这样',
  added: (n: number) => `新的 ${n} 条`,
  changed: (n: number) => `改了 ${n} 条`,
  unchanged: (n: number) => `一样 ${n} 条`,
  unlisted: (n: number) => `表里没有的 ${n} 条，不动`,
  nothing: '和公开的一样，没有要登记的。',
  newOnes: '新的',
  changedOnes: '改了的',
  because: '为什么改',
  becauseHint: '大家看得到。例如：录入时写错了。',
  act: (n: number) => `公开这 ${n} 条`,
  confirmTitle: '公开这张表？',
  confirmText: '原来的写法留在账本里，谁都看得到改过什么。',
  done: '已经登记',
  doneOffline: '已写好，有网就送出',
  seeList: '看清单',
  again: '再选一张表',
  locked: '会计才能用表登记',
  lockedText: '请用会计的身份登记这部手机。',
  register: '去登记',
  leftOut: (n: number) => `${n} 处没有用`,
  unused: {
    unknown_column: (value: string) => `「${value}」这一栏没有用`,
    total: (value: string) => `「${value}」是合计，没有当成一条`,
    other_sheet: (value: string) => `工作表「${value}」没有读`,
  },
  fields: {
    number: '编号', name: '名称', title: '合同', sort: '类别', size: '大小', place: '地点', value_fen: '账面价值', note: '说明',
    party: '对方', since: '从', until: '到', asset: '资产', yearly_fen: '一年多少', deposit_fen: '押金', renews: '续签哪一份',
    amount_fen: '金额', due: '应付日', reason: '原因', paid: '又付了',
  } as Words, // prettier-ignore
}

const EN: typeof ZH = {
  importTitle: { assets: 'Assets from a sheet', contracts: 'Contracts from a sheet', debts: 'Debts from a sheet' },
  importLead:
    'Choose a sheet. All that is wrong is told at once; else you see what is new and what changes, and publish it.',
  importHint: {
    assets: 'One asset a row. The same number is the same asset.',
    contracts:
      'One contract a row; what is due stands on a second sheet, one sum a row, by the number of its contract.',
    debts: 'One debt a row. The same side, party, reason and day is the same debt.',
  },
  blankFile: { assets: 'assets', contracts: 'contracts', debts: 'debts' },
  how: 'How to fill it in',
  must: 'needed',
  may: 'may be empty',
  oneOf: (choices: string) => `one of: ${choices}`,
  howEmpty: 'What is empty changes nothing that is public.',
  preview: 'Nothing is wrong · so it will be',
  added: (n: number) => `${n} new`,
  changed: (n: number) => `${n} changed`,
  unchanged: (n: number) => `${n} the same`,
  unlisted: (n: number) => `${n} not in the sheet: they stay`,
  nothing: 'It is what is public already.',
  newOnes: 'New',
  changedOnes: 'Changed',
  because: 'Why it is changed',
  becauseHint: 'Everyone reads it. Such as: copied wrongly.',
  act: (n: number) => `Publish these ${n}`,
  confirmTitle: 'Publish this sheet?',
  confirmText: 'What stood there stays in the ledger, and everyone sees what was changed.',
  done: 'Entered',
  doneOffline: 'Written, and sent when there is network',
  seeList: 'See the list',
  again: 'Another sheet',
  locked: 'Sheets are taken from accountants',
  lockedText: "Register this phone as the accountant's.",
  register: 'Register',
  leftOut: (n: number) => `${n} not used`,
  unused: {
    unknown_column: (value: string) => `The column "${value}" is not used`,
    total: (value: string) => `"${value}" is a total, no row`,
    other_sheet: (value: string) => `The sheet "${value}" was not read`,
  },
  fields: {
    number: 'Number', name: 'Name', title: 'Contract', sort: 'Sort', size: 'Size', place: 'Where', value_fen: 'Value', note: 'Words',
    party: 'With', since: 'From', until: 'Until', asset: 'Asset', yearly_fen: 'A year', deposit_fen: 'Deposit', renews: 'Renews',
    amount_fen: 'Amount', due: 'Due', reason: 'What for', paid: 'Paid besides',
  }, // prettier-ignore
}

export const it = words(ZH, EN)
