/** The reader as the screen knows it: in a worker where the browser has module workers, else in the page. */
import { scriptUrl } from '../../device/trusted.ts'
import type { Parsed } from './parse.ts'
import type { Question } from './reader.worker.ts'
import workerUrl from './reader.worker.ts?worker&url'

export interface Reader {
  /** Read a file as the ledger of a period; personal numbers are masked, or faults. */
  parse(content: Uint8Array, period: string, mask: boolean): Promise<Parsed>
  close(): void
}

export function openReader(): Reader {
  let worker = startWorker()
  let last: Promise<unknown> = Promise.resolve()
  const inPage = async ({ content, period, mask }: Question): Promise<Parsed> =>
    (await import('./parse.ts')).parse(content, period, mask)

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
    parse(content, period, mask) {
      const next = last.then(() => ask({ content, period, mask }))
      last = next.catch(() => undefined)
      return next
    },
    close() {
      worker?.terminate()
      worker = null
    },
  }
}

function startWorker(): Worker | null {
  try {
    const worker = new Worker(scriptUrl(workerUrl), { type: 'module' })
    worker.postMessage(null)
    return worker
  } catch {
    return null
  }
}
