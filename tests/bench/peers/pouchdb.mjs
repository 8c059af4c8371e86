/** PouchDB before express-pouchdb on LevelDB; on the phone's side in memory. Batches of 1,000, answers gzipped, as its documents advise. */
import express from 'express'
import expressPouchDB from 'express-pouchdb'
import PouchDB from 'pouchdb'
import memory from 'pouchdb-adapter-memory'

const BATCH = { batch_size: 1000 }

class Phone {
  static async open(settings) {
    PouchDB.plugin(memory)
    return new Phone(settings)
  }

  heard = () => undefined
  #db
  #remote
  #records = new Map()
  #wrote = false
  #live = null

  constructor({ port, room, number }) {
    this.#db = new PouchDB(`phone-${number}-${Math.random()}`, { adapter: 'memory' })
    this.#remote = new PouchDB(`http://127.0.0.1:${port}/${room}`)
  }

  async write(act) {
    const held = await this.#db.allDocs({ keys: act.map(({ id }) => `r${id}`), include_docs: true })
    const docs = act.map(({ id, set }, i) => ({ ...held.rows[i].doc, _id: `r${id}`, ...set }))
    await this.#db.bulkDocs(docs)
    for (const doc of docs) this.#keep(doc)
    this.#wrote = true
  }

  async meet() {
    if (this.#wrote) await this.#db.replicate.to(this.#remote, BATCH)
    this.#wrote = false
    await this.#db.replicate
      .from(this.#remote, BATCH)
      .on('change', ({ docs }) => docs.forEach((doc) => this.#keep(doc)))
  }

  async listen(heard) {
    this.heard = heard
    await this.meet()
    this.#live = this.#db.replicate
      .from(this.#remote, { ...BATCH, live: true, retry: true })
      .on('change', ({ docs }) => {
        for (const doc of docs) this.#keep(doc)
        this.heard()
      })
  }

  async send() {
    await this.#db.replicate.to(this.#remote, BATCH)
  }

  async part() {
    this.#live?.cancel()
  }

  get size() {
    return this.#records.size
  }

  ids() {
    return this.#records.keys()
  }

  get(id) {
    return this.#records.get(id)
  }

  /** Ids have a letter before them: those that begin with "_" are PouchDB's own. */
  #keep({ _id, _rev, _revisions, ...fields }) {
    this.#records.set(_id.slice(1), fields)
  }
}

async function serve(folder) {
  const app = express()
  const Stored = PouchDB.defaults({ prefix: `${folder}/` })
  app.use(
    '/',
    expressPouchDB(Stored, {
      mode: 'minimumForPouchDB',
      logPath: `${folder}/log.txt`,
      configPath: `${folder}/config.json`,
    }),
  )
  for (const room of ['main', 'fan', 'live']) await new Stored(room).info()
  const server = await new Promise((done) => {
    const found = app.listen(0, '127.0.0.1', () => done(found))
  })
  server.keepAliveTimeout = 120_000 // with the default of 5 s, phones' requests meet connections that close
  return server.address().port
}

export const peers = { pouchdb: { serve, Phone } }
