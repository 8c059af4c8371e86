/** Sheets that any screen may open and App shows: features never import one another, so they meet here.
 * What is open lies in the history entry: back closes it, reload brings it again. */

export interface ProofTarget {
  readonly scope: string
  readonly kind: string
  readonly id: string
}

interface Kept {
  readonly proof?: ProofTarget
  readonly alarm?: string
}

class Sheets {
  #kept = $state.raw<Kept>(read())

  constructor() {
    addEventListener('popstate', () => {
      this.#kept = read()
    })
  }
  /** the record whose proof is shown */
  get proof(): ProofTarget | null {
    return this.#kept.proof ?? null
  }
  /** the scope whose alarm is shown */
  get alarm(): string | null {
    return this.#kept.alarm ?? null
  }
  open(kept: Kept): void {
    history.replaceState({ ...(history.state as object | null), y: scrollY }, '') // for the way back (router)
    history.pushState(kept, '')
    this.#kept = kept
  }
  close(): void {
    if (this.proof || this.alarm) history.back()
  }
}

function read(): Kept {
  return (history.state as Kept | null) ?? {}
}

export const sheets = new Sheets()

/** Show why a record can be believed. */
export function openProof(target: ProofTarget): void {
  sheets.open({ proof: { ...target } })
}

/** Show the two checkpoints that convict the server. */
export function openAlarm(scope: string): void {
  sheets.open({ alarm: scope })
}
