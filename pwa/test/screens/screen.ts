/** A screen over a real replica on a database of its own, with no server in reach unless a peer is given. */
import 'fake-indexeddb/auto'
import { deviceId } from '@shaiba/sync'
import { flushSync, mount, unmount, type Component } from 'svelte'
import { expect } from 'vitest'
import { makeKey } from '../../src/device/keys.ts'
import { FEATURES } from '../../src/features/index.ts'
import { contextOf } from '../../src/replica/context.ts'
import { Store } from '../../src/replica/db.ts'
import { PhoneReplica } from '../../src/replica/replica.ts'
import type { Account } from '../../src/replica/types.ts'
import { router } from '../../src/router.svelte.ts'
import type { Peer } from '../replica/peer.ts'

export const VILLAGE = '350583112216'

// What jsdom has not: dialogs open, and nothing is ever scrolled into view.
HTMLDialogElement.prototype.showModal = function () {
  this.open = true
}
HTMLDialogElement.prototype.close = function () {
  this.open = false
  this.dispatchEvent(new Event('close'))
}
Blob.prototype.arrayBuffer = function () {
  return new Promise((resolve) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result as ArrayBuffer)
    reader.readAsArrayBuffer(this)
  })
}
Element.prototype.scrollIntoView = () => undefined
window.scrollTo = () => undefined
window.matchMedia = (query) => Object.assign(new EventTarget(), { matches: false, media: query }) as MediaQueryList
router.use(FEATURES)

let phones = 0

/** A replica whose phone is enrolled as this person with this role in the village, or in a region above it; `more` are
 * scopes that they read besides the square. */
export async function phone(
  person: string,
  role: string,
  peer?: Pick<Peer, 'fetch'>,
  region: string = VILLAGE,
  more: readonly string[] = [],
): Promise<PhoneReplica> {
  const name = `screen-${++phones}`
  const { alg, publicKey, privateKey } = await makeKey()
  const id = deviceId(alg, publicKey)
  const grant = { role, region, office: null, until: '2099-12-31' }
  const scopes = [`square/${VILLAGE}`, ...more]
  const account: Account = { person, device: id, name: `${person}氏`, grants: [grant], scopes, home: VILLAGE }
  const store = new Store(name)
  await store.write(['keys'], 'strict', async (tx) => {
    await tx.objectStore('keys').put({ id, alg, publicKey, privateKey }, 'device')
    await tx.objectStore('keys').put(account, 'account')
  })
  await store.close()
  const offline: typeof fetch = () => Promise.reject(new TypeError('no network'))
  const replica = new PhoneReplica({ name, fetch: peer?.fetch ?? offline, locks: undefined })
  await expect.poll(() => replica.account.current?.person).toBe(person)
  return replica
}

export interface Screen {
  /** everything that can be read */
  text(): string
  /** the control that says this */
  button(words: string): HTMLElement
  /** the field of this label */
  field(label: string): HTMLInputElement
  type(label: string, value: string): void
  close(): Promise<void>
}

export function open<P extends Record<string, unknown>>(screen: Component<P>, props: P, replica: PhoneReplica): Screen {
  const target = document.createElement('div')
  document.body.append(target)
  const mounted = mount(screen, { target, props, context: contextOf(replica) })
  const has = (element: Element, words: string): boolean =>
    (element.textContent + (element.getAttribute('aria-label') ?? '')).includes(words)
  const find = (selector: string, words: string): HTMLElement => {
    flushSync()
    const found = Array.from(target.querySelectorAll(selector)).find((element) => has(element, words))
    if (!found) throw new Error(`no ${selector} says ${words}: ${target.textContent}`)
    return found as HTMLElement
  }
  const screenOf: Screen = {
    text() {
      flushSync()
      return target.textContent.replace(/\s+/g, ' ')
    },
    button: (words) => find('button, a', words),
    field(label) {
      const named = find('label', label)
      return target.querySelector(`#${named.getAttribute('for') ?? ''}`)!
    },
    type(label, value) {
      const field = screenOf.field(label)
      field.value = value
      field.dispatchEvent(new Event('input', { bubbles: true }))
      field.dispatchEvent(new Event('change', { bubbles: true }))
      flushSync()
    },
    async close() {
      await unmount(mounted)
      target.remove()
    },
  }
  return screenOf
}
