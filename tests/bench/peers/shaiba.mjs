/**
 * Shaiba's phone without its store: the app's own protocol library over HTTP, everything in memory, as in the other peers.
 * It does what the app does (pwa/src/replica): each line into the tree as it comes, the head compared and its signature
 * checked, then merged.
 */
import { Agent, request } from 'node:http'
import { availableParallelism } from 'node:os'
import { createBrotliDecompress, gzipSync } from 'node:zlib'
import * as s from '@shaiba/sync'
import { readOp, withLeaves } from '../../../pwa/src/replica/line.ts'

const BUNDLE = 256
const RANGE = 32
const LF = 10
const EMPTY = new Uint8Array(0)
const WORTH_ZIPPING = 600
/** bytes of an id of which a tag holds the beginning */
const IN_TAG = 9
const encoder = new TextEncoder()

/**
 * The phones of this process stand for as many devices: each follows a poke to its end, as many at a time as there are
 * cores. Without turns every `await` would let all two hundred do the first step before any did the second, and nobody
 * would be done before everybody is; peers' phones, which await nothing, end one after the other by themselves.
 */
const waiting = []
let free = availableParallelism()

async function inTurn(work) {
  if (free > 0) free--
  else await new Promise((turn) => waiting.push(turn)) // whoever ends hands its place on
  try {
    await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else free++
  }
}

class Phone {
  static async open(settings) {
    const algorithm = { name: 'Ed25519' }
    const key = await crypto.subtle.importKey('pkcs8', Buffer.from(settings.key, 'base64'), algorithm, false, ['sign'])
    return new Phone(settings, key)
  }

  heard = () => undefined
  #scope
  #key
  /** the phones share a key, and must not share a moment */
  #behindMs
  #by
  #vkey
  #port
  #agent = new Agent({ keepAlive: true, maxSockets: 4 })
  #stream
  #last = { millis: 0, counter: 0 }
  #outbox = []
  #records = new Map()
  #frontier = s.Frontier.EMPTY
  /** what lines say that no head has proven yet, and what their tags begin with: nothing of it is shown */
  #staged = []
  #wanted = false
  #round = null
  /** how long the log is, as pokes have it */
  #told = 0

  constructor({ port, room, by, vkey, number }, key) {
    this.#behindMs = number * 60_000
    this.#port = port
    this.#scope = room
    this.#by = by
    this.#vkey = vkey
    this.#key = key
  }

  async write(changes) {
    this.#last = s.tick(this.#last, Date.now() - this.#behindMs)
    const salt = s.b64uEncode(crypto.getRandomValues(new Uint8Array(16)))
    const at = s.formatStamp(this.#last)
    const head = s.buildHead(this.#scope, this.#by, at, salt, null, changes)
    const bytes = s.finish(head, await s.sign('ed25519', this.#key, s.digest(head)))
    const leaf = s.leafOf(bytes)
    this.#outbox.push({ bytes, leaf, id: s.b64uEncode(leaf), op: { at, by: this.#by, do: changes } })
  }

  /** Send what waits, fetch what is new. What comes next is asked for before what came is read. */
  async meet() {
    let ops = this.#outbox
    let asked = this.#post(this.#frontier.size, ops)
    while (asked) {
      const { taken, next, offer } = await this.#read(await asked, ops)
      this.#outbox = this.#outbox.slice(ops.length)
      asked = next
      if (offer) {
        const files = this.#files(offer.bundles)
        asked = this.#post(offer.bundles, [])
        for (const { file, held } of files) await this.#stageFile(await file, held)
        await this.#compare(s.openNote(offer.checkpoint, this.#vkey))
      }
      await taken
      ops = []
    }
  }

  async send() {
    await this.#pull()
  }

  /** A stream of pokes; each means: pull. */
  async listen(heard) {
    this.heard = heard
    const response = await this.#ask('GET', `/live?scope=${encodeURIComponent(this.#scope)}`, null, null)
    this.#stream = response
    const decoder = new TextDecoder()
    let rest = ''
    response.on('data', (chunk) => {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop()
      for (const line of lines) if (line.startsWith('data:')) void inTurn(() => this.#poked(JSON.parse(line.slice(5))))
    })
    await this.#pull()
  }

  async part() {
    this.#stream?.destroy()
    this.#agent.destroy()
    this.#agent = new Agent({ keepAlive: true, maxSockets: 4 })
  }

  get size() {
    return this.#records.size
  }

  *ids() {
    for (const { id } of this.#records.values()) yield id
  }

  get(id) {
    return (this.#records.get(`entry/${id}`) ?? this.#records.get(`disclosure/${id}`))?.fields
  }

  /** A poke that brings what it speaks of is as good as an answer; any other means: pull. */
  async #poked({ size, from, checkpoint, lines }) {
    this.#told = Math.max(this.#told, size)
    if (this.#round || size <= this.#frontier.size) return // the round that runs may bring it
    if (!lines || from !== this.#frontier.size) return this.#pull()
    this.#round = this.#take(
      lines.map((line) => encoder.encode(line)),
      checkpoint,
    ).finally(() => (this.#round = null))
    await this.#round
    if (this.#isBehind) await this.#pull()
    this.heard()
  }

  get #isBehind() {
    return this.#wanted || this.#told > this.#frontier.size
  }

  /** One round at a time; a wish during one is another one after it, and so is a poke of what it did not bring. */
  async #pull() {
    this.#wanted = true
    this.#round ??= (async () => {
      while (this.#isBehind) {
        this.#wanted = false
        await this.meet()
        this.heard()
      }
    })().finally(() => (this.#round = null))
    await this.#round
  }

  #post(size, ops) {
    const isProven = this.#staged.length === 0 && size === this.#frontier.size && size > 0
    const have = { [this.#scope]: isProven ? [0, size, s.b64uEncode(this.#frontier.root())] : [0, size] }
    const body = s.requestBody({ have, mine: false }, ops.map((op) => op.bytes)) // prettier-ignore
    return this.#ask('POST', '/sync', body, 'application/x-ndjson')
  }

  /** Each run is taken in its turn, while what follows it comes. */
  async #read(response, ops) {
    const found = { taken: Promise.resolve(), next: null, offer: null }
    if (response.statusCode === 204) return response.resume() && found
    const verdicts = []
    const stream = new s.AnswerStream(ops.map((op) => op.id))
    for await (const chunk of unpacked(response)) {
      for (const event of stream.feed(chunk)) {
        if (event.verdict === 'refused') throw new Error(`refused: ${event.error}`)
        if ('verdict' in event) verdicts.push(event)
        else if ('bundles' in event) found.offer = event
        else if ('lines' in event) {
          if (event.more) found.next = this.#post(event.to, [])
          found.taken = found.taken.then(() => this.#takeRun(event, ops, verdicts))
        } else if (!('end' in event)) throw new Error(`alarm: ${JSON.stringify(event)}`)
      }
    }
    if (!stream.ended) throw new Error('the answer was cut off')
    return found
  }

  /** The lines of a run, with those that the answer leaves out because we sent them: what these say is known here. */
  async #takeRun({ from, to, lines, checkpoint }, ops, verdicts) {
    const own = new Map(verdicts.map((verdict, i) => [verdict.seq, ops[i]]))
    const read = await withLeaves(lines.map(({ line }) => line))
    const bySeq = new Map(lines.map(({ seq }, i) => [seq, read[i]]))
    const all = Array.from({ length: to - from }, (_, i) => bySeq.get(from + i) ?? own.get(from + i))
    await this.#takeRead(all, checkpoint)
  }

  /** The log as files, in their order, and how many lines of each are here already. */
  #files(bundles) {
    const last = bundles / BUNDLE - 1
    const files = []
    for (let n = Math.floor(this.#frontier.size / BUNDLE); n <= last; n += RANGE - (n % RANGE)) {
      const end = Math.min(n - (n % RANGE) + RANGE - 1, last)
      const name = n === end ? n : `${n}-${end}`
      const file = this.#ask('GET', `/log/${this.#scope}/entries/${name}`, null, null)
      files.push({ file, held: Math.max(this.#frontier.size - n * BUNDLE, 0) })
    }
    return files
  }

  /** The lines of a file as they come. */
  async #stageFile(response, held) {
    let rest = EMPTY
    for await (const chunk of unpacked(response)) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      const end = bytes.lastIndexOf(LF) + 1
      rest = bytes.subarray(end)
      const lines = split(bytes.subarray(0, end))
      this.#stage(await withLeaves(lines.slice(held)))
      held = Math.max(held - lines.length, 0)
    }
  }

  static split = split

  /** What of `#take` is proof: each line into the tree, the root compared, the signature checked. */
  async prove(lines, note) {
    const read = await withLeaves(lines)
    const frontier = s.Frontier.EMPTY.extend(read.map((line) => line.leaf))
    const theirs = await s.openNote(note, this.#vkey)
    if (theirs.size !== frontier.size || !s.sameBytes(theirs.root, frontier.root())) throw new Error('not proven')
  }

  async #take(lines, note) {
    await this.#takeRead(await withLeaves(lines), note)
  }

  async #takeRead(read, note) {
    const opened = s.openNote(note, this.#vkey) // checked beside, while the lines are read
    this.#stage(read)
    await this.#compare(opened)
  }

  #stage(read) {
    this.#frontier = this.#frontier.extend(read.map((line) => line.leaf))
    for (const { bytes, leaf, op } of read)
      this.#staged.push({ op: op ?? readOp(bytes), id: s.b64uEncode(leaf.subarray(0, IN_TAG)) })
  }

  async #compare(opened) {
    const theirs = await opened
    const frontier = this.#frontier
    if (theirs.size > frontier.size) return
    if (theirs.size !== frontier.size || !s.sameBytes(theirs.root, frontier.root())) throw new Error('not proven')
    for (const { op, id } of this.#staged) this.#merge(op, id)
    this.#staged = []
  }

  #merge(op, id) {
    op?.do.forEach((change, index) => {
      const key = `${s.kindOf(change)}/${change.id}`
      const old = this.#records.get(key) ?? null
      this.#records.set(key, s.merge(old, change, s.makeTag(op.at, op.by, id, index)))
    })
  }

  #ask(method, path, body, type) {
    const headers = { 'accept-encoding': 'br' }
    if (type) headers['content-type'] = type
    let bytes = body
    if (body && body.length > WORTH_ZIPPING) {
      bytes = gzipSync(body)
      headers['content-encoding'] = 'gzip'
    }
    if (bytes) headers['content-length'] = bytes.length
    return new Promise((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port: this.#port, method, path, headers, agent: this.#agent },
        (response) =>
          response.statusCode < 300
            ? resolve(response)
            : reject(new Error(`${method} ${path}: ${response.statusCode}`)),
      )
      asked.removeHeader('connection') // staying is what HTTP/1.1 does anyway
      // a connection that stood may have been closed as it was used again: ask once more, as a browser does
      asked.on('error', (error) =>
        asked.reusedSocket && error.code === 'ECONNRESET'
          ? resolve(this.#ask(method, path, body, type))
          : reject(error),
      )
      asked.end(bytes)
    })
  }
}

function unpacked(response) {
  return response.headers['content-encoding'] === 'br'
    ? response.pipe(createBrotliDecompress({ chunkSize: 262_144 }))
    : response
}

function split(bytes) {
  const lines = []
  for (let from = 0, to = bytes.indexOf(LF); to >= 0; from = to + 1, to = bytes.indexOf(LF, from))
    lines.push(bytes.subarray(from, to))
  return lines
}

export const peers = { shaiba: { serve: null, Phone } }
