/** A phone for tests: its own database, its key, and a peer that it talks to. */
import 'fake-indexeddb/auto'
import { deviceId } from '@shaiba/sync'
import { makeKey } from '../../src/device/keys.ts'
import { Bus, type Message } from '../../src/replica/bus.ts'
import { Store } from '../../src/replica/db.ts'
import { exchange } from '../../src/replica/exchange.ts'
import { ReplicaScope } from '../../src/replica/scope-view.ts'
import { type Change } from '../../src/replica/types.ts'
import { type Env } from '../../src/replica/wire.ts'
import { write } from '../../src/replica/write.ts'
import { type Peer } from './peer.ts'

export const VILLAGE = 'village/350524102207'

let phones = 0

export class Phone {
  readonly env: Env
  clock: () => number = Date.now

  constructor(peer: Peer, name = `phone-${String(++phones)}`) {
    this.env = { store: new Store(name), bus: new Bus(name), base: '', fetch: peer.fetch, now: () => this.clock() } // prettier-ignore
  }

  /** A phone whose key the peer need not know. */
  static async make(peer: Peer, person = 'P1'): Promise<Phone> {
    const phone = new Phone(peer)
    await phone.enrol(person)
    return phone
  }

  async enrol(person: string): Promise<void> {
    const { alg, publicKey, privateKey } = await makeKey()
    const id = deviceId(alg, publicKey)
    await this.env.store.write(['keys'], 'strict', async (tx) => {
      await tx.objectStore('keys').put({ id, alg, publicKey, privateKey }, 'device')
      const account = { person, device: id, name: null, grants: [], scopes: [], home: '350524102207' }
      await tx.objectStore('keys').put(account, 'account')
    })
  }

  /** The app is killed and started again: what is not in the database is gone. */
  async restart(peer: Peer): Promise<Phone> {
    this.env.bus.close()
    await this.env.store.close()
    return new Phone(peer, this.env.store.name)
  }

  /** What the replica tells the screens. */
  hear(listener: (message: Message) => unknown): void {
    new Bus(this.env.store.name).listen((message) => void listener(message))
  }

  async say(...changes: Change[]): Promise<string> {
    return (await write(this.env, VILLAGE, changes)).id
  }

  /** Rounds until there is nothing more to do. */
  async sync(scopes: readonly string[] = [VILLAGE]): Promise<void> {
    while ((await exchange(this.env, { scopes, mine: false })).more);
  }

  async view(scope = VILLAGE): Promise<ReplicaScope> {
    const view = new ReplicaScope(this.env.store, scope, () => undefined)
    await view.load()
    return view
  }
}

export function entry(id: string, fields: Readonly<Record<string, unknown>> = { summary: '修路' }): Change {
  return { do: 'entry.post', id, set: fields }
}
