/** A sheet that was picked (PickFile), and what was read in it. */
import { latest } from './latest.ts'

export class Picked<T> {
  /** of the file; empty: none */
  name = $state('')
  reading = $state(false)
  found = $state.raw<T | null>(null)
  readonly #read: (content: Uint8Array<ArrayBuffer>) => Promise<T>
  readonly #newest = latest()

  constructor(read: (content: Uint8Array<ArrayBuffer>) => Promise<T>) {
    this.#read = read
  }

  /** Read this file in the place of the one before, be that read already or not. Throws what reading it throws. */
  readonly pick = async (file: File): Promise<void> => {
    this.name = file.name
    this.found = null
    this.reading = true
    try {
      this.found = await this.#newest(file.arrayBuffer().then((bytes) => this.#read(new Uint8Array(bytes))))
    } finally {
      this.reading = false // not of one that another took the place of: it is never answered
    }
  }

  readonly forget = (): void => {
    void this.#newest(Promise.resolve()) // what is still being read is nobody's
    this.name = ''
    this.found = null
    this.reading = false
  }
}
