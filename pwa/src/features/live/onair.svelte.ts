/**
 * What this phone films and sends, whatever screen is shown. One for the app: leaving the page neither stops the camera nor
 * what is being sent, and the next start goes on with what is left.
 */
import { Film, type FilmFault, closeCamera, keepAwake, openCamera } from '../../device/film.ts'
import { askToKeep } from '../../device/keep.ts'
import { type Reel, Reels } from '../../device/reels.ts'
import { type Ladder, climb } from '../../device/rungs.ts'
import { BROWSER, type Held, Sender } from '../../device/sender.ts'
import type { Replica } from '../../replica/types.ts'
import { type About, endStream, newStreamId, openStream } from './live.ts'

/** How often the ladder is looked at, ms. */
const LOOK_MS = 500

/** What of a reel waits here. */
export interface Left {
  readonly pieces: number
  readonly seconds: number
  readonly held: Held | null
}

const NOTHING: Left = { pieces: 0, seconds: 0, held: null }

class OnAir {
  /** what this phone has filmed and not handed over whole */
  reels = $state.raw<readonly Reel[]>([])
  /** the stream that is being filmed now */
  filming = $state<string | null>(null)
  camera = $state.raw<MediaStream | null>(null)
  rung = $state(0)
  fault = $state<FilmFault | null>(null)
  /** ms since this camera began */
  since = $state(0)
  #left = $state.raw<Readonly<Record<string, Left>>>({})
  #reels = new Reels()
  #senders = new Map<string, Sender>()
  #film: Film | null = null
  /** counts what was asked of the camera: the answer to an older question is let go */
  #looks = 0
  #pausing: Promise<void> | null = null
  #reading: Promise<void> = Promise.resolve()
  #sleep: () => void = () => undefined
  #timer: ReturnType<typeof setInterval> | undefined
  #replica: Replica | null = null

  left(id: string): Left {
    return this.#left[id] ?? NOTHING
  }

  reel(id: string): Reel | undefined {
    return this.reels.find((one) => one.id === id)
  }

  /** Send what is left of earlier days. Safe to call again. */
  async resume(replica: Replica): Promise<void> {
    this.#replica = replica
    await this.#read()
    for (const reel of this.reels) this.#send(reel.id)
  }

  /** Ask for camera and microphone, for the picture that shows whether all is right. Throws what asking throws, and an
   * AbortError where it was asked otherwise, or let go, before the answer. */
  async look(soundOnly: boolean, facing: 'user' | 'environment'): Promise<void> {
    const mine = ++this.#looks
    closeCamera(this.camera)
    try {
      const camera = await openCamera(soundOnly, facing)
      if (mine === this.#looks) this.camera = camera
      else closeCamera(camera)
    } catch (error) {
      if (mine === this.#looks) this.camera = null
      throw error
    }
    if (mine !== this.#looks) throw new DOMException('asked otherwise', 'AbortError')
  }

  /** Let the camera go, unless it films. */
  unlook(): void {
    if (this.filming !== null) return
    this.#looks++
    closeCamera(this.camera)
    this.camera = null
  }

  /** Begin a broadcast; its id. */
  async begin(replica: Replica, village: string, title: string, about: About | undefined): Promise<string> {
    const id = newStreamId()
    await this.#reels.keep({ id, village, title, isDraw: about?.kind === 'draw', epochs: [], counts: [] })
    await this.#read()
    this.filming = id // the screen that asked goes as soon as the line is written, and would take the camera along
    try {
      await openStream(replica, village, id, { title, about, opened: replica.now() })
    } catch (error) {
      this.filming = null
      await this.#reels.drop(id)
      throw error
    }
    if (this.filming === id) await this.goOn(replica, id) // unless it was stopped or ended as soon as it stood there
    return id
  }

  /** Film on into a broadcast that this phone began, from now. */
  async goOn(replica: Replica, id: string): Promise<void> {
    const camera = this.camera
    if (camera === null) throw new Error('no_camera')
    this.filming = id
    this.fault = null
    askToKeep()
    await this.resume(replica)
    if (this.filming !== id) return // stopped or ended meanwhile
    const film = new Film(
      camera,
      this.#reels,
      this.reel(id) ?? { id },
      () => Date.now(),
      () => void this.#kept(id),
      (fault) => void this.#failed(fault),
    )
    this.#film = film
    this.since = Date.now()
    try {
      await film.use((this.rung = 0))
    } catch (error) {
      if (this.#film === film) this.filming = this.#film = null
      throw error
    }
    if (this.#film !== film) return
    this.#sleep = keepAwake()
    this.#watch(id, film)
  }

  /** Stop filming; the broadcast is not over. */
  pause(): Promise<void> {
    return (this.#pausing ??= this.#pause().finally(() => (this.#pausing = null)))
  }

  async #pause(): Promise<void> {
    clearInterval(this.#timer)
    this.#sleep()
    const film = this.#film
    this.#film = null
    await film?.stop()
    this.filming = null
    this.unlook()
    await this.#read()
  }

  /** It is over. What waits is sent, also while another screen is shown; then the village is told. */
  async end(id: string): Promise<void> {
    if (this.filming === id) await this.pause()
    await this.#reels.end(id, Date.now())
    await this.#read()
    this.#senders.get(id)?.poke()
  }

  #watch(id: string, film: Film): void {
    let ladder: Ladder = { rung: 0, stepped: Date.now(), calm: Date.now() }
    this.#timer = setInterval(() => {
      void this.#reels.waiting(id).then(([oldest]) => {
        const now = Date.now()
        ladder = climb(ladder, oldest === undefined ? 0 : now - oldest.at, now)
        if (ladder.rung === this.rung || this.#film !== film || film.soundOnly) return
        this.rung = ladder.rung
        void film.use(ladder.rung)
      })
    }, LOOK_MS)
  }

  async #kept(id: string): Promise<void> {
    this.#senders.get(id)?.poke()
    await this.#tally(id)
  }

  async #failed(fault: FilmFault): Promise<void> {
    await this.pause()
    this.fault = fault
  }

  #send(id: string): void {
    if (this.#senders.has(id)) return
    const told = (held: Held | null): void => void this.#tally(id, held)
    const sender = new Sender(this.#reels, id, BROWSER, told)
    this.#senders.set(id, sender)
    void sender.run().then(async (isAll) => {
      this.#senders.delete(id)
      if (isAll) await this.#finish(id)
    })
  }

  /** All of it is on the server: say so in the log, then forget it here. */
  async #finish(id: string): Promise<void> {
    const reel = await this.#reels.read(id)
    if (reel?.ended === undefined || this.#replica === null) return
    await endStream(this.#replica, reel.village, id, reel.ended)
    await this.#reels.drop(id)
    await this.#read()
  }

  async #tally(id: string, held: Held | null = this.left(id).held): Promise<void> {
    const waiting = await this.#reels.waiting(id)
    const seconds = Math.round(waiting.reduce((sum, { ms }) => sum + ms, 0) / 1000)
    this.#left = { ...this.#left, [id]: { pieces: waiting.length, seconds, held } }
  }

  /** One after another: a reel that was just kept must not be missing again. */
  #read(): Promise<void> {
    const read = this.#reading.then(async () => {
      this.reels = await this.#reels.all()
      for (const { id } of this.reels) await this.#tally(id)
    })
    this.#reading = read.catch(() => undefined)
    return read
  }
}

export const onAir = new OnAir()
