/** Where we are. A history router: features name their routes, links are made by name, the browser's back works.
 *
 * A feature exports `feature: Feature`; `features/index.ts` lists them; App hands the list to `router.use` once.
 * `<a href={link('entry', { village, entry })}>` is all a screen needs: App turns clicks on such links into `go`. */
import type { Component } from 'svelte'

export type Tab = 'yard' | 'ledger' | 'appeals' | 'me'

export interface Route {
  readonly name: string
  /** '/v/:village/board/:class?': `:x` a part, `:x?` a last part that may be missing. Parts become props of the screen. */
  readonly path: string
  readonly load: () => Promise<{ default: Component<never> }>
  /** which place in the navigation is lit */
  readonly tab?: Tab
  /** On wide screens this screen stands to the right of the list screen of that name (same params); of «search» when
   * the address carries the query (`q`) that led here. */
  readonly beside?: string
  /** A list screen: on wide screens it keeps to the left and leaves room for what is chosen. */
  readonly list?: boolean
  /** The screen divides a wide screen by itself. */
  readonly wide?: boolean
}

export interface Feature {
  readonly name: string
  readonly routes: readonly Route[]
}

export type Params = Readonly<Record<string, string>>

export interface Place {
  readonly path: string
  readonly query: URLSearchParams
  readonly route: Route | null
  readonly params: Params
}

class Router {
  #routes: readonly Route[] = []
  #back = 0
  #current = $state.raw<Place>({ path: '/', query: new URLSearchParams(), route: null, params: {} })

  get current(): Place {
    return this.#current
  }

  /** How far down the reader was when leaving the place that back (or forward) brought again; 0 on a new one. */
  get scroll(): number {
    return this.#back
  }

  /** Take the routes and start to listen. Called once, by App. */
  use(features: readonly Feature[]): () => void {
    this.#routes = features.flatMap((feature) => feature.routes)
    history.scrollRestoration = 'manual'
    this.#read()
    const read = (): void => {
      this.#back = (history.state as { y?: number } | null)?.y ?? 0
      this.#read()
    }
    addEventListener('popstate', read)
    return () => {
      removeEventListener('popstate', read)
    }
  }

  route(name: string): Route | undefined {
    return this.#routes.find((route) => route.name === name)
  }

  go(href: string, { replace = false }: { replace?: boolean } = {}): void {
    if (replace) history.replaceState(history.state, '', href)
    else {
      this.#back = 0
      history.replaceState({ ...(history.state as object | null), y: scrollY }, '')
      history.pushState(null, '', href)
    }
    this.#read()
    if (!replace) scrollTo(0, 0)
  }

  /** For what takes a while: the way on from here, which is taken only if nobody has gone elsewhere meanwhile. */
  onward(): Router['go'] {
    const here = this.#current
    return (...way) => {
      if (this.#current === here) this.go(...way)
    }
  }

  #read(): void {
    const path = location.pathname.length > 1 ? location.pathname.replace(/\/$/, '') : '/'
    const query = new URLSearchParams(location.search)
    // a sheet was opened or closed over the same place: nothing to show anew
    if (this.#current.route && path === this.#current.path && query.toString() === this.#current.query.toString())
      return
    for (const route of this.#routes) {
      const params = match(route.path, path)
      if (params) {
        this.#current = { path, query, route, params }
        return
      }
    }
    this.#current = { path, query, route: null, params: {} }
  }
}

export const router = new Router()

/** The address of a named route. Throws on an unknown name or a missing part: a broken link is a bug, not a screen. */
export function link(name: string, params: Params = {}, query: Params = {}): string {
  const route = router.route(name)
  if (!route) throw new Error(`no route ${name}`)
  const path = route.path
    .split('/')
    .map((part) => {
      if (!part.startsWith(':')) return part
      const value = params[part.replace(/[:?]/g, '')]
      if (value === undefined && !part.endsWith('?')) throw new Error(`route ${name} needs ${part}`)
      return value === undefined ? null : encodeURIComponent(value)
    })
    .filter((part) => part !== null)
    .join('/')
  const search = Object.entries(query).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
  return (path === '' ? '/' : path) + (search.length === 0 ? '' : `?${search.join('&')}`)
}

/** Whether a route of this name exists: features may be absent, and a link to one is then left out. */
export function known(name: string): boolean {
  return router.route(name) !== undefined
}

/** The params of `path` under a pattern, or null. */
export function match(pattern: string, path: string): Params | null {
  const want = pattern.split('/').filter(Boolean)
  const have = path.split('/').filter(Boolean)
  if (have.length > want.length) return null
  const params: Record<string, string> = {}
  for (const [i, part] of want.entries()) {
    const got = have[i]
    if (part.startsWith(':')) {
      if (got === undefined) {
        if (part.endsWith('?')) continue
        return null
      }
      try {
        params[part.replace(/[:?]/g, '')] = decodeURIComponent(got)
      } catch {
        return null
      }
    } else if (got !== part) return null
  }
  return params
}
