import { flushSync } from 'svelte'
import { expect, test } from 'vitest'
import { keepDraft, readDraft } from '../../src/device/drafts.ts'
import Import from '../../src/features/ledger/Import.svelte'
import { entryId } from '../../src/sheet/keep.ts'
import { open, phone, VILLAGE, type Screen } from './screen.ts'

const SCOPE = `village/${VILLAGE}`
const HEAD = '凭证号,日期,收支,科目,摘要,对方,金额'
const GOOD = `${HEAD}
2026-10-0001,2026-10-08,收,租金,老村部商铺三季度租金,周某,9000
2026-10-0002,2026-10-09,支,维修费,第三组路灯维修材料,宏达五金店,"4,860.00"
合计,,,,,,`

function pick(text: string, name: string): void {
  const input = document.querySelector<HTMLInputElement>('input[accept*=".xlsx"]')!
  Object.defineProperty(input, 'files', { value: [new File([text], name)], configurable: true })
  input.dispatchEvent(new Event('change', { bubbles: true }))
}

async function publish(screen: Screen, act: string): Promise<void> {
  await expect.poll(() => screen.text()).toContain(act)
  screen.button(act).click()
  flushSync()
  Array.from(document.querySelectorAll<HTMLElement>('dialog[open] footer button')).at(-1)!.click()
  await expect.poll(() => screen.text()).toContain('已记在本机')
}

test('every fault of a sheet is told at once, and nothing can be published', async () => {
  const replica = await phone('A1', 'accountant')
  const screen = open(Import, { village: VILLAGE }, replica)
  pick(`${HEAD}\n,2026-13-01,？,租金,商铺,周某,"1,86"\n2,2026-10-02,支,杂项,,某店,-5\n`, '2026年10月.csv')
  await expect.poll(() => screen.text()).toContain('有 6 处要改')
  for (const words of ['第 2 行 A 列', '第 2 行 G 列', '不是金额', '第 3 行 E 列', '金额不能是负数']) {
    expect(screen.text()).toContain(words)
  }
  expect(() => screen.button('公开')).toThrow()
  expect(replica.outbox.current).toHaveLength(0)
  await screen.close()
})

test('a month is published in one act, then corrected with a reason, before and after in sight', async () => {
  const replica = await phone('A2', 'accountant')
  let screen = open(Import, { village: VILLAGE }, replica)
  pick(GOOD, '2026年10月.csv')
  await publish(screen, '公开 2 笔')
  await screen.close()
  // one act in public; what the village alone reads goes beside it
  expect(replica.outbox.current.map(({ scope }) => scope)).toEqual([SCOPE, `square/${VILLAGE}`])
  const [disclosure] = replica.scope(SCOPE).records('disclosure')
  expect(disclosure).toMatchObject({ class: 'finance', category: 'ledger', period: '2026-10', total_in: 900000, total_out: 486000 }) // prettier-ignore
  const id = entryId(disclosure!.id, '2026-10-0002')
  expect(replica.scope(SCOPE).record('entry', id)).toMatchObject({ amount_fen: 486000, disclosure: disclosure!.id })

  screen = open(Import, { village: VILLAGE }, replica)
  pick(GOOD, '2026年10月.csv')
  await expect.poll(() => screen.text()).toContain('和已经公开的一样')
  pick(GOOD.replace('4,860.00', '4,680.00'), '2026年10月.csv')
  await expect.poll(() => screen.text()).toContain('更正 1 笔')
  expect(screen.text()).toMatch(/4,860\.00 元.*→.*4,680\.00 元/)
  screen.button('公开 1 笔').click()
  expect(screen.text()).toContain('要写原因')
  screen.type('为什么改', '发票看错一位')
  await publish(screen, '公开 1 笔')
  expect(replica.scope(SCOPE).record('entry', id)).toMatchObject({ amount_fen: 468000, reason: '发票看错一位' })
  expect(replica.scope(SCOPE).record('disclosure', disclosure!.id)).toMatchObject({ total_out: 468000 })
  await screen.close()
})

test('a month chosen in the last moment before the page goes is that of the next one; the file is as it was kept', async () => {
  const replica = await phone('A6', 'accountant')
  const name = `ledger ${VILLAGE}`
  let screen = open(Import, { village: VILLAGE }, replica)
  pick(GOOD, '2026年10月.csv')
  await expect.poll(() => screen.text()).toContain('公开 2 笔')
  const kept = await readDraft(name)
  expect(kept).toMatchObject({ period: '2026-10' })
  const month = document.querySelector<HTMLSelectElement>('select')!
  month.value = '2026-09'
  month.dispatchEvent(new Event('change', { bubbles: true }))
  dispatchEvent(new Event('pagehide'))
  await expect.poll(() => readDraft(name)).toMatchObject({ period: '2026-09' })
  await screen.close()
  await keepDraft(name, kept) // as where the database had no time
  screen = open(Import, { village: VILLAGE }, replica)
  await expect.poll(() => screen.text()).toContain('2026年10月.csv')
  expect(document.querySelector<HTMLSelectElement>('select')!.value).toBe('2026-09')
  await expect.poll(() => readDraft(name)).toMatchObject({ period: '2026-09', fileName: '2026年10月.csv' })
  await screen.close()
})

test('a personal number stops the sheet, shown masked with its place; one tap masks them, and only that is published', async () => {
  const replica = await phone('A4', 'accountant')
  const screen = open(Import, { village: VILLAGE }, replica)
  pick(`${HEAD}\n1,2026-10-08,支,救助,身份证510107198001011235,唐某,500\n`, '2026年10月.csv')
  await expect.poll(() => screen.text()).toContain('1 格里有个人号码')
  expect(screen.text()).toContain('第 2 行 E 列')
  expect(screen.text()).toContain('身份证510*************35')
  expect(screen.text()).not.toContain('510107198001011235')
  screen.button('全部拿掉').click()
  await expect.poll(() => screen.text()).toContain('1 格里的号码已拿掉')
  screen.type('说明', '经手人 13912345678')
  screen.button('公开 1 笔').click()
  expect(screen.text()).toContain('这里有手机号')
  screen.type('说明', '')
  await publish(screen, '公开 1 笔')
  expect(replica.scope(SCOPE).records('entry')).toMatchObject([{ summary: '身份证〔身份证号〕', payee: '唐*' }])
  await screen.close()
})

test('what everyone would read is not even signed with a personal number in it', async () => {
  const replica = await phone('A5', 'accountant')
  const set = { title: '13912345678', class: 'finance', category: 'ledger', period: '2026-10' }
  const told = replica.write(SCOPE, [{ do: 'disclosure.publish', id: 'd1', set }])
  await expect(told).rejects.toMatchObject({ code: 'identifier', detail: { field: 'set.title', sort: 'mobile' } })
  expect(replica.outbox.current).toHaveLength(0)
})

test('who is not the accountant is told so', async () => {
  const replica = await phone('A3', 'villager')
  const screen = open(Import, { village: VILLAGE }, replica)
  expect(screen.text()).toContain('只有本村的报账员')
  expect(document.querySelector('input[type=file]')).toBeNull()
  await screen.close()
})
