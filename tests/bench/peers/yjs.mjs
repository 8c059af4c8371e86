/**
 * Yjs with y-websocket and its server, kept in LevelDB. `yjs-plain`: a record is one value, and the last writer of the
 * record wins; `yjs-nested`: a record is a map, as it must be where two people may change two fields of it.
 * `pycrdt`: the same nested phones, before pycrdt-websocket (`pycrdt_server.py`).
 */
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import WebSocket, { WebSocketServer } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

/** A document of records. What connects it is for others to say. */
export class Records {
  #nested
  constructor(nested) {
    this.#nested = nested
    this.doc = new Y.Doc()
    this.map = this.doc.getMap('records')
  }

  write(act) {
    this.doc.transact(() => {
      for (const { id, set } of act) {
        const old = this.map.get(id)
        if (!this.#nested) this.map.set(id, { ...old, ...set })
        else if (old) for (const field in set) old.set(field, set[field])
        else this.map.set(id, new Y.Map(Object.entries(set)))
      }
    })
  }

  get(id) {
    const found = this.map.get(id)
    return found instanceof Y.Map ? found.toJSON() : found
  }
}

function phoneOf(nested, options = {}) {
  return class Phone {
    static async open(settings) {
      return new Phone(settings)
    }

    heard = () => undefined
    #records = new Records(nested)
    #provider

    constructor({ port, room }) {
      const settings = { connect: false, disableBc: true, WebSocketPolyfill: class extends WebSocket {
        constructor(url) {
          super(url, [], options)
        }
      } } // prettier-ignore
      this.#provider = new WebsocketProvider(`ws://127.0.0.1:${port}`, room, this.#records.doc, settings)
      this.#provider.awareness.setLocalState(null) // who is looking where is no part of the work
    }

    async write(act) {
      this.#records.write(act)
    }

    /** y-websocket acknowledges nothing; but it answers in order, so a second question is answered after our updates. */
    async meet() {
      this.#provider.connect()
      await this.#synced()
      if (this.#wrote) await this.#ask()
    }

    async listen(heard) {
      this.heard = heard
      this.#records.doc.on('update', () => this.heard())
      this.#provider.connect()
      await this.#synced()
    }

    async send() {}

    async part() {
      const { ws } = this.#provider
      this.#provider.disconnect()
      if (ws && ws.readyState !== ws.CLOSED) await new Promise((done) => ws.addEventListener('close', done))
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

    get #wrote() {
      return this.#records.doc.store.clients.has(this.#records.doc.clientID)
    }

    async #synced() {
      if (this.#provider.synced) return
      await new Promise((done) => this.#provider.on('sync', (is) => is && done()))
    }

    async #ask() {
      this.#provider.synced = false
      const state = Y.encodeStateVector(this.#records.doc)
      this.#provider.ws.send(Uint8Array.from([0, 0, ...varUint(state.length), ...state])) // sync, step 1
      await this.#synced()
    }
  }
}

function varUint(n) {
  return n < 128 ? [n] : [128 | (n & 127), ...varUint(n >> 7)]
}

async function serve(folder) {
  process.env.YPERSISTENCE = folder
  const { setupWSConnection } = createRequire(new URL('../.peers/package.json', import.meta.url))(
    'y-websocket/bin/utils',
  )
  const http = createServer()
  new WebSocketServer({ server: http }).on('connection', setupWSConnection)
  await new Promise((done) => http.listen(0, '127.0.0.1', done))
  const { port } = http.address()
  for (const room of ['main', 'fan', 'live']) await hold(port, room)
  return port
}

/** Somebody is always there: it forgets a document that nobody holds, and answers before it has read it again. */
async function hold(port, room) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${room}`)
  await new Promise((done) => socket.on('open', done))
}

const Nested = phoneOf(true)
export const peers = {
  'yjs-plain': { serve, Phone: phoneOf(false) },
  'yjs-nested': { serve, Phone: Nested },
  pycrdt: { serve: null, Phone: phoneOf(true, { perMessageDeflate: true }) },
}
