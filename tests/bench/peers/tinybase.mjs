/**
 * TinyBase: a MergeableStore, its WebSocket server with a file. Nothing in its protocol says that all has arrived, so a
 * phone is taken to be done when the wire has been quiet for a while; the time counted ends with the last message.
 */
import { createMergeableStore } from 'tinybase'
import { createFilePersister } from 'tinybase/persisters/persister-file'
import { createWsSynchronizer } from 'tinybase/synchronizers/synchronizer-ws-client'
import { createWsServer } from 'tinybase/synchronizers/synchronizer-ws-server'
import WebSocket, { WebSocketServer } from 'ws'

const QUIET_MS = 1_500 // longer than the second after which it gives a request up

class Phone {
  static async open(settings) {
    return new Phone(settings)
  }

  heard = () => undefined
  #store = createMergeableStore()
  #settings
  #synchronizer = null
  #last = 0

  constructor(settings) {
    this.#settings = settings
  }

  async write(act) {
    this.#store.transaction(() => {
      for (const { id, set } of act) this.#store.setPartialRow('records', id, set)
    })
  }

  async meet() {
    await this.#connect()
    while (performance.now() - this.#last < QUIET_MS) await new Promise((done) => setTimeout(done, 20))
    return this.#last
  }

  async listen(heard) {
    this.heard = heard
    this.#store.addDidFinishTransactionListener(() => this.heard())
    await this.#connect()
  }

  async send() {}

  async part() {
    await this.#synchronizer.destroy()
  }

  get size() {
    return this.#store.getRowCount('records')
  }

  ids() {
    return this.#store.getRowIds('records')
  }

  get(id) {
    return this.#store.hasRow('records', id) ? this.#store.getRow('records', id) : undefined
  }

  async #connect() {
    const { port, room } = this.#settings
    const socket = new WebSocket(`ws://127.0.0.1:${port}/${room}`)
    const note = () => (this.#last = performance.now())
    socket.on('message', note)
    const send = socket.send.bind(socket)
    socket.send = (...args) => (note(), send(...args))
    this.#synchronizer = await createWsSynchronizer(this.#store, socket)
    await this.#synchronizer.startSync()
    note()
  }
}

async function serve(folder) {
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  createWsServer(sockets, (room) =>
    createFilePersister(createMergeableStore(), `${folder}/${room.replaceAll('/', '-')}.json`),
  )
  if (!sockets.address()) await new Promise((done) => sockets.on('listening', done))
  const { port } = sockets.address()
  for (const room of ['main', 'fan', 'live']) hold(port, room)
  return port
}

/** Somebody is always there: it unloads a store that nobody holds, and reads all of the file again. */
function hold(port, room) {
  new WebSocket(`ws://127.0.0.1:${port}/${room}`).on('error', () => undefined)
}

export const peers = { tinybase: { serve, Phone } }
