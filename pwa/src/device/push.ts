/** This browser's push service: whether there is one, whether it may show anything, and where it takes messages. */

export type PushState = 'none' | 'denied' | 'off' | 'on'

/** `none`: the browser has no push (WeChat's; an iPhone's before the app is on the home screen). */
export async function pushState(): Promise<PushState> {
  if (!('PushManager' in globalThis) || !('Notification' in globalThis)) return 'none'
  if (Notification.permission === 'denied') return 'denied'
  return (await endpointHere()) === null ? 'off' : 'on'
}

/** Where messages for this browser go; null where nobody asked for any. */
export async function endpointHere(): Promise<string | null> {
  const container = (navigator as Partial<Navigator>).serviceWorker
  const registration = await container?.getRegistration()
  return (await registration?.pushManager.getSubscription())?.endpoint ?? null
}

/** Ask the person, then the push service. `key` is the server's. Throws where either says no. */
export async function beginPush(key: string): Promise<string> {
  const registration = await navigator.serviceWorker.ready
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  return subscription.endpoint
}

export async function endPush(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration()
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
}
