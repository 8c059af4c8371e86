/** What the browser around the page told us, for whoever shows it (App, the account screen). */

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>
}

class Shell {
  /** the browser offers to install; calling it asks the person */
  install = $state.raw<(() => void) | null>(null)

  /** how many messages are unread, beside «me»; empty where none is (ui/Unread.svelte) */
  badge = $state('')

  /** Keep the browser's offer to install for a button of ours. Called once, by App. */
  listen(): void {
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault()
      this.install = () => {
        this.install = null
        void (event as InstallPrompt).prompt()
      }
    })
    addEventListener('appinstalled', () => (this.install = null))
  }
}

export const shell = new Shell()

/** WeChat's own browser keeps little and cannot install: the person is told to open the real one. */
export function inWeChat(agent = navigator.userAgent): boolean {
  return /MicroMessenger/i.test(agent)
}

/** Whether the page already runs as an installed app. */
export function installed(): boolean {
  return matchMedia('(display-mode: standalone)').matches
}
