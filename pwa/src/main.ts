/** Open the replica, mount the app, keep the shell. */
import { mount } from 'svelte'
import App from './App.svelte'
import { registerServiceWorker } from './device/update.svelte.ts'
import { PhoneReplica } from './replica/replica.ts'
import workerUrl from './replica/worker.ts?worker&url'

const replica = new PhoneReplica({ worker: workerUrl })

const look = (): void => (document.visibilityState === 'visible' ? replica.show() : replica.hide())
document.addEventListener('visibilitychange', look)
addEventListener('pageshow', look)
addEventListener('online', look) // only a hint: the round that follows finds out
addEventListener('pagehide', () => replica.hide())
look()

const target = document.getElementById('app')
if (target) mount(App, { target, props: { replica } })

registerServiceWorker()
