/**
 * What is being written or recorded and not yet said: kept from the first second, so that a killed app loses nothing.
 *
 * A database of its own, since drafts are not part of the replica: nobody else ever sees them, and an app that opens
 * an older replica must still find them. Bytes are ArrayBuffers: some browsers cannot keep a Blob.
 */

/** A guest has a database of his own, which goes with him (replica/guest.ts). */
const NAME = draftsOf(guestHere())

function guestHere(): string {
  try {
    return (globalThis as { sessionStorage?: Storage }).sessionStorage?.getItem('shaiba.guest') ?? ''
  } catch {
    return '' // storage is forbidden: there are no guests
  }
}

export function draftsOf(guest: string): string {
  return guest === '' ? 'shaiba-drafts' : `shaiba-drafts-${guest}`
}

/** Everything in the database: what a person who leaves the phone to another takes along, sealed (replica/lock.ts). */
export interface AllDrafts {
  readonly drafts: readonly (readonly [IDBValidKey, unknown])[]
  readonly parts: readonly (readonly [IDBValidKey, unknown])[]
}

/** One database is enough for several people: it is empty of whoever left. */
export async function allDrafts(): Promise<AllDrafts> {
  const of = async (store: 'drafts' | 'parts'): Promise<[IDBValidKey, unknown][]> => {
    const keys = await transact('readonly', (tx) => tx.objectStore(store).getAllKeys())
    const values = await transact<unknown[]>('readonly', (tx) => tx.objectStore(store).getAll())
    return keys.map((key, i) => [key, values[i]])
  }
  return { drafts: await of('drafts'), parts: await of('parts') }
}

let areReplaced = false

/** Put these in the place of all that are there. */
export async function replaceDrafts({ drafts, parts }: AllDrafts): Promise<void> {
  areReplaced = true
  await transact('readwrite', (tx) => {
    tx.objectStore('drafts').clear()
    tx.objectStore('parts').clear()
    for (const [key, value] of drafts) tx.objectStore('drafts').put(value, key)
    for (const [key, value] of parts) tx.objectStore('parts').put(value, key)
    return null
  })
}

/** Whether what a page had not kept yet goes with it: a guest's, and that of somebody who left the phone to another. */
export const leavesNothing = (): boolean => areReplaced || guestHere() !== ''

let opening: Promise<IDBDatabase> | undefined

function open(): Promise<IDBDatabase> {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('drafts')
      request.result.createObjectStore('parts', { autoIncrement: true }).createIndex('draft', 'draft')
    }
    request.onsuccess = () => {
      const database = request.result
      const forget = (): void => {
        opening = undefined
      }
      database.onclose = forget // iOS drops connections of an app in the background
      database.onversionchange = () => {
        database.close()
        forget()
      }
      resolve(database)
    }
    request.onerror = () => {
      opening = undefined
      reject(request.error ?? new Error('drafts'))
    }
  })
  return opening
}

/** All that `act` begins, or nothing; the result of the request that it names. */
export async function transact<T>(
  mode: IDBTransactionMode,
  act: (tx: IDBTransaction) => IDBRequest<T> | null,
): Promise<T> {
  const database = await open()
  return new Promise((resolve, reject) => {
    const tx = database.transaction(['drafts', 'parts'], mode, {
      durability: mode === 'readonly' ? 'default' : 'strict',
    })
    const request = act(tx)
    tx.oncomplete = () => resolve(request?.result as T)
    tx.onabort = () => reject(tx.error ?? new Error('drafts'))
  })
}

/** The draft of that name, as it was kept last, or undefined. */
export function readDraft<T>(name: string): Promise<T | undefined> {
  return transact<T | undefined>('readonly', (tx) => tx.objectStore('drafts').get(name) as IDBRequest<T | undefined>)
}

export async function keepDraft(name: string, value: unknown): Promise<void> {
  await transact('readwrite', (tx) => tx.objectStore('drafts').put(value, name))
}

/** Forget a draft and its parts: it has been said, or its author threw it away. */
export async function dropDraft(name: string): Promise<void> {
  await transact('readwrite', (tx) => {
    tx.objectStore('drafts').delete(name)
    dropFrom(tx, name)
    return null
  })
}

/** Add bytes to the end of what is being recorded. */
export async function keepPart(name: string, bytes: ArrayBuffer): Promise<void> {
  await transact('readwrite', (tx) => tx.objectStore('parts').add({ draft: name, bytes }))
}

/** What was recorded so far, in order. */
export async function readParts(name: string): Promise<ArrayBuffer[]> {
  const parts = await transact<{ bytes: ArrayBuffer }[]>('readonly', (tx) =>
    tx.objectStore('parts').index('draft').getAll(name),
  )
  return parts.map((part) => part.bytes)
}

export async function dropParts(name: string): Promise<void> {
  await transact('readwrite', (tx) => {
    dropFrom(tx, name)
    return null
  })
}

function dropFrom(tx: IDBTransaction, name: string): void {
  const cursor = tx.objectStore('parts').index('draft').openCursor(name)
  cursor.onsuccess = () => {
    if (cursor.result === null) return
    cursor.result.delete()
    cursor.result.continue()
  }
}
