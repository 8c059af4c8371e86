/** The reader of rolls. */
import { openReader as open, type Reader as Opened } from '../../sheet/reader.ts'
import type { Parsed, Villages } from './parse.ts'
import workerUrl from './reader.worker.ts?worker&url'

export interface Question {
  readonly content: Uint8Array
  readonly villages: Villages
}

export type Reader = Opened<Question, Parsed>

export function openReader(): Reader {
  return open(workerUrl, async ({ content, villages }) => (await import('./parse.ts')).parse(content, villages))
}
