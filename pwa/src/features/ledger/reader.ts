/** The reader of ledgers: personal numbers are masked, or faults. */
import { openReader as open, type Reader as Opened } from '../../sheet/reader.ts'
import type { Parsed } from './parse.ts'
import workerUrl from './reader.worker.ts?worker&url'

export interface Question {
  readonly content: Uint8Array
  readonly period: string
  readonly mask: boolean
}

export type Reader = Opened<Question, Parsed>

export function openReader(): Reader {
  return open(workerUrl, async ({ content, period, mask }) => (await import('./parse.ts')).parse(content, period, mask))
}
