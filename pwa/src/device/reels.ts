/**
 * What this phone films and has not handed over yet: pieces in a database of their own, each on the disk before anybody
 * tries to send it (live.md of the design: chaining the two lost pieces while the network was away).
 *
 * A reel is one stream's film here. Its epochs are recordings with one setting each; pieces of an epoch are numbered from
 * 0 without a gap. Bytes are ArrayBuffers: some browsers cannot keep a Blob.
 */

/** How an epoch was recorded. Sound alone has no width, height and fps: they are 0. */
export interface EpochHead {
  /** the recorder's own word for the format, codecs included */
  readonly type: string
  /** ms since 1970 at which it began */
  readonly started: number
  readonly width: number
  readonly height: number
  readonly fps: number
}

export interface Reel {
  /** id of the stream */
  readonly id: string
  readonly village: string
  readonly title: string
  /** it shows a draw: who watches is to be nearer */
  readonly isDraw?: boolean
  /** how each epoch was recorded; its number is its place here */
  readonly epochs: readonly EpochHead[]
  /** pieces of each epoch that were ever kept, the sent ones too */
  readonly counts: readonly number[]
  /** ms since 1970 at which its author ended it; undefined while it may go on */
  readonly ended?: number
}

/** A piece that waits, without its bytes. `at`: ms since 1970 at which it was whole; `ms`: how long it took. */
export interface Waiting {
  readonly epoch: number
  readonly seq: number
  readonly at: number
  readonly ms: number
}

const NAME = 'shaiba-reels'

/** Key of a piece: [stream, epoch, seq, at, ms]. All but the bytes, so that counting what waits reads no film. */
type Key = [string, number, number, number, number]

export class Reels {
  #opening: Promise<IDBDatabase> | undefined
  readonly #factory: IDBFactory

  constructor(factory: IDBFactory = indexedDB) {
    this.#factory = factory
  }

  all(): Promise<Reel[]> {
    return this.#transact('readonly', (tx) => tx.objectStore('reels').getAll() as IDBRequest<Reel[]>)
  }

  read(id: string): Promise<Reel | undefined> {
    return this.#transact('readonly', (tx) => tx.objectStore('reels').get(id) as IDBRequest<Reel | undefined>)
  }

  async keep(reel: Reel): Promise<void> {
    await this.#transact('readwrite', (tx) => tx.objectStore('reels').put(reel))
  }

  /** A new epoch of a reel; its number. */
  async begin(id: string, head: EpochHead): Promise<number> {
    return this.#change(id, (reel) => [
      { ...reel, epochs: [...reel.epochs, head], counts: [...reel.counts, 0] },
      reel.epochs.length,
    ])
  }

  /** Keep the next piece of an epoch, on the disk when this resolves. Throws QuotaExceededError where the phone is full. */
  async add(id: string, epoch: number, bytes: ArrayBuffer, at: number, ms: number): Promise<void> {
    await this.#change(id, (reel, tx) => {
      const seq = reel.counts[epoch] ?? 0
      tx.objectStore('pieces').put(bytes, [id, epoch, seq, at, ms] satisfies Key)
      return [{ ...reel, counts: reel.counts.map((count, i) => (i === epoch ? count + 1 : count)) }, seq]
    })
  }

  async end(id: string, at: number): Promise<void> {
    await this.#change(id, (reel) => [{ ...reel, ended: at }, 0])
  }

  /** What waits, oldest first. */
  async waiting(id: string): Promise<Waiting[]> {
    const keys = await this.#transact('readonly', (tx) => tx.objectStore('pieces').getAllKeys(rangeOf(id)))
    return (keys as Key[]).map(([, epoch, seq, at, ms]) => ({ epoch, seq, at, ms }))
  }

  bytes(id: string, { epoch, seq, at, ms }: Waiting): Promise<ArrayBuffer | undefined> {
    const key: Key = [id, epoch, seq, at, ms]
    return this.#transact('readonly', (tx) => tx.objectStore('pieces').get(key) as IDBRequest<ArrayBuffer | undefined>)
  }

  /** The server has it. */
  async sent(id: string, { epoch, seq, at, ms }: Waiting): Promise<void> {
    await this.#transact('readwrite', (tx) => tx.objectStore('pieces').delete([id, epoch, seq, at, ms] satisfies Key))
  }

  /** All of it is with the server, or its author threw it away. */
  async drop(id: string): Promise<void> {
    await this.#transact('readwrite', (tx) => {
      tx.objectStore('pieces').delete(rangeOf(id))
      tx.objectStore('reels').delete(id)
      return null
    })
  }

  /** Change a reel by what it is now, in one transaction. */
  async #change(id: string, act: (reel: Reel, tx: IDBTransaction) => [Reel, number]): Promise<number> {
    let answer = -1
    await this.#transact('readwrite', (tx) => {
      const reels = tx.objectStore('reels')
      const found = reels.get(id) as IDBRequest<Reel | undefined>
      found.onsuccess = () => {
        if (found.result === undefined) {
          tx.abort()
          return
        }
        const [next, told] = act(found.result, tx)
        answer = told
        reels.put(next)
      }
      return null
    })
    return answer
  }

  #open(): Promise<IDBDatabase> {
    this.#opening ??= new Promise((resolve, reject) => {
      const request = this.#factory.open(NAME, 1)
      request.onupgradeneeded = () => {
        request.result.createObjectStore('reels', { keyPath: 'id' })
        request.result.createObjectStore('pieces')
      }
      const forget = (): void => {
        this.#opening = undefined
      }
      request.onsuccess = () => {
        const database = request.result
        database.onclose = forget // iOS drops connections of an app in the background
        database.onversionchange = () => {
          database.close()
          forget()
        }
        resolve(database)
      }
      request.onerror = () => {
        forget()
        reject(request.error ?? new Error('reels'))
      }
    })
    return this.#opening
  }

  async #transact<T>(mode: IDBTransactionMode, act: (tx: IDBTransaction) => IDBRequest<T> | null): Promise<T> {
    const database = await this.#open()
    return new Promise((resolve, reject) => {
      const durability = mode === 'readonly' ? 'default' : 'strict'
      const tx = database.transaction(['reels', 'pieces'], mode, { durability })
      const request = act(tx)
      tx.oncomplete = () => resolve(request?.result as T)
      tx.onabort = () => reject(tx.error ?? new Error('reels'))
    })
  }
}

function rangeOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id], [id, []])
}
