/** What the world around the page tells App: main.ts and device/ write here, App shows it. */

class Shell {
  /** a newer version waits; calling it takes the newer version and reloads */
  update = $state.raw<(() => void) | null>(null)
  /** the browser offers to install; calling it asks the person */
  install = $state.raw<(() => void) | null>(null)
}

export const shell = new Shell()

/** WeChat's own browser keeps little and cannot install: the person is told to open the real one. */
export function inWeChat(agent = navigator.userAgent): boolean {
  return /MicroMessenger/i.test(agent)
}
