/** The columns of the three registers, and of the schedule of contracts: as sheets name them, and as they are exported.
 * What a list is exported with is read again, in both languages. */
import type { Columns } from '../../sheet/list.ts'

const ASSET_SORTS = {
  house: ['房屋', '房产', '办公用房', 'house'],
  shop: ['店面', '门面', '商铺', 'shop'],
  plant: ['厂房', '仓库', 'workshop'],
  land: ['土地', '耕地', '建设用地', 'land'],
  forest: ['山林', '林地', 'forest'],
  water: ['水面', '鱼塘', '水库', 'water'],
  gear: ['设备', '机械设备', '车辆', 'machines'],
  other: ['其他', '其它', 'other'],
}

const CONTRACT_SORTS = {
  lease: ['出租', '租赁', 'lease'],
  contracting: ['承包', 'contracting'],
  transfer: ['土地流转', '流转', 'use of land'],
  purchase: ['采购', 'purchase'],
  work: ['工程', 'works'],
  other: ['其他', '其它', 'other'],
}

export const ASSETS = {
  number: { names: ['编号', '资产编号', 'number'], sort: 'text', required: true },
  name: { names: ['名称', '资产名称', 'name'], sort: 'text', required: true },
  sort: { names: ['类别', '资产类别', '资产类型', 'sort'], sort: 'choice', required: true, words: ASSET_SORTS },
  size: { names: ['大小', '面积', '数量', '规格', 'size'], sort: 'text' },
  place: { names: ['地点', '坐落', '位置', '存放地点', 'where'], sort: 'text' },
  value: { names: ['账面价值', '原值', '价值', 'value'], sort: 'moved' },
  note: { names: ['说明', '备注', 'words'], sort: 'text', limit: 2000 },
  state: { names: ['情况', 'state'], sort: 'unread' },
} as const satisfies Columns

export const CONTRACTS = {
  number: { names: ['编号', '合同编号', '合同号', 'number'], sort: 'text', required: true },
  title: { names: ['合同', '合同名称', '名称', 'contract'], sort: 'text', required: true },
  sort: { names: ['类别', '合同类别', '合同类型', 'sort'], sort: 'choice', required: true, words: CONTRACT_SORTS },
  owed_to: {
    names: ['谁付给谁', '收付', 'who pays whom'],
    sort: 'choice',
    required: true,
    words: {
      village: ['对方付给村里', '收', '收入', 'they pay the village'],
      party: ['村里付给对方', '付', '支出', 'the village pays them'],
    },
  },
  party: { names: ['对方', '乙方', '承租人', '承包人', 'with'], sort: 'text', required: true },
  since: { names: ['从', '开始日期', '起始日期', '起', 'from'], sort: 'day', required: true },
  until: { names: ['到', '到期日期', '结束日期', '止', 'until'], sort: 'day', required: true },
  asset: { names: ['资产编号', '标的编号', 'asset'], sort: 'text' },
  size: { names: ['大小', '面积', 'size'], sort: 'text' },
  yearly: { names: ['一年多少', '年租金', '年金额', 'a year'], sort: 'moved' },
  deposit: { names: ['押金', '保证金', 'deposit'], sort: 'moved' },
  renews: { names: ['续签哪一份', '原合同编号', 'renews'], sort: 'text' },
  note: { names: ['说明', '备注', 'words'], sort: 'text', limit: 2000 },
  state: { names: ['情况', 'state'], sort: 'unread' },
  days: { names: ['离到期天数', 'days left'], sort: 'unread' },
  total: { names: ['应付', 'due'], sort: 'unread' },
  paid: { names: ['已付', 'paid'], sort: 'unread' },
  overdue: { names: ['拖欠', 'overdue'], sort: 'unread' },
  overdueDays: { names: ['拖欠天数', 'days overdue'], sort: 'unread' },
} as const satisfies Columns

/** What a contract makes due to many, a household a row. */
export const RENT_COLUMNS = {
  payee: { names: ['户主', '户主姓名', '姓名', '收款人', '农户姓名', '承包方'], sort: 'text', required: true },
  household: { names: ['户编号', '户号', '户编码', '家庭编号'], sort: 'code' },
  quantity: { names: ['面积', '亩数', '流转面积', '数量'], sort: 'text' },
  due: { names: ['应付日', '应付日期', '到期日', '付款日期'], sort: 'day', required: true },
  amount: { names: ['金额', '租金', '应付金额', '应付'], sort: 'money', required: true },
} as const satisfies Columns

export const SCHEDULE = {
  contract: { names: ['合同编号', '合同号', 'contract number'], sort: 'text', required: true },
  place: { names: ['第几笔', '期数', '序号', 'place'], sort: 'count', required: true },
  payee: { ...RENT_COLUMNS.payee, names: [...RENT_COLUMNS.payee.names, 'household head'], required: false },
  household: { ...RENT_COLUMNS.household, names: [...RENT_COLUMNS.household.names, 'household'] },
  quantity: { ...RENT_COLUMNS.quantity, names: [...RENT_COLUMNS.quantity.names, 'quantity'] },
  due: { ...RENT_COLUMNS.due, names: [...RENT_COLUMNS.due.names, 'due'] },
  amount: { ...RENT_COLUMNS.amount, names: [...RENT_COLUMNS.amount.names, 'amount'] },
  paid: { names: ['已付', '已收', '已付金额', 'paid'], sort: 'moved' },
  paidOn: { names: ['付款日', '付了的日子', '收款日', 'paid on'], sort: 'day' },
  overdueDays: { names: ['拖欠天数', 'days overdue'], sort: 'unread' },
  state: { names: ['情况', 'state'], sort: 'unread' },
} as const satisfies Columns

export const DEBTS = {
  side: {
    names: ['方向', '类别', '谁欠谁', 'side'],
    sort: 'choice',
    required: true,
    words: {
      owes: ['村里欠的', '债务', '应付', 'the village owes'],
      owed: ['别人欠村里的', '债权', '应收', 'owed to the village'],
    },
  },
  party: { names: ['对方', '债权人', '债务人', 'with'], sort: 'text', required: true },
  reason: { names: ['原因', '事由', '摘要', 'what for'], sort: 'text', required: true, limit: 2000 },
  since: { names: ['从', '发生日期', '日期', 'from'], sort: 'day', required: true },
  due: { names: ['应付日', '约定还款日', '到期日', 'due'], sort: 'day' },
  amount: { names: ['金额', 'amount'], sort: 'money', required: true },
  paid: { names: ['已付', '已还', 'paid'], sort: 'moved' },
  paidOn: { names: ['付款日', '还款日', 'paid on'], sort: 'day' },
  rest: { names: ['还差', '余额', 'lacks'], sort: 'unread' },
  overdueDays: { names: ['拖欠天数', 'days overdue'], sort: 'unread' },
  state: { names: ['情况', 'state'], sort: 'unread' },
} as const satisfies Columns

/** Which lists a register is taken in from: contracts with what they make due, in one file or in two. */
export const LISTS = {
  assets: [{ list: 'assets', columns: ASSETS }],
  contracts: [
    { list: 'contracts', columns: CONTRACTS },
    { list: 'schedule', columns: SCHEDULE },
  ],
  debts: [{ list: 'debts', columns: DEBTS }],
} as const
export type Part = keyof typeof LISTS
