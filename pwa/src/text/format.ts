/** Numbers, money and time as text. Pure, and cheap enough to call for ten thousand rows (no Intl). */
import { CHINA_MS, dayOf } from '@shaiba/sync'
import { lang } from './words.svelte.ts'

/** 486000 → «4,860.00». Money is whole fen everywhere; only here does it become yuan. */
export function yuan(fen: number): string {
  const whole = Math.trunc(Math.abs(fen) / 100)
  const rest = String(Math.abs(fen) % 100).padStart(2, '0')
  return `${fen < 0 ? '−' : ''}${count(whole)}.${rest}`
}

/** 4213 → «4,213». */
export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** Short money for headings and charts: «1.2万», «86.0万»; below ten thousand yuan in full. */
export function yuanShort(fen: number): string {
  const value = Math.abs(fen) / 100
  const sign = fen < 0 ? '−' : ''
  if (lang.current === 'en') return value >= 10_000 ? `${sign}${(value / 1000).toFixed(1)}k` : yuan(fen)
  return value >= 10_000 ? `${sign}${(value / 10_000).toFixed(value >= 1_000_000 ? 0 : 1)}万` : yuan(fen)
}

const DIGITS = '零壹贰叁肆伍陆柒捌玖'
const UNITS = ['', '拾', '佰', '仟']
const GROUPS = ['', '万', '亿', '万亿']

/** The amount in the characters that cannot be altered with a stroke: 486000 → «肆仟捌佰陆拾元整». */
export function yuanInWords(fen: number): string {
  const whole = String(Math.trunc(Math.abs(fen) / 100))
  const [jiao, cent] = [Math.trunc((Math.abs(fen) % 100) / 10), Math.abs(fen) % 10]
  let text = ''
  let zero = false
  let group = false
  for (let i = 0; i < whole.length; i++) {
    const place = whole.length - 1 - i
    const digit = Number(whole[i])
    if (digit === 0) zero = text !== ''
    else {
      text += (zero ? '零' : '') + (DIGITS[digit] ?? '') + (UNITS[place % 4] ?? '')
      zero = false
      group = true
    }
    if (place % 4 === 0 && group) {
      text += GROUPS[place / 4] ?? ''
      group = false
    }
  }
  text = text === '' ? (jiao + cent === 0 ? '零元' : '') : `${text}元`
  if (jiao + cent === 0) return `${text}整`
  const small =
    (jiao > 0 ? `${DIGITS[jiao] ?? ''}角` : text === '' ? '' : '零') + (cent > 0 ? `${DIGITS[cent] ?? ''}分` : '整')
  return text + small
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** «2026-10-08» → «10月8日», with the year when it is not this one. Text that is no day stays as it is. */
export function day(text: string, thisYear = new Date().getFullYear()): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(text)
  if (!found) return text
  const [year, month, date] = [Number(found[1]), Number(found[2]), Number(found[3])]
  if (lang.current === 'en')
    return `${String(date)} ${MONTHS[month - 1] ?? ''}${year === thisYear ? '' : ` ${String(year)}`}`
  return `${year === thisYear ? '' : `${String(year)}年`}${String(month)}月${String(date)}日`
}

/** «2026-10» → «2026年10月». Also takes quarters «2026-Q3» and years. */
export function period(text: string): string {
  const en = lang.current === 'en'
  const month = /^(\d{4})-(\d{2})$/.exec(text)
  if (month)
    return en
      ? `${MONTHS[Number(month[2]) - 1] ?? ''} ${month[1] ?? ''}`
      : `${month[1] ?? ''}年${String(Number(month[2]))}月`
  const quarter = /^(\d{4})-?Q([1-4])$/.exec(text)
  if (quarter)
    return en
      ? `Q${quarter[2] ?? ''} ${quarter[1] ?? ''}`
      : `${quarter[1] ?? ''}年第${DIGITS_PLAIN[Number(quarter[2])] ?? ''}季度`
  return /^\d{4}$/.test(text) ? (en ? text : `${text}年`) : text
}

const DIGITS_PLAIN = '〇一二三四'

const DAY_MS = 86_400_000

/** How many midnights of China lie between two instants; 0 where the phone's clock has them the wrong way round. */
export function daysBetween(from: number, to: number): number {
  return Math.max(0, Math.floor((to + CHINA_MS) / DAY_MS) - Math.floor((from + CHINA_MS) / DAY_MS))
}

/** An instant (ms since 1970) as «10月8日 14:20», China's time; today as «今天 14:20». */
export function instant(ms: number, now = Date.now()): string {
  const clock = new Date(ms + CHINA_MS).toISOString().slice(11, 16)
  const en = lang.current === 'en'
  if (dayOf(ms) === dayOf(now)) return en ? `today ${clock}` : `今天 ${clock}`
  return `${day(dayOf(ms), Number(dayOf(now).slice(0, 4)))} ${clock}`
}
