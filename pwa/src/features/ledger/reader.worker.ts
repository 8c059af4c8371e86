/** Reads sheets away from the page, so that five thousand rows do not freeze it. One question, one answer, in order. */
import { parse } from './parse.ts'

export interface Question {
  readonly content: Uint8Array
  readonly period: string
  readonly mask: boolean
}

const page = self as unknown as {
  onmessage: ((event: MessageEvent<Question | null>) => void) | null
  postMessage(answer: unknown): void
}

page.onmessage = ({ data }) => {
  if (data === null)
    void import('./workbook.ts') // asked when the screen opens, so that it is kept for offline use
  else
    parse(data.content, data.period, data.mask).then(
      (parsed) => page.postMessage({ parsed }),
      () => page.postMessage({ failed: true }),
    )
}
