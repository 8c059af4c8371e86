/** Automerge-repo: one document of records, texts as immutable strings (else each would be a text that many edit), files at the server. */
import { decodeSyncMessage, getHeads, ImmutableString } from '@automerge/automerge'
import { Repo } from '@automerge/automerge-repo'
import { WebSocketClientAdapter, WebSocketServerAdapter } from '@automerge/automerge-repo-network-websocket'
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs'
import { WebSocketServer } from 'ws'

const QUIET_MS = 5_000
const ROOMS = ['main', 'fan', 'live']
const plain = (value) => (value instanceof ImmutableString ? value.val : value)
const fixed = (value) => (typeof value === 'string' ? new ImmutableString(value) : value)

class Phone {
  static async open(settings) {
    return new Phone(settings.port, settings.hello.rooms[settings.room])
  }

  heard = () => undefined
  #port
  #url
  #theirs = null
  #last = 0
  #repo = new Repo()
  #handle = null
  #adapter = null
  #waiting = []

  constructor(port, url) {
    this.#port = port
    this.#url = url
  }

  async write(act) {
    if (this.#waiting)
      this.#waiting.push(act) // a document must have been seen once before it can be written
    else this.#write(act)
  }

  async meet() {
    await this.#connect()
    return this.#acknowledged()
  }

  async listen(heard) {
    this.heard = heard
    await this.#connect()
    this.#handle.on('change', () => this.heard())
  }

  async send() {}

  async part() {
    this.#repo.networkSubsystem.removeNetworkAdapter(this.#adapter)
  }

  get #records() {
    return this.#handle?.doc()?.records ?? {}
  }

  get size() {
    return Object.keys(this.#records).length
  }

  ids() {
    return Object.keys(this.#records)
  }

  get(id) {
    const found = this.#records[id]
    return found && Object.fromEntries(Object.entries(found).map(([field, value]) => [field, plain(value)]))
  }

  #write(act) {
    this.#handle.change((doc) => {
      for (const { id, set } of act) {
        doc.records[id] ??= {}
        for (const field in set) doc.records[id][field] = fixed(set[field])
      }
    })
  }

  async #connect() {
    this.#adapter = new WebSocketClientAdapter(`ws://127.0.0.1:${this.#port}`, 100)
    this.#theirs = null
    this.#adapter.on('message', ({ type, data }) => {
      this.#last = performance.now()
      if (type === 'sync') this.#theirs = decodeSyncMessage(data).heads.sort().join()
    })
    const met = new Promise((done) => this.#adapter.once('peer-candidate', done))
    this.#repo.networkSubsystem.addNetworkAdapter(this.#adapter)
    await met
    this.#last = performance.now()
    this.#handle ??= await this.#repo.find(this.#url)
    await this.#handle.whenReady()
    for (const act of this.#waiting ?? []) this.#write(act)
    this.#waiting = null
  }

  /**
   * Each of the server's messages says which heads it has; we are done when they are ours. Where nothing is new it says
   * nothing, so silence ends it too, and the last message is the end.
   */
  async #acknowledged() {
    const ours = () => getHeads(this.#handle.doc()).sort().join()
    return new Promise((done) => {
      const ended = (at) => (clearInterval(timer), done(at))
      const timer = setInterval(() => performance.now() - this.#last > QUIET_MS && ended(this.#last), 50)
      const look = () => this.#theirs === ours() && ended(performance.now())
      this.#adapter.on('message', look)
      this.#handle.on('change', look)
      look()
    })
  }
}

async function serve(folder) {
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  if (!sockets.address()) await new Promise((done) => sockets.on('listening', done))
  const repo = new Repo({
    network: [new WebSocketServerAdapter(sockets)],
    storage: new NodeFSStorageAdapter(folder),
    sharePolicy: async () => false,
  })
  const rooms = Object.fromEntries(ROOMS.map((room) => [room, repo.create({ records: {} }).url]))
  return { port: sockets.address().port, rooms }
}

export const peers = { automerge: { serve, Phone } }
