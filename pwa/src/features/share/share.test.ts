import { entryDigest } from '@shaiba/sync'
import { describe, expect, test } from 'vitest'
import type { RecordView, ScopeStatus } from '../../replica/types.ts'
import { countSigned, postedAll, sealsOf } from '../../sheet/signed.ts'
import { broken } from './picture.ts'
import { chatText, radioText, spoken } from './say.ts'
import { besideBefore, lateFrom, makeLetter, makeStatement, monthBefore, monthsOf, quarterOf } from './statement.ts'

const record = (kind: string, id: string, more: object): RecordView => ({ kind, id, at: 0, ...more })
const entry = (id: string, more: object): RecordView =>
  record('entry', id, {
    disclosure: 'b1',
    voucher: `记-${id}`,
    date: '2026-10-08',
    direction: 'out',
    subject: '维修费',
    summary: '路灯维修',
    payee: '宏达五金店',
    amount_fen: 486000,
    ...more,
  })
const entries = [
  entry('1', {}),
  entry('2', { direction: 'in', subject: '发包收入', payee: '周*', amount_fen: 1200000, receipts: [{}] }),
  entry('3', { amount_fen: 100, payee: '王*明', subject: '补助' }),
]
const book = record('disclosure', 'b1', { title: '十月收支', period: '2026-10', category: 'ledger' })
const status: ScopeStatus = {
  scope: 'village/350583112216',
  size: 9990,
  checkpoint: 'demo/village/350583112216\n9990\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— x\n',
  asOf: null,
  ready: true,
  alarm: null,
  witnessed: null,
}
const seal = (role: string, signed: readonly RecordView[], returns: readonly object[] = []): RecordView =>
  record('countersign', `b1_${role}`, {
    items: signed.map((one) => entryDigest(one.id, one)),
    people: [`p-${role}`],
    returns,
  })
const grants = [record('grant', 'g', { person: 'p-supervisor', role: 'supervisor', name: '刘海涛' })]
const seals = [seal('supervisor', entries, [{ entry: '1', on: '2026-11-01', why: 'other' }]), seal('cadre', entries)]
const countersign = (id: string): RecordView | undefined => seals.find((one) => one.id === id)

const of = (all: readonly RecordView[], posted: ReadonlyMap<string, RecordView | null> = new Map()) =>
  makeStatement({
    village: '蓉溪村',
    disclosure: book,
    entries: [...all, entry('other', { disclosure: 'b2' })],
    countersign,
    grants,
    posted,
    address: 'https://county.example/v/350583112216/d/b1',
    status,
    others: '其他',
  })

describe('a statement', () => {
  test('adds up the entries of its disclosure alone, and says where it stood', () => {
    const it = of(entries)
    expect(it.sums).toEqual({ in: 1200000, out: 486100 })
    expect(it.items.map((one) => one.id)).toEqual(['1', '3'])
    expect(it.receipts).toBe(1)
    expect([it.size, it.code]).toEqual([9990, '0ac5 186a 9186'])
  })

  test('what was corrected after it was signed counts as it was signed', async () => {
    const now = entries.map((one) => (one.id === '1' ? { ...one, amount_fen: 1, reason: '写错' } : one))
    const { kind: _, id: __, at: ___, ...set } = entries[0] ?? record('', '', {})
    const lines = [{ changes: [{ do: 'entry.post', id: '1', set }] }]
    const posted = await postedAll(now, () => Promise.resolve(lines))
    expect(of(now, posted).review).toMatchObject({ signed: 3, corrected: 1, returns: 1 })
    expect(countSigned(now, sealsOf(countersign, 'b1', grants), new Map())).toBe(2) // its first line is not here
  })

  test('nobody signed where nobody was asked', () => {
    expect(sealsOf(() => undefined, 'b1', grants)).toEqual([])
    expect(countSigned(entries, [], new Map())).toBe(0)
  })
})

describe('in words', () => {
  test('a chat reads sums, classes, largest items, who signed and where it opens', () => {
    const text = chatText(of(entries))
    for (const part of ['【蓉溪村】十月收支', '收入 12,000.00 元', '维修费 4,860.00', '监委会 刘海涛', '退回过 1 次'])
      expect(text).toContain(part)
    expect(text).toContain('https://county.example/v/350583112216/d/b1')
  })

  test('a loudspeaker reads no address and no digits of sums', () => {
    const text = radioText(of(entries))
    expect(text).toContain('收入一万两千元，支出四千八百六十一元，结余七千一百三十九元')
    expect(text).not.toMatch(/http|\.00/)
  })

  test('without entries, what it says of itself', () => {
    expect(chatText({ ...of([]), summary: '路修好了' })).toContain('路修好了')
    expect(radioText({ ...of([]), summary: '' })).toContain('公开栏')
  })

  test.each([
    [0, '零元'],
    [100, '一元'],
    [1000, '十元'],
    [200000, '两千元'],
    [12000000, '十二万元'],
    [20000000, '二十万元'],
    [29205546, '二十九万两千零五十五元四角六分'],
  ])('%i fen is said «%s»', (sum, said) => {
    expect(spoken(sum)).toBe(said)
  })
})

test('lines break between signs, words stay whole, what is too long ends in dots', () => {
  const wide = (part: string): number => Array.from(part).length
  expect(broken('第三组路灯', 3, wide)).toEqual(['第三组', '路灯'])
  expect(broken('付 Hongda 店', 7, wide)).toEqual(['付', 'Hongda', '店'])
  expect(broken('一二三四五六七', 2, wide)).toEqual(['一二', '三四', '五…'])
  expect(broken('', 2, wide)).toEqual([''])
})

describe('a letter', () => {
  const ledger = (period: string, more: object = {}): RecordView =>
    record('disclosure', period, { category: 'ledger', period, title: period, ...more })
  const records = {
    disclosure: [
      ledger('2026-07'),
      ledger('2026-09', { withdrawn: '重做' }),
      record('disclosure', 'x', { category: 'project', period: '2026-Q3', title: '沟渠' }),
    ],
    entry: [entry('1', { disclosure: '2026-07' }), entry('2', { disclosure: '2026-09' })],
    payout: [record('payout', 'p', { paid: '2026-09-28' }), record('payout', 'q', { paid: '2026-10-01' })],
  }

  test('a month that is late is there without sums; one that is not due yet is not there', () => {
    const made = makeLetter('2026-Q3', '2026-10-10', records, '…')
    expect(made.months.map(({ month, sums }) => [month, sums?.out])).toEqual([
      ['2026-07', 486000],
      ['2026-08', undefined],
    ])
    expect(makeLetter('2026-Q3', '2026-10-11', records, '…').months).toHaveLength(3)
    expect(made.others.map((one) => one.id)).toEqual(['x'])
    expect(made.payouts.map((one) => one.id)).toEqual(['p'])
  })

  test('months and quarters', () => {
    expect(monthsOf('2026-Q4')).toEqual(['2026-10', '2026-11', '2026-12'])
    expect(quarterOf('2026-11-27')).toBe('2026-Q4')
    expect(monthBefore('2026-01')).toBe('2025-12')
    expect(lateFrom('2026-12')).toBe('2027-01-11')
  })
})

test('classes stand beside those of the month before, also those that are gone', () => {
  const before = [entry('7', { subject: '招待', amount_fen: 5 })]
  expect(besideBefore(entries, before, 'out')).toEqual([
    { label: '维修费', fen: 486000, before: 0, lines: 1 },
    { label: '补助', fen: 100, before: 0, lines: 1 },
    { label: '招待', fen: 0, before: 5, lines: 0 },
  ])
})
