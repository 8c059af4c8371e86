/** The real server as a process of its own, and a browser's cookies for the phones that talk to it. */

interface Child {
  readonly stderr: { on(event: 'data', listener: (bytes: Uint8Array) => void): void }
  kill(signal: string): void
  once(event: 'exit', listener: () => void): void
}
interface Node {
  readonly env: Readonly<Record<string, string | undefined>>
  cwd(): string
  getBuiltinModule(name: 'child_process'): {
    spawn(command: string, args: readonly string[], options: object): Child
    spawnSync(command: string, args: readonly string[], options: object): { status: number | null; stdout: string; stderr: string } // prettier-ignore
  }
  getBuiltinModule(name: 'fs'): { mkdtempSync(prefix: string): string; rmSync(path: string, options: object): void }
  getBuiltinModule(name: 'os'): { tmpdir(): string }
  getBuiltinModule(name: 'net'): {
    createServer(): {
      listen(port: number, host: string, then: () => void): void
      address(): { port: number }
      close(then: () => void): void
    }
  }
}
const node = (globalThis as unknown as { process: Node }).process
const processes = node.getBuiltinModule('child_process')
const fs = node.getBuiltinModule('fs')

const ROOT = `${node.cwd()}/..`
/** A demo server: no browser is here that has passkeys, and there a code stands in for one. */
const OPTIONS = {
  encoding: 'utf8',
  env: {
    ...node.env,
    PYTHONPATH: `${ROOT}/server:${ROOT}/sync/python`,
    PYTHONDONTWRITEBYTECODE: '1',
    SHAIBA_DEMO: 'yes',
  },
}

/** Whether the server can be run here: its packages are installed for the `python` on the path. */
export const hasServer = processes.spawnSync('python', ['-c', 'import shaiba.app'], OPTIONS).status === 0

export class Server {
  readonly base: string
  readonly codes = new Map<string, string>()
  readonly #data: string
  readonly #port: number
  #child: Child | null = null

  private constructor(data: string, port: number) {
    this.#data = data
    this.#port = port
    this.base = `http://localhost:${port}`
  }

  /** A new server whose roll has these people, with their roles; `codes` enrol their phones. */
  static async start(people: Readonly<Record<string, string>>): Promise<Server> {
    const data = fs.mkdtempSync(`${node.getBuiltinModule('os').tmpdir()}/shaiba-phone-`)
    const server = new Server(data, await freePort())
    server.#run('init', '--name', 'phone.test')
    for (const [person, role] of Object.entries(people)) server.codes.set(person, server.#code(person, role))
    await server.up()
    return server
  }

  /** A command of the server's; returns what it prints. */
  #run(command: string, ...args: string[]): string {
    const done = processes.spawnSync('python', ['-m', 'shaiba', command, '--data', this.#data, ...args], OPTIONS)
    if (done.status !== 0) throw new Error(done.stderr)
    return done.stdout
  }

  async up(): Promise<void> {
    const args = ['-m', 'shaiba', 'serve', '--data', this.#data, '--port', String(this.#port)]
    const child = processes.spawn('python', args, { ...OPTIONS, stdio: ['ignore', 'ignore', 'pipe'] })
    this.#child = child
    await new Promise<void>((resolve, reject) => {
      let said = ''
      child.stderr.on('data', (bytes) => {
        said += new TextDecoder().decode(bytes) // read to the end: a closed pipe would end the server
        if (said.includes('"serving"')) resolve()
      })
      child.once('exit', () => reject(new Error(said)))
    })
  }

  async down(signal = 'SIGKILL'): Promise<void> {
    const child = this.#child
    this.#child = null
    if (!child) return
    await new Promise<void>((resolve) => {
      child.once('exit', resolve)
      child.kill(signal)
    })
  }

  async end(): Promise<void> {
    await this.down()
    fs.rmSync(this.#data, { recursive: true, force: true })
  }

  /** Stop, take a line out of the village's log by order, go on. */
  async erase(seq: number): Promise<void> {
    await this.down('SIGTERM')
    this.#run('erase', '--scope', 'village/350524102207', '--seq', String(seq), '--why', 'personal_data', '--order', '第 3 号', '--yes') // prettier-ignore
    await this.up()
  }

  #code(person: string, role: string): string {
    const told = this.#run('enrol', '--person', person, '--household', '12', '--region', '350524102207', '--role', role, '--name', person, '--until', '2099-12-31') // prettier-ignore
    return told.split('  ')[0]?.replaceAll(' ', '') ?? ''
  }

  /** `fetch` with a cookie jar of its own, as a browser has. */
  browser(): typeof fetch {
    let cookie = ''
    return async (input, init) => {
      const headers = new Headers(init?.headers)
      if (cookie) headers.set('Cookie', cookie)
      const response = await fetch(input, { ...init, headers })
      const set = response.headers.getSetCookie()[0]
      if (set !== undefined) cookie = set.split(';')[0] ?? ''
      return response
    }
  }
}

async function freePort(): Promise<number> {
  const socket = node.getBuiltinModule('net').createServer()
  await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve))
  const { port } = socket.address()
  await new Promise<void>((resolve) => socket.close(resolve))
  return port
}
