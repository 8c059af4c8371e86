// @vitest-environment jsdom
/** Registers out of files: what is new, what changes, what is the same, every fault at once; and back as they were saved. */
import { leaseLife, owedStanding, DEFAULT_POLICY } from '@shaiba/sync'
import { afterEach, describe, expect, test } from 'vitest'
import type { Asset, Contract, Debt, Rent } from '../../generated/kinds.ts'
import { formatCsv } from '../../sheet/csv.ts'
import { planOf } from '../../sheet/households.ts'
import { type Table, workbook } from '../../sheet/xlsx.ts'
import { lang } from '../../text/words.svelte.ts'
import { blankOf } from './blank.ts'
import type { Part } from './columns.ts'
import type { Leased, Owing } from './estate.ts'
import { changesOf, type Held, take } from './registers.ts'
import { assetColumns, contractColumns, debtColumns, scheduleGrid } from './table.ts'

const TODAY = '2026-11-27'
const VILLAGE = '330182112258'
const asset = (id: string, set: object): Asset => ({ kind: 'asset', id, at: 0, ...set }) as unknown as Asset
const ASSETS = [
  asset('a1', { number: 'A-001', name: '沿街店面1号', sort: 'shop', size: '42 平方米', place: '永平街', value_fen: 9_200_000 }), // prettier-ignore
  asset('a2', { number: '2', name: '=旧粮仓', sort: 'house', note: '屋顶漏水', retired: '拆了' }),
]
const rent = (id: string, set: object): Rent => ({ kind: 'rent', id, at: 0, contract: 'k2', ...set }) as unknown as Rent
const RENTS = [
  rent('r1', { contract: 'k1', number: 1, due: '2026-03-01', amount_fen: 1_800_000, paid: [{ day: '2026-03-03', amount_fen: 1_000_000 }, { day: '2026-05-01', amount_fen: 200_000 }] }), // prettier-ignore
  rent('r2', { contract: 'k2', number: 1, due: '2026-06-30', payee: '吴*兰', quantity: '2.39', amount_fen: 119_500 }),
  rent('r3', { contract: 'k1', number: 3, due: '2026-09-01', amount_fen: 1_800_000, withdrawn: '写了两遍' }),
]
const contract = (id: string, set: object): Contract => ({ kind: 'contract', id, at: 0, ...set }) as unknown as Contract
const CONTRACTS = [
  contract('k1', { number: 'HT-001', title: '店面出租', sort: 'lease', owed_to: 'village', party: '周*', since: '2023-09-01', until: '2026-08-31', asset: 'a1', yearly_fen: 3_600_000, deposit_fen: 0 }), // prettier-ignore
  contract('k2', { number: 'HT-002', title: '油茶地流转', sort: 'transfer', owed_to: 'party', party: '28 户', since: '2024-01-01', until: '2033-12-31', renews: 'k1', note: '每年六月付' }), // prettier-ignore
].map((one): Leased => {
  const rents = RENTS.filter((each) => each.contract === one.id)
  return { contract: one, rents, life: leaseLife(one, rents, TODAY, false), mark: 'proven' }
})
const debt = (id: string, set: object): Owing => {
  const one = { kind: 'debt', id, at: 0, ...set } as unknown as Debt
  return { debt: one, standing: owedStanding(one.amount_fen, one.due ?? null, one.paid ?? [], TODAY) }
}
const DEBTS = [
  debt('d1', { side: 'owes', party: '宏远建筑队', amount_fen: 6_500_000, reason: '修路欠的', since: '2019-12-01', due: '2025-12-31', paid: [{ day: '2026-02-01', amount_fen: 2_000_000 }] }), // prettier-ignore
  debt('d2', { side: 'owed', party: '周*', amount_fen: 50_000, reason: '借款', since: '2024-05-01', withdrawn: '还清了' }), // prettier-ignore
]
const MEMBERS = [{ id: 'p1', name: '吴秀兰', household: '02-011' }]
const HELD: Held = {
  village: VILLAGE,
  today: TODAY,
  assets: ASSETS,
  contracts: CONTRACTS,
  debts: DEBTS,
  mask: (name) => name.replace(/^周.+$/, '周*'),
  plan: (rows) => planOf(rows, DEFAULT_POLICY, MEMBERS),
}
const EMPTY: Held = { ...HELD, assets: [], contracts: [], debts: [] }

afterEach(() => {
  lang.choose('zh')
})

const csv = (part: Part, rows: string, held = HELD) => take(part, new TextEncoder().encode(rows), held)
const bytesOf = <T>(table: Omit<Table<T>, 'name' | 'about'>): Uint8Array =>
  workbook({ name: 'x', about: ['凭记'], ...table }, ['明细', '来历'], new Date(2026, 10, 27))
const FILES: Readonly<Record<Part, () => Uint8Array>> = {
  assets: () => bytesOf({ columns: assetColumns(), rows: ASSETS }),
  contracts: () =>
    bytesOf({ columns: contractColumns(CONTRACTS, ASSETS), rows: CONTRACTS, more: [scheduleGrid(CONTRACTS)] }),
  debts: () => bytesOf({ columns: debtColumns(), rows: DEBTS }),
}

describe.each(['zh', 'en'])('what is saved in «%s»', (language) => {
  test.each([
    ['assets', 2],
    ['contracts', 5],
    ['debts', 2],
  ] as const)('%s: is the same when it is taken in again', async (part, most) => {
    lang.choose(language)
    const { items, problems, notes, missing } = await take(part, FILES[part](), HELD)
    expect(problems).toEqual([])
    expect(notes).toEqual([])
    expect(items.map(({ state }) => state)).toEqual(Array(most).fill('same'))
    expect([missing, changesOf(items, '')]).toEqual([0, []])
  })

  test('is new where nothing stands yet, with all that was said of it; twice, it makes the same records', async () => {
    lang.choose(language)
    const once = await take('contracts', FILES.contracts(), { ...EMPTY, assets: ASSETS })
    const again = await take('contracts', FILES.contracts(), { ...EMPTY, assets: ASSETS })
    const changes = changesOf(once.items, '')
    expect(changes).toEqual(changesOf(again.items, ''))
    expect(changes.map((one) => one.do)).toEqual(['contract.sign', 'contract.sign', 'rent.post', 'rent.pay', 'rent.post', 'rent.post']) // prettier-ignore
    const { kind: _kind, id: _id, at: _at, ...first } = CONTRACTS[0]!.contract as unknown as Record<string, unknown>
    expect(changes[0]?.set).toEqual(first)
    expect(changes[1]?.set).toMatchObject({ renews: changes[0]?.id })
    expect(changes[3]?.append).toEqual({ paid: { day: '2026-05-01', amount_fen: 1_200_000 } })
  })
})

describe('a file of an accountant', () => {
  test('in GBK, with columns of other names, is told apart into new, changed and same', async () => {
    // 编号,名称,类别 / A-001,沿街店面1号,店面 / A-9,鱼塘,渔业
    const gbk = Uint8Array.from(
      atob('seC6xSzD+7PGLMDgsfAKQS0wMDEs0di91rXqw+YxusUsterD5gpBLTks0+PMwSzT5tK1Cg=='),
      (one) => one.charCodeAt(0),
    )
    expect((await take('assets', gbk, HELD)).problems).toMatchObject([
      { row: 3, column: 'C', name: '类别', code: 'no_such_word', value: '渔业' },
    ])
    const { items, missing } = await csv(
      'assets',
      '村资产台账\n资产编号,资产名称,资产类别,坐落,原值（元）\nA-001,沿街店面1号,门面,永平街,91000\n2,=旧粮仓,房产,,\nA-9,鱼塘,鱼塘,村东,\n合计,,,,91000\n制表：吴会计,,,,',
    )
    expect(items.map(({ state, differing }) => [state, differing])).toEqual([
      ['changed', { value_fen: [9_200_000, 9_100_000] }],
      ['same', {}],
      ['new', {}],
    ])
    expect(missing).toBe(0)
    expect(changesOf(items, '重新估价')).toEqual([
      { do: 'asset.correct', id: 'a1', set: { value_fen: 9_100_000, reason: '重新估价' } },
      { do: 'asset.register', id: items[2]?.id, set: { number: 'A-9', name: '鱼塘', sort: 'water', place: '村东' } },
    ])
  })

  test('what came of a debt besides is a payment; the rest is put right', async () => {
    const { items } = await csv('debts', '方向,对方,原因,从,金额,已付,付款日\n债务,宏远建筑队,修路欠的,2019-12-01,64000,30000,2026-11-01') // prettier-ignore
    expect(changesOf(items, '抄错了')).toEqual([
      { do: 'debt.correct', id: 'd1', set: { amount_fen: 6_400_000, why: '抄错了' } },
      { do: 'debt.pay', id: 'd1', append: { paid: { day: '2026-11-01', amount_fen: 1_000_000 } } },
    ])
  })

  test('a sum that is public is put right with a reason; one that was withdrawn is as it is', async () => {
    const { items, problems } = await csv(
      'contracts',
      '合同编号,第几笔,应付日,金额\nHT-001,1,2026-03-05,18001\nHT-001,3,2026-09-01,18000',
    )
    expect(problems).toEqual([])
    expect(items.map(({ state }) => state)).toEqual(['changed', 'same'])
    expect(changesOf(items, '抄错了')).toEqual([
      { do: 'rent.correct', id: 'r1', set: { due: '2026-03-05', amount_fen: 1_800_100, reason: '抄错了' } },
    ])
  })

  test('a sum of a household is covered, and its household is found on the roll', async () => {
    const { items } = await csv('contracts', '合同编号,第几笔,户主,应付日,金额\nHT-002,2,吴秀兰,2027-06-30,1195')
    expect(items[0]).toMatchObject({ state: 'new', contract: 'k2', set: { payee: '吴*兰', number: 2, contract: 'k2' } })
    expect(items[0]?.line).toMatchObject({ household: '02-011', people: ['p1'] })
  })

  const HEADS = {
    assets: '编号,名称,类别',
    contracts: '编号,名称,类别,谁付给谁,对方,从,到,资产编号,续签哪一份',
    schedule: '合同编号,第几笔,户主,应付日,金额,已付,付款日',
    debts: '方向,对方,原因,从,金额,应付日,已付,付款日',
  }
  test.each([
    ['assets', '编号,名称,面积\n1,店面,3', 'missing_column'],
    ['assets', '编号,名称,类别,编号\n1,店面,店面,2', 'D1 duplicate_column'],
    ['assets', `${HEADS.assets}\n1,,店面`, 'B2 missing'],
    ['assets', `${HEADS.assets}\n1,店面,船`, 'C2 no_such_word'],
    ['assets', `${HEADS.assets}\n1,店面 13912345678,店面`, 'B2 identifier'],
    ['assets', `${HEADS.assets}\n1,${'长'.repeat(121)},店面`, 'B2 too_long'],
    ['assets', `${HEADS.assets}\n9,店面,店面\n9,粮仓,房屋`, 'A3 duplicate'],
    ['assets', `${HEADS.assets}\n2,新粮仓,房屋`, 'A2 closed'],
    ['assets', `${HEADS.assets},原值\n9,店面,店面,-5`, 'D2 negative'],
    ['assets', `${HEADS.assets}\n,,`, 'empty'],
    ['assets', '一,二,三\n1,2,3', 'no_header'],
    ['assets', '', 'empty'],
    ['contracts', `${HEADS.contracts}\nK9,店面,出租,收,李某,2026-01-01,2025-01-01,,`, 'G2 before_since'],
    ['contracts', `${HEADS.contracts}\nK9,店面,出租,收,李某,2026-01-01,2027-01-01,A-7,`, 'H2 no_asset'],
    ['contracts', `${HEADS.contracts}\nK9,店面,出租,收,李某,2026-01-01,2027-01-01,,K9`, 'I2 no_contract'],
    ['contracts', `${HEADS.contracts}\nK9,店面,出租,收,李某,2026-02-30,2027-01-01,,`, 'F2 not_a_date'],
    ['contracts', `${HEADS.contracts}\nHT-001,店面出租,出租,付,周某,2023-09-01,2026-08-31,,`, 'D2 fixed'],
    ['contracts', `${HEADS.schedule}\nHT-009,1,,2026-01-01,5,,`, 'A2 no_contract'],
    ['contracts', `${HEADS.schedule}\nHT-001,零,,2026-01-01,5,,`, 'B2 not_a_count'],
    ['contracts', `${HEADS.schedule}\nHT-001,2,,2026-01-01,0,,`, 'E2 zero'],
    ['contracts', `${HEADS.schedule}\nHT-001,3,,2026-09-01,18001,,`, 'B2 closed'],
    ['contracts', `${HEADS.schedule}\nHT-001,2,,2026-01-01,5,5,`, 'F2 no_day'],
    ['contracts', `${HEADS.schedule}\nHT-001,2,,2026-01-01,5,5,2027-01-01`, 'G2 not_yet'],
    ['contracts', `${HEADS.schedule}\nHT-001,2,,2026-01-01,5,,\nHT-001,2,,2026-01-01,5,,`, 'B3 duplicate'],
    ['debts', `${HEADS.debts}\n债务,李某,借款,2027-01-01,5,,,`, 'D2 not_yet'],
    ['debts', `${HEADS.debts}\n债务,李某,借款,2026-01-01,5,2025-01-01,,`, 'F2 before_since'],
    ['debts', `${HEADS.debts}\n债权,周某,借款,2024-05-01,600,,,`, 'B2 closed'],
    ['debts', `${HEADS.debts}\n债务,李某,借款,2026-01-01,1.234,,,`, 'E2 too_precise'],
    ['debts', `${HEADS.debts}\n债务,李某,借款,2026-01-01,2000000000,,,`, 'E2 too_large'],
  ] as const)('%s: %j is told as %s', async (part, rows, want) => {
    const { problems } = await csv(part, rows)
    expect(problems.map((one) => (one.column === '' ? one.code : `${one.column}${String(one.row)} ${one.code}`))).toEqual([want]) // prettier-ignore
  })

  test('all that is wrong is told at once, on every sheet of the file', async () => {
    const more = [{ name: '应付', columns: HEADS.schedule.split(',').map((label) => ({ label })), rows: [['HT-009', '1', '', '明天', '5', '', '']] }] // prettier-ignore
    const columns = HEADS.contracts.split(',').map((label, at) => ({ label, of: (row: readonly string[]) => row[at] }))
    const rows = [['K9', '', '船', '收', '李某', '2026-01-01', '2027-01-01']]
    const { problems } = await take('contracts', bytesOf({ columns, rows, more }), HELD)
    expect(problems.map(({ column, row, code }) => `${column}${String(row)} ${code}`)).toEqual(['B2 missing', 'C2 no_such_word', 'D2 not_a_date']) // prettier-ignore
  })
})

test.each(['assets', 'contracts', 'debts'] as const)('the empty sheet of %s is read, and has no row', async (part) => {
  const blank = blankOf(part)
  const { problems, notes } = await take(part, workbook(blank, blank.names, new Date(2026, 10, 27)), HELD)
  expect(problems.map(({ code }) => code)).toEqual(part === 'contracts' ? ['empty', 'empty'] : ['empty'])
  expect(notes).toEqual([])
  expect(blank.about.join('\n')).toContain(part === 'assets' ? '类别 · 必填 · 填其中一个：房屋、店面' : '必填')
})

test('a formula in a cell stays text on its way out and back', () => {
  expect(formatCsv([['=1+1']])).toContain("'=1+1")
})
