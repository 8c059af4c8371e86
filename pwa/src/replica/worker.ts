/** The loop in a worker of its own: fetching, hashing and merging never hold up a screen. */
import { Bus } from './bus.ts'
import { Store } from './db.ts'
import { Loop } from './loop.ts'
import type { FromWorker, ToWorker } from './tabs.ts'

let loop: Loop | undefined

self.onmessage = (event: MessageEvent<ToWorker>) => {
  const { name, run } = event.data
  loop ??= new Loop({ store: new Store(name), bus: new Bus(name), base: '', fetch: fetch.bind(self), now: Date.now })
  if (run) void loop.start()
  else void loop.stop().then(() => say('stopped'))
}

say('running')

function say(message: FromWorker): void {
  postMessage(message)
}
