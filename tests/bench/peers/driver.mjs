/**
 * One half of a peer in a process of its own: `node driver.mjs serve <peer> <folder>`, or `node driver.mjs phones <peer>`.
 *
 * Commands come as JSON on stdin, one a line, answers go to stdout. Every peer is told the same in the same words: a module
 * exports `peers`: name → { serve(folder) → port, Phone }, and a Phone has
 *
 *   write(act)       one act, while cut off: changes { do, id, set } of which a peer needs id and set only
 *   meet()           connect and be equal: what the server has is here, what we have the server acknowledged
 *   listen(heard)    connect and stay; heard() after anything arrived
 *   part()           cut off again; what it has stays in memory
 *   size, get(id), ids()
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { createInterface } from 'node:readline'

const INSTALLED = new URL('../.peers/package.json', import.meta.url).href
const APP = new URL('../../../pwa/package.json', import.meta.url).href
const HERE = new URL('.', import.meta.url).href

registerHooks({
  resolve(specifier, context, next) {
    const bare = !/^(node:|\.|\/|file:)/.test(specifier)
    const ours = specifier.startsWith('@noble/') || specifier.startsWith('@shaiba/')
    if (bare && ours) return next(specifier, { ...context, parentURL: APP })
    return next(specifier, bare && context.parentURL?.startsWith(HERE) ? { ...context, parentURL: INSTALLED } : context)
  },
})

const [role, name, folder] = process.argv.slice(2)
const FILES = {
  shaiba: 'shaiba',
  pouchdb: 'pouchdb',
  tinybase: 'tinybase',
  automerge: 'automerge',
  hocuspocus: 'hocuspocus',
}
const { peers } = await import(`./${FILES[name] ?? 'yjs'}.mjs`)
const { serve, Phone } = peers[name]
const phones = []

const commands = {
  /** So many phones, not yet connected. */
  async open({ count, ...settings }) {
    for (let i = 0; i < count; i++) phones.push(await Phone.open({ ...settings, number: i }))
    return { count: phones.length }
  },

  async write({ file, from = 0, to }) {
    for (const act of acts(file).slice(from, to ?? undefined)) await phones[0].write(act)
    return { size: phones[0].size }
  },

  /** How long until this phone and the server are equal, and what it cost this process. */
  async meet() {
    globalThis.gc?.()
    return measure(() => phones[0].meet())
  },

  /** Of ours only: what of a meeting is proof. */
  async prove({ file, note }) {
    const lines = Phone.split(readFileSync(file))
    globalThis.gc?.()
    return measure(() => phones[0].prove(lines, note))
  },

  async part() {
    await phones[0].part()
    return {}
  },

  state() {
    return state(phones[0])
  },

  /** W4: each phone wrote its acts while cut off; all come back at once. */
  async fan({ file, expect, seconds }) {
    const all = acts(file)
    const each = all.length / phones.length
    for (const [i, phone] of phones.entries())
      for (const act of all.slice(i * each, (i + 1) * each)) await phone.write(act)
    const found = await measure(async () => {
      const heard = waiter(() => phones.every((phone) => phone.size >= expect), seconds)
      await Promise.all(phones.map((phone) => phone.listen(heard.look)))
      heard.look()
      await heard.done
    })
    const states = phones.map((phone) => state(phone).hash)
    return { ...found, equal: new Set(states).size === 1 ? phones.length : 0, hash: states[0], size: phones[0].size }
  },

  /** W5: all listen; one writes, single acts; when has each other phone got it? */
  async live({ file, seconds, writes }) {
    await Promise.all(phones.map((phone) => phone.listen(() => undefined)))
    const arrivals = []
    const alls = []
    for (const act of acts(file).slice(0, writes)) {
      const id = act.at(-1).id
      const left = new Set(phones.slice(1))
      const begun = performance.now()
      const heard = waiter((phone) => {
        if (phone && left.has(phone) && phone.get(id)) {
          left.delete(phone)
          arrivals.push(performance.now() - begun)
        }
        return left.size === 0
      }, seconds)
      for (const phone of phones) phone.heard = () => heard.look(phone)
      await phones[0].write(act)
      await phones[0].send()
      await heard.done
      alls.push(performance.now() - begun)
    }
    arrivals.sort((a, b) => a - b)
    const at = (share) => arrivals[Math.min(arrivals.length - 1, Math.floor(arrivals.length * share))]
    return {
      p50: at(0.5),
      p99: at(0.99),
      all: alls.sort((a, b) => a - b)[Math.floor(alls.length / 2)],
      deliveries: arrivals.length,
    }
  },

  memory() {
    return { rss: process.memoryUsage.rss() }
  },
}

if (role === 'serve') {
  const served = await serve(folder)
  answer(typeof served === 'number' ? { port: served } : served)
} else {
  answer({ ready: true })
}
for await (const line of createInterface({ input: process.stdin })) {
  const { do: command, ...rest } = JSON.parse(line)
  try {
    answer(await commands[command](rest))
  } catch (error) {
    answer({ error: String(error?.stack ?? error).slice(0, 2000) })
  }
}
process.exit(0)

function answer(found) {
  process.stdout.write(`${JSON.stringify(found)}\n`)
}

function acts(file) {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

async function measure(work) {
  const cpu = process.cpuUsage()
  const begun = performance.now()
  const ended = await work() // a peer that only sees that nothing more comes says when the last thing came
  const ms = (ended ?? performance.now()) - begun
  const used = process.cpuUsage(cpu)
  return { ms, cpu_ms: (used.user + used.system) / 1000 }
}

/** `done` once `look` finds that all is there; fails after so many seconds. */
function waiter(isDone, seconds) {
  let end
  const done = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not done after ${seconds} s`)), seconds * 1000)
    end = () => (clearTimeout(timer), resolve())
  })
  done.catch(() => undefined) // told where it is awaited
  return { done, look: (phone) => isDone(phone) && end() }
}

/** What a phone holds, as one hash: the same for every peer. */
function state(phone) {
  const hash = createHash('sha256')
  const ids = [...phone.ids()].sort()
  for (const id of ids) {
    const fields = phone.get(id)
    hash.update(
      `${id} ${JSON.stringify(
        Object.keys(fields)
          .sort()
          .map((field) => [field, fields[field]]),
      )}\n`,
    )
  }
  return { size: ids.length, hash: hash.digest('hex') }
}
