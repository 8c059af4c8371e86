/** The worker's half of a reader: away from the page, so that thousands of rows do not freeze it. */

const page = self as unknown as {
  onmessage: ((event: MessageEvent<unknown>) => void) | null
  postMessage(answer: unknown): void
}

/** Answer each question with what `parse` makes of it. */
export function answerWith(parse: (question: never) => Promise<unknown>): void {
  page.onmessage = ({ data }) => {
    if (data === null)
      void import('./workbook.ts') // asked when the screen opens, so that it is kept for offline use
    else
      parse(data as never).then(
        (parsed) => page.postMessage({ parsed }),
        () => page.postMessage({ failed: true }),
      )
  }
}
