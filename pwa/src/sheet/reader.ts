/** A reader of files as a screen knows it: in a worker where the browser has module workers, else in the page. */
import { scriptUrl } from '../device/trusted.ts'

export interface Reader<Question, Parsed> {
  /** Read a file; one after another, in order. */
  parse(question: Question): Promise<Parsed>
  close(): void
}

/** `url` is the worker's, `inPage` does the same where there is none. */
export function openReader<Question, Parsed>(
  url: string,
  inPage: (question: Question) => Promise<Parsed>,
): Reader<Question, Parsed> {
  let worker = startWorker(url)
  let last: Promise<unknown> = Promise.resolve()

  async function ask(question: Question): Promise<Parsed> {
    const asked = worker
    if (asked === null) return inPage(question)
    const answer = await new Promise<{ parsed?: Parsed }>((resolve) => {
      asked.onmessage = (event: MessageEvent<{ parsed?: Parsed }>) => resolve(event.data)
      asked.onerror = () => resolve({})
      asked.postMessage(question)
    })
    if (answer.parsed !== undefined) return answer.parsed
    asked.terminate() // a worker that could not start or load its part: the page can, or says why
    worker = null
    return inPage(question)
  }

  return {
    parse(question) {
      const next = last.then(() => ask(question))
      last = next.catch(() => undefined)
      return next
    },
    close() {
      worker?.terminate()
      worker = null
    },
  }
}

function startWorker(url: string): Worker | null {
  try {
    const worker = new Worker(scriptUrl(url), { type: 'module' })
    worker.postMessage(null)
    return worker
  } catch {
    return null
  }
}
