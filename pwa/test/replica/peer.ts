/**
 * A peer for the phone's tests: one log per scope, signed, that answers as sync/spec/scope.md says. It takes what it is
 * told to take; the real server's judgement is tested with the real server (server.test.ts).
 */
import {
  type Bytes,
  Frontier,
  type Refused,
  b64uEncode,
  buildHead,
  checkRegain,
  deviceId,
  digest,
  exportPublicKey,
  finish,
  formatAnswer,
  formatStamp,
  generateKeys,
  leafHash,
  makeVkey,
  opId,
  origin,
  parseHeader,
  parseOp,
  parseRefill,
  parseRegain,
  sign,
  signCheckpoint,
} from '@shaiba/sync'
import { type Change } from '../../src/replica/types.ts'

const NAME = 'peer.test'
const BUNDLE = 256

type Refuse = (changes: readonly Change[]) => Pick<Refused, 'error' | 'retry' | 'detail'> | null

export class Peer {
  readonly logs = new Map<string, Bytes[]>()
  readonly requests: string[] = []
  /** bytes of each answer that get through; Infinity is all */
  cutAfter = Infinity
  isDown = false
  now: () => number = Date.now
  refuse: Refuse = () => null
  /** the most lines in a run: what is missing comes in several, each proven by itself */
  run = Infinity
  /** scopes with this many missing lines are offered as files */
  far = 2 * BUNDLE
  /** what is given as vouched for by others; null: nobody has */
  witnessed: string | null = null
  /** what phones vouched for */
  readonly cosigned: string[] = []
  refuseCosign = false
  /** places of lines that it says it has lost, until it was refilled; null: none */
  damaged: number[] | null = null
  readonly refills: { begin: number; count: number }[] = []
  /** takes no refill */
  isStubborn = false
  readonly evidence: string[] = []
  /** how many lines were brought with proofs each time */
  readonly regains: number[] = []
  refuseRegain: Refuse = () => null
  /** the epoch it goes on in, the place where it began and its entry; who said that */
  givenUp: { epoch: number; place: number; entry: Bytes } | null = null
  clerk: Author | null = null
  readonly blobs = new Map<string, { type: string; length: number; bytes: Uint8Array }>()
  readonly #keys: CryptoKeyPair
  readonly #vkey: string
  readonly author: Author

  private constructor(keys: CryptoKeyPair, vkey: string, author: Author) {
    this.#keys = keys
    this.#vkey = vkey
    this.author = author
  }

  static async start(): Promise<Peer> {
    const keys = await generateKeys('ed25519')
    return new Peer(keys, makeVkey(NAME, await exportPublicKey(keys.publicKey)), await Author.make())
  }

  log(scope: string): Bytes[] {
    let log = this.logs.get(scope)
    if (!log) this.logs.set(scope, (log = []))
    return log
  }

  /** Another person says something. */
  async say(scope: string, ...changes: Change[]): Promise<void> {
    this.log(scope).push(await this.author.line(scope, changes))
  }

  async note(scope: string, size: number, epoch = 0): Promise<string> {
    const frontier = Frontier.EMPTY.extend(this.log(scope).slice(0, size).map(leafHash))
    return signCheckpoint({ origin: origin(NAME, scope, epoch), size, root: frontier.root() }, NAME, this.#keys)
  }

  /** The newest signed head of a scope. */
  head(scope: string): Promise<string> {
    return this.note(scope, this.log(scope).length, this.givenUp?.epoch)
  }

  /** What the phone calls. */
  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const { pathname: path, search } = new URL(input as string, 'http://peer')
    if (this.isDown) throw new TypeError('network')
    this.requests.push(`${init.method ?? 'GET'} ${path}${search}`)
    if (path === '/log/key')
      return Response.json({
        vkey: this.#vkey,
        clerk: this.clerk && { device: this.clerk.id, alg: 'ed25519', key: this.clerk.key },
      })
    if (path === '/sync') return this.#sync(new Uint8Array(await new Response(await plain(init)).arrayBuffer()))
    if (path.startsWith('/blob/') && init.method === 'PUT') return this.#put(path.slice(6), init)
    if (path.startsWith('/blob/')) return this.#file(path.slice(6))
    if (path === '/blobs') {
      const { blobs } = JSON.parse(init.body as string) as { blobs: readonly string[] }
      const held = blobs.flatMap((hash) => this.blobs.get(hash)?.length ?? [])
      return Response.json({ sizes: Object.fromEntries(blobs.filter((hash) => this.blobs.has(hash)).map((hash, n) => [hash, held[n]])) }) // prettier-ignore
    }
    if (path.endsWith('/refill')) return this.#refill(path.slice('/log/'.length, -'/refill'.length), init)
    if (path.endsWith('/regain')) return this.#regain(path.slice('/log/'.length, -'/regain'.length), init)
    if (path.endsWith('/evidence')) {
      this.evidence.push(init.body as string)
      return Response.json({ same: false })
    }
    if (path.endsWith('/checkpoint'))
      return new Response(await this.head(path.slice('/log/'.length, -'/checkpoint'.length)))
    if (path.endsWith('/witnessed') && this.witnessed !== null) return new Response(this.witnessed)
    if (path.endsWith('/cosign')) {
      this.cosigned.push(init.body as string)
      return this.refuseCosign ? refused('forbidden', 403) : new Response(null, { status: 204 })
    }
    if (path.includes('/entries/')) return this.#bundles(path)
    return refused('not_found', 404)
  }

  async #sync(body: Bytes): Promise<Response> {
    const [head, ...ops] = linesIn(body)
    const { have } = parseHeader(head!)
    const out: (Uint8Array | string)[] = []
    const sent = new Map<string, Set<number>>()
    for (const line of ops) {
      const id = opId(line)
      const op = parseOp(line)
      const log = this.log(op.scope)
      const at = log.findIndex((held) => opId(held) === id)
      const refusal = at < 0 ? this.refuse(op.changes) : null
      if (refusal) {
        out.push(formatAnswer({ verdict: 'refused', id, ...refusal }))
        continue
      }
      const seq = at < 0 ? log.push(line) - 1 : at
      sent.set(op.scope, (sent.get(op.scope) ?? new Set<number>()).add(seq))
      out.push(formatAnswer({ verdict: at < 0 ? 'stored' : 'seen', id, scope: op.scope, seq }))
    }
    for (const [scope, [asked, size, root]] of Object.entries(have)) {
      const epoch = size === 0 && this.givenUp ? this.givenUp.epoch : asked
      const log = this.log(scope)
      const checkpoint = await this.head(scope)
      if (this.givenUp && size > 0 && epoch < this.givenUp.epoch) {
        const { epoch: now, place, entry } = this.givenUp
        const text = new TextDecoder().decode(entry)
        out.push(formatAnswer({ scope, epoch: now, behind: place, checkpoint, entry: text }))
      } else if (this.damaged) out.push(formatAnswer({ scope, epoch, damaged: this.damaged, checkpoint }))
      else if (root !== undefined && log.length >= size && root !== this.#root(scope, size))
        out.push(formatAnswer({ scope, epoch, fork: size, checkpoint: await this.note(scope, size) }))
      else if (log.length < size) out.push(formatAnswer({ scope, epoch, behind: log.length, checkpoint }))
      else if (log.length - size >= this.far)
        out.push(formatAnswer({ scope, epoch, bundles: log.length - (log.length % BUNDLE), checkpoint }))
      else {
        for (let from = size; from < log.length; from += this.run) {
          const to = Math.min(from + this.run, log.length)
          const lines = log.slice(from, to).filter((_, i) => !sent.get(scope)?.has(from + i))
          const proof = await this.note(scope, to, this.givenUp?.epoch)
          const head = { scope, epoch: this.givenUp?.epoch ?? epoch, from, to, checkpoint: proof, count: lines.length }
          out.push(formatAnswer(head), ...lines)
        }
      }
    }
    if (out.length === 0)
      return new Response(null, { status: 204, headers: { Date: new Date(this.now()).toUTCString() } })
    out.push(formatAnswer({ end: true, now: this.now() }))
    return this.#answer(lines(out))
  }

  #root(scope: string, size: number): string {
    return b64uEncode(Frontier.EMPTY.extend(this.log(scope).slice(0, size).map(leafHash)).root())
  }

  async #refill(scope: string, init: RequestInit): Promise<Response> {
    const [head, ...given] = linesIn(new Uint8Array(await new Response(await plain(init)).arrayBuffer()))
    const { begin } = parseRefill(head!)
    this.refills.push({ begin, count: given.length })
    if (this.isStubborn) return Response.json({ mended: 0, appended: 0 })
    const was = this.log(scope).length
    this.log(scope).splice(begin, Infinity, ...given)
    const mended = this.damaged?.length ?? 0
    this.damaged = null
    return Response.json({ mended, appended: this.log(scope).length - was })
  }

  /** Takes what the note of the epoch before proves, as the server does; what it judges else is `refuseRegain`. */
  async #regain(scope: string, init: RequestInit): Promise<Response> {
    const said = parseRegain(new Uint8Array(await new Response(await plain(init)).arrayBuffer()))
    const ops = await checkRegain(said, this.#vkey, scope, this.givenUp?.epoch ?? 0)
    this.regains.push(ops.length)
    const log = this.log(scope)
    const out = ops.map((op) => {
      const { id } = op
      const refusal = this.refuseRegain(op.changes)
      if (refusal) return formatAnswer({ verdict: 'refused', id, ...refusal })
      const at = log.findIndex((held) => opId(held) === id)
      const seq = at < 0 ? log.push(op.line) - 1 : at
      return formatAnswer({ verdict: at < 0 ? 'stored' : 'seen', id, scope, seq })
    })
    return this.#answer(lines([...out, formatAnswer({ end: true, now: this.now() })]))
  }

  #bundles(path: string): Response {
    const [, scope = '', first = '', last = first] = /^\/log\/(.+)\/entries\/(\d+)(?:-(\d+))?$/.exec(path) ?? []
    return this.#answer(lines(this.log(scope).slice(Number(first) * BUNDLE, (Number(last) + 1) * BUNDLE)))
  }

  async #put(hash: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers)
    const blob = this.blobs.get(hash) ?? {
      type: '',
      length: Number(headers.get('Upload-Length')),
      bytes: new Uint8Array(0),
    }
    this.blobs.set(hash, blob)
    if (Number(headers.get('Upload-Offset')) !== blob.bytes.length) {
      const detail = { offset: blob.bytes.length }
      return Response.json({ error: 'wrong_offset', retry: 'after_pull', detail }, { status: 409 })
    }
    const piece = new Uint8Array(init.body as ArrayBuffer).slice(0, this.cutAfter)
    blob.bytes = new Uint8Array(await new Blob([blob.bytes as Bytes, piece]).arrayBuffer())
    if (this.cutAfter < Infinity) throw new TypeError('network')
    const offset = blob.bytes.length
    return Response.json({ offset, length: blob.length, complete: offset === blob.length })
  }

  #file(hash: string): Response {
    const blob = this.blobs.get(hash)
    if (blob === undefined) return Response.json({ error: 'not_found', retry: 'never', detail: {} }, { status: 404 })
    const answer = this.#answer(blob.bytes)
    answer.headers.set('Content-Type', blob.type)
    return answer
  }

  #answer(bytes: Uint8Array): Response {
    const { cutAfter } = this
    if (cutAfter >= bytes.length) return new Response(bytes as Bytes)
    let given = cutAfter === 0
    const stream = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (given) controller.error(new TypeError('network'))
          else controller.enqueue(bytes.slice(0, cutAfter))
          given = true
        },
      },
      { highWaterMark: 0 }, // an error would throw away what was not read yet
    )
    return new Response(stream)
  }
}

function refused(error: string, status: number): Response {
  return Response.json({ error, retry: 'never', detail: {} }, { status })
}

/** A device that writes lines by itself. */
export class Author {
  readonly id: string
  /** public key, b64u */
  readonly key: string
  readonly #keys: CryptoKeyPair
  #millis = 1_700_000_000_000

  private constructor(id: string, key: string, keys: CryptoKeyPair) {
    this.id = id
    this.key = key
    this.#keys = keys
  }

  static async make(): Promise<Author> {
    const keys = await generateKeys('ed25519')
    const key = await exportPublicKey(keys.publicKey)
    return new Author(deviceId('ed25519', key), b64uEncode(key), keys)
  }

  async line(scope: string, changes: readonly Change[], seen: [number, string] | null = null): Promise<Bytes> {
    const at = formatStamp({ millis: this.#millis++, counter: 0 })
    const salt = b64uEncode(crypto.getRandomValues(new Uint8Array(16)))
    const head = buildHead(scope, this.id, at, salt, seen, changes)
    return finish(head, await sign('ed25519', this.#keys.privateKey, digest(head)))
  }
}

async function plain(init: RequestInit): Promise<BodyInit> {
  const body = init.body!
  if (new Headers(init.headers).get('Content-Encoding') !== 'gzip') return body
  const stream = new Response(body).body!.pipeThrough(
    new DecompressionStream('gzip') as ReadableWritablePair<Bytes, Bytes>,
  )
  return new Response(stream).arrayBuffer()
}

function linesIn(bytes: Bytes): Bytes[] {
  const found: Bytes[] = []
  for (let from = 0, to = bytes.indexOf(10); to >= 0; from = to + 1, to = bytes.indexOf(10, from))
    found.push(bytes.slice(from, to))
  return found
}

function lines(parts: readonly (Uint8Array | string)[]): Bytes {
  const encoder = new TextEncoder()
  const bytes = parts.flatMap((part) => [...(typeof part === 'string' ? encoder.encode(part) : part), 10])
  return new Uint8Array(bytes)
}
