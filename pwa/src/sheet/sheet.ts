/** What a ledger sheet is, as the server declares it, with types wide enough to look any word up in it. */
import { SHEET as DECLARED, type SheetCode, type SheetNoteCode } from '../generated/kinds.ts'

export type { SheetCode, SheetNoteCode }

export interface Column {
  readonly field: string
  readonly name: string
  readonly aliases: readonly string[]
  readonly type: 'text' | 'day' | 'amount' | 'direction'
  readonly required: boolean
  /** in code points */
  readonly limit: number
}

type Widened<T> = { readonly [K in keyof T]: T[K] extends readonly string[] ? readonly string[] : T[K] }

export const SHEET: Omit<Widened<typeof DECLARED>, 'columns'> & { readonly columns: readonly Column[] } = DECLARED
