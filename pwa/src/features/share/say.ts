/** A statement in words: for a chat group, and to be read out. Pure. */
import { day, instant, count, yuan, yuanInWords } from '../../text/format.ts'
import { lang } from '../../text/words.svelte.ts'
import { fen } from '../../sheet/sums.ts'
import type { Review, Statement } from './statement.ts'
import { t } from './text.ts'
import { t as common } from '../../text/common.ts'

/** Items that a text names; a picture has more. */
const NAMED = 3

/** Ready to be pasted into a chat. */
export function chatText(it: Statement): string {
  const lines = [t().sheet(it.village, it.title)]
  if (it.entries.length > 0) {
    lines.push(t().sum(yuan(it.sums.in), yuan(it.sums.out), yuan(it.sums.in - it.sums.out)))
    lines.push(t().lines(it.entries.length, it.receipts))
    for (const [title, parts] of [
      [t().out, it.outs],
      [t().in, it.ins],
    ] as const) {
      if (parts.length === 0) continue
      lines.push('', title, ...parts.slice(0, NAMED + 2).map((part) => `· ${part.label} ${yuan(part.fen)}`))
    }
    if (it.items.length > 0) {
      const named = it.items.slice(0, NAMED)
      lines.push('', t().largest, ...named.map((one) => `· ${itemText(one)} ${yuan(fen(one))}`))
    }
  } else if (it.summary !== '') lines.push(it.summary)
  if (it.review) lines.push('', `${t().review}${common().colon}${reviewText(it.review, it.entries.length)}`)
  lines.push('', `${t().more}${it.address}`, t().ask)
  return lines.join('\n')
}

export function itemText(entry: Readonly<Record<string, unknown>>): string {
  return [day(String(entry['date'])), entry['summary'], entry['payee']].filter(Boolean).map(String).join(' · ')
}

/** Who signed, and how much of it. */
export function reviewText({ seals, signed, corrected, returns }: Review, all: number): string {
  const who = seals.map(({ role, people }) =>
    [t().roles[role] ?? role, people.join(common().comma)].filter(Boolean).join(' '),
  )
  return [
    `${who.join(common().comma)}${lang.current === 'en' ? ': ' : '，'}${signed === all ? t().allSigned(all) : t().someSigned(signed, all)}`,
    ...(corrected > 0 ? [t().corrected(corrected)] : []),
    ...(returns > 0 ? [t().returns(returns)] : []),
  ].join(common().semicolon)
}

/** As it was when this was made, so that it can be compared. */
export function proofText({ asOf, size, code }: Statement): string {
  return [...(asOf === null ? [] : [t().asOf(instant(asOf))]), t().proof(count(size), code)].join(' · ')
}

/** To be read out over the village's loudspeaker: whole sentences, sums in words, no addresses. */
export function radioText(it: Statement): string {
  let said = t().radioStart(it.village, it.title)
  if (it.entries.length === 0) return said + t().radioNone(it.summary) + t().radioEnd
  const rest = it.sums.in - it.sums.out
  said += t().radioSum(spoken(it.sums.in), spoken(it.sums.out), spoken(Math.abs(rest)), rest < 0)
  for (const [say, parts] of [
    [t().radioOut, it.outs],
    [t().radioIn, it.ins],
  ] as const) {
    const named = parts.filter(({ label }) => label !== t().others).slice(0, NAMED)
    const list = named.map((part, i) => t().radioItem(t().numbers[i] ?? '', part.label, spoken(part.fen)))
    if (list.length > 0) said += say(list.join(common().semicolon))
  }
  const [first] = it.items
  if (first) {
    const what = [day(String(first['date'])), String(first['summary'])].join(common().pause)
    said += t().radioLargest(what, spoken(fen(first)))
  }
  if (it.review && it.review.signed === it.entries.length) {
    said += t().radioSigned(it.review.seals.map(({ role }) => t().roles[role] ?? role).join(common().comma))
  }
  return said + t().radioEnd
}

const FORMAL = '壹贰叁肆伍陆柒捌玖拾佰仟'
const PLAIN = '一二三四五六七八九十百千'

/** A sum as it is said: 486000 → «四千八百六十元». */
export function spoken(sum: number): string {
  if (lang.current === 'en') return `${yuan(sum)} yuan`
  const plain = Array.from(yuanInWords(sum), (sign) => PLAIN.charAt(FORMAL.indexOf(sign)) || sign).join('')
  return plain
    .replace('整', '')
    .replace(/^一十/, '十')
    .replace(/(?<![十零])二(?=[千万亿])/g, '两')
}
