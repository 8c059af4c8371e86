/** Hocuspocus and its provider around nested Yjs records. Its documents stay in memory, its best case. */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { Server } from '@hocuspocus/server'
import WebSocket from 'ws'
import { Records } from './yjs.mjs'

class Phone {
  static async open(settings) {
    return new Phone(settings)
  }

  heard = () => undefined
  #records = new Records(true)
  #socket
  #provider
  #settings

  constructor(settings) {
    this.#settings = settings
  }

  async write(act) {
    this.#records.write(act)
  }

  /** Connected, the server's state is here, and it has acknowledged every update of ours. */
  async meet() {
    this.#connect()
    await this.#settled()
  }

  async listen(heard) {
    this.heard = heard
    this.#records.doc.on('update', () => this.heard())
    await this.meet()
  }

  async send() {}

  async part() {
    this.#provider.destroy()
    this.#socket.destroy()
  }

  get size() {
    return this.#records.map.size
  }

  ids() {
    return this.#records.map.keys()
  }

  get(id) {
    return this.#records.get(id)
  }

  #connect() {
    const { port, room } = this.#settings
    this.#socket = new HocuspocusProviderWebsocket({ url: `ws://127.0.0.1:${port}`, WebSocketPolyfill: WebSocket })
    this.#provider = new HocuspocusProvider({
      websocketProvider: this.#socket,
      name: room,
      document: this.#records.doc,
      awareness: null,
    })
    this.#provider.attach()
  }

  async #settled() {
    const provider = this.#provider
    await new Promise((done) => {
      const look = () => provider.isSynced && !provider.hasUnsyncedChanges && done()
      provider.on('synced', look)
      provider.on('unsyncedChanges', look)
      look()
    })
  }
}

async function serve() {
  const server = new Server({ port: 0, address: '127.0.0.1', quiet: true, stopOnSignals: false })
  await server.listen()
  for (const room of ['main', 'fan', 'live']) await server.hocuspocus.openDirectConnection(room) // somebody is always there
  return server.address.port
}

export const peers = { hocuspocus: { serve, Phone } }
