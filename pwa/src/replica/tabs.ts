/** One loop per phone: of all its tabs the one that is looked at, and holds the lock, runs it. */
import { scriptUrl } from '../device/trusted.ts'

export interface ToWorker {
  readonly name: string
  readonly run: boolean
}

export type FromWorker = 'running' | 'stopped'

/** What runs the loop: a worker, or the page itself. */
export interface Runner {
  start(): Promise<void>
  stop(): Promise<void>
}

/**
 * Hold `runner` running while `shown()` and no other tab does. Call the result to look again (visibility changed) and
 * `end` to leave. Without Web Locks every shown tab runs one: wasteful, but safe (pulls check where they began, and
 * the server knows ops it has).
 */
export class Lead {
  readonly #name: string
  readonly #runner: Runner
  readonly #locks: LockManager | undefined
  /** lets the lock go, or takes back the wish for it */
  #leave: (() => void) | null = null

  constructor(name: string, runner: Runner, locks: LockManager | undefined) {
    this.#name = name
    this.#runner = runner
    this.#locks = locks
  }

  /** Queue for the lead; run when it is ours. */
  join(): void {
    if (this.#leave) return
    const wish = new AbortController()
    const left = new Promise<void>((resolve) => {
      this.#leave = () => {
        wish.abort()
        resolve()
      }
    })
    const lead = async (): Promise<void> => {
      await this.#runner.start()
      await left
      await this.#runner.stop()
    }
    if (!this.#locks) void lead()
    else this.#locks.request(this.#name, { signal: wish.signal }, lead).catch(() => undefined) // wish taken back
  }

  /** Let another tab lead (this one is hidden: it may be frozen any moment). */
  leave(): void {
    this.#leave?.()
    this.#leave = null
  }
}

/** A runner in a dedicated worker; `page` takes over where the browser cannot run one. */
export function workerRunner(name: string, url: string, page: Runner): Runner {
  if (typeof Worker === 'undefined' || typeof BroadcastChannel === 'undefined') return page
  let worker: Worker | null = null
  let isPage = false
  let stopped: (() => void) | null = null
  const tell = (message: ToWorker): void => worker?.postMessage(message)
  const fail = (): void => {
    // before it ever ran: no module workers here (Chrome before 80, Safari before 15)
    worker = null
    isPage = true
    void page.start()
  }
  return {
    start() {
      if (isPage) return page.start()
      if (!worker) {
        worker = new Worker(scriptUrl(url), { type: 'module', name: 'loop' })
        worker.onerror = fail
        worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
          if (data === 'stopped') stopped?.()
          else if (worker) worker.onerror = null // it runs; what fails later is a fault to be seen
        }
      }
      tell({ name, run: true })
      return Promise.resolve()
    },
    stop() {
      if (isPage) return page.stop()
      return new Promise((resolve) => {
        stopped = resolve
        tell({ name, run: false })
      })
    },
  }
}
