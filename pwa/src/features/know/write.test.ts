// @vitest-environment jsdom
/** What an office writes: judged, made into what is said, and held against the version before. */
import { expect, test } from 'vitest'
import type { Circular, Scheme } from '../../generated/kinds.ts'
import { differing, faultsOf, type Form, formOf, setOf, type Sort } from './write.ts'

const SCHEME = {
  kind: 'scheme',
  id: 's1',
  at: 0,
  title: '高龄津贴',
  plain: '每月有一笔钱。',
  who: '年满 80 周岁',
  since: '2026-01-01',
  window: '3 号窗口',
  contact: '0595-85631234',
  papers: ['身份证', '户口簿'],
  questions: [{ ask: '满 80 周岁了吗？', need: 'yes' }],
} as unknown as Scheme
const CASE = {
  kind: 'circular',
  id: 'c1',
  at: 0,
  title: '虚报工程',
  day: '2026-10-20',
  facts: '虚报。',
  outcome: '处分。',
  lesson: '公开。',
  audience: ['committee'],
} as unknown as Circular
const form = (sort: Sort, texts: Record<string, string> = {}, more: Partial<Form> = {}): Form => {
  const begun = formOf(sort, '350583000000', sort === 'scheme' ? SCHEME : CASE, '2026-11-27')
  return { ...begun, ...more, texts: { ...begun.texts, ...texts } }
}

test('a version that stands, written again as it is, says the same and differs in nothing', () => {
  for (const [sort, past] of [
    ['scheme', SCHEME],
    ['circular', CASE],
  ] as const) {
    const set = setOf(sort, form(sort), past.id)
    const { kind: _kind, id: _id, at: _at, ...said } = past as unknown as Record<string, unknown>
    expect(set).toEqual({ ...said, replaces: past.id })
    expect(differing(past as unknown as Record<string, unknown>, set)).toEqual([])
  }
})

test('what is changed, added and taken away is told, as it stood and as it is to be', () => {
  const now = form('scheme', { who: '年满 79 周岁', papers: '身份证', standard: '每月 100 元' }, { questions: [] })
  expect(differing(SCHEME as unknown as Record<string, unknown>, setOf('scheme', now, 's1'))).toEqual([
    ['who', '年满 80 周岁', '年满 79 周岁'],
    ['papers', '身份证、户口簿', '身份证'],
    ['questions', '满 80 周岁了吗？', ''],
    ['standard', '', '每月 100 元'],
  ])
})

test.each([
  ['scheme', {}, {}, []],
  ['scheme', { title: ' ' }, {}, ['title']],
  ['scheme', { who: '找 13912345678' }, {}, ['who']],
  ['scheme', { contact: '13912345678' }, {}, []],
  ['scheme', { until: '2025-12-31' }, {}, ['until']],
  ['scheme', { papers: Array(13).fill('证').join('\n') }, {}, ['papers']],
  ['scheme', {}, { questions: [{ ask: '', need: 'yes', otherwise: '' }] }, ['question 0']],
  ['scheme', {}, { questions: [{ ask: '是吗？', need: 'no', otherwise: '打 13912345678' }] }, ['question 0']],
  ['circular', {}, {}, []],
  ['circular', { facts: '电话 13912345678' }, {}, ['facts']],
  ['circular', { powers: 'C-09\n九' }, {}, ['powers']],
  ['circular', {}, { audience: [] }, ['audience']],
] as const)('%s with %j %j: wrong is %j', (sort, texts, more, wrong) => {
  expect(Object.keys(faultsOf(sort, form(sort, texts, more as Partial<Form>)))).toEqual(wrong)
})
