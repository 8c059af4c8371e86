/**
 * The same invoice in two books: how its number is read, and when two are one.
 *
 * Spec: sync/spec/match.md. Vectors: sync/vectors/match.json.
 */

/** Characters of an invoice's number without its code. */
const SHORTEST = 8
/** From so many on, code and number are both there. */
const WHOLE = 16

/** A number as it is compared, what the invoice is of, in fen, and whether the receipt itself says so. */
export interface Invoice {
  readonly number: string
  readonly amount_fen: number
  readonly said: boolean
}

interface Receipt {
  readonly sort: string
  readonly number?: string
  readonly amount_fen?: number
}

/** What is compared of a printed number; empty where it is too little to be one paper. */
export function invoiceNumber(text: string): string {
  const number = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]+/g, '')
    .replaceAll('NO', '')
  return number.length >= SHORTEST && new Set(number).size > 1 ? number : ''
}

/** The invoices among an entry's receipts that have a number. */
export function invoicesOf(entry: Readonly<Record<string, unknown>>): Invoice[] {
  return ((entry['receipts'] ?? []) as readonly Receipt[]).flatMap((receipt) => {
    const number = receipt.sort === 'invoice' ? invoiceNumber(receipt.number ?? '') : ''
    const amount_fen = receipt.amount_fen ?? Number(entry['amount_fen'])
    return number === '' ? [] : [{ number, amount_fen, said: receipt.amount_fen !== undefined }]
  })
}

/** Texts under which an index finds whatever may be the same. */
export function invoiceKeys(number: string, amountFen: number): string[] {
  const short = `~${number.slice(-SHORTEST)} ${String(amountFen)}`
  return number.length >= WHOLE ? [`=${number}`, short] : [short]
}

/** Whether two numbers, as they are compared, with their sums, are of one invoice. */
export function sameInvoice(one: string, oneFen: number, other: string, otherFen: number): boolean {
  if (one.length >= WHOLE && other.length >= WHOLE) return one === other
  return one.slice(-SHORTEST) === other.slice(-SHORTEST) && oneFen === otherFen
}
