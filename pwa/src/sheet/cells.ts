/**
 * One cell: text, day, amount or direction out of whatever a sheet holds there. No floating point touches money.
 *
 * Twin of server/shaiba/ledger/cells.py; both are held by sync/vectors/ledger.
 */
import { SHEET, type SheetCode } from './sheet.ts'

/** A day is written in a workbook as a number with a date format; `{day}` is made of it with no time zone near. */
export interface DayCell {
  readonly day: string
}
export type Cell = string | number | DayCell | null

/** What a cell is, or why it is not what its column asks for. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: SheetCode }

const AMOUNT = /^(-?)(?:¥|rmb|人民币)?(-?)(\d{1,3}(?:,\d{3})+|\d{1,30})(?:\.(\d{1,30}))?(?:元[整正]?)?$/
// eslint-disable-next-line no-control-regex -- Python's white space, which the twin splits at, holds these as well
const SPACE = /[\s\u001c-\u001f\u0085]+/g

/** A cell as text: white space at the ends gone and one space inside, whole numbers without a point, days as ISO. */
export function plain(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return decimal(cell)
  if (typeof cell !== 'string') return cell.day
  return cell.replaceAll('\ufeff', '').replace(SPACE, ' ').replace(/^ | $/g, '')
}

/** The name of a column in the one form that names are compared in: NFKC, no white space, no unit, no star or colon. */
export function header(cell: Cell): string {
  const name = tight(cell).replace(/[*:]/g, '')
  const unit = SHEET.units.find((one) => name.endsWith(one) && name !== one)
  return unit === undefined ? name : name.slice(0, -unit.length)
}

/** An ISO day from a date, an Excel serial number, or 2026-10-08, 2026/10/8, 2026.10.8, 2026年10月8日, 20261008. */
export function day(cell: Cell): Read<string> {
  if (cell !== null && typeof cell === 'object') return realDay(cell.day)
  if (typeof cell === 'number' && cell < 100_000) return realDay(serialDay(Math.max(cell, 0)))
  const text = plain(cell).normalize('NFKC')
  const found =
    /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?: \d{1,2}:\d{2}(?::\d{2})?)?$/.exec(text)?.toSpliced(2, 1) ??
    /^(\d{4})年(\d{1,2})月(\d{1,2})日?(?: \d{1,2}:\d{2}(?::\d{2})?)?$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?$/.exec(text)
  if (!found) return { ok: false, code: 'not_a_date' }
  const [, year = '', month = '', date = ''] = found
  return realDay(`${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`)
}

/** Fen, exactly; null for an empty cell or a dash. Text may carry ¥, commas, 元, full-width digits, (1.00) for −1.00. */
export function amount(cell: Cell): Read<number | null> {
  const text = typeof cell === 'number' ? decimal(cell) : tight(cell).replaceAll('\u2212', '-')
  if (text === '' || SHEET.blankAmounts.includes(text)) return { ok: true, value: null }
  const inside = /^\((.*)\)$/.exec(text)?.[1] // how bookkeepers write what is less than nothing
  const found = AMOUNT.exec(inside ?? text)
  if (!found) return { ok: false, code: 'not_an_amount' }
  const [, minus = '', minusAfterSign = '', digits = '', fraction = ''] = found
  const part = fraction.replace(/0+$/, '')
  if (part.length > 2) return { ok: false, code: 'too_precise' }
  const fen = BigInt(digits.replaceAll(',', '')) * 100n + BigInt(part.padEnd(2, '0'))
  if (fen > BigInt(SHEET.maxFen)) return { ok: false, code: 'too_large' }
  const less = (inside ?? minus + minusAfterSign) !== '' && fen !== 0n
  return { ok: true, value: less ? -Number(fen) : Number(fen) }
}

/** `in` or `out`. */
export function direction(cell: Cell): Read<'in' | 'out'> {
  const word = tight(cell)
  if (SHEET.inWords.includes(word)) return { ok: true, value: 'in' }
  if (SHEET.outWords.includes(word)) return { ok: true, value: 'out' }
  return { ok: false, code: 'no_direction' }
}

/** Whether a day lies in a month `2026-10`, a quarter `2026-Q3` or a year. */
export function inPeriod(isoDay: string, period: string): boolean {
  const quarter = /^(\d{4})-Q([1-4])$/.exec(period)
  if (!quarter) return isoDay.startsWith(period)
  return isoDay.startsWith(quarter[1] ?? '') && Math.ceil(Number(isoDay.slice(5, 7)) / 3) === Number(quarter[2])
}

/** Excel's serial number as an ISO day. It counts from 1899-12-30; a fraction is the time of day. */
export function serialDay(serial: number): string {
  const at = new Date(Date.UTC(1899, 11, 30) + Math.floor(serial) * 86_400_000)
  return Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 10)
}

/** A number as a spreadsheet shows it: 15 significant digits, written out. */
function decimal(value: number): string {
  if (!Number.isFinite(value)) return ''
  const short = String(Number(value.toPrecision(15)))
  const found = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(short)
  if (!found) return short === '-0' ? '0' : short
  const [, sign = '', first = '', rest = '', exponent = ''] = found
  const digits = first + rest
  const point = Number(exponent) + 1
  if (point > 0) return sign + digits.padEnd(point, '0')
  return `${sign}0.${'0'.repeat(-point)}${digits}`
}

/** NFKC (full-width digits and brackets become plain ones), no white space, lower case. */
function tight(cell: Cell): string {
  return plain(cell).normalize('NFKC').replace(SPACE, '').toLowerCase()
}

function realDay(text: string): Read<string> {
  const at = new Date(`${text}T00:00:00Z`)
  const year = Number(text.slice(0, 4))
  const real = !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text
  if (!real || year < SHEET.firstYear || year > SHEET.lastYear) return { ok: false, code: 'not_a_date' }
  return { ok: true, value: text }
}
