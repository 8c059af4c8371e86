/**
 * Plays a film that may still be under way, and keeps its place by time of day: through an outage, a change between
 * picture and sound, and a new start of the app. hls.js where there is MSE; Apple's phones play lists by themselves.
 *
 * Chromium's own playing of lists is passed over: after ten seconds without network it skipped them silently.
 */
import type Hls from 'hls.js/light'
import type { Fragment } from 'hls.js/light'
import type { Tier } from '@shaiba/sync'
import { type MediaList, dateOf, lengthOf, placeOf, reaches } from './list.ts'
import { fetchList, listName, mediaPath } from './media.ts'
import { type Halt, isPoor, paceOf } from './pace.ts'

export type PlayerState =
  /** on its way */
  | 'load'
  | 'play'
  | 'pause'
  /** the film stops for a moment: more of it is being fetched */
  | 'wait'
  /** everything that the server has was shown: the phone on the spot has no network just now */
  | 'source'
  /** this phone has no network; it goes on from here by itself */
  | 'out'
  /** the server has nothing of this tier */
  | 'none'
  | 'end'
  /** the browser cannot play it */
  | 'broken'

/** What a screen shows, as of now. */
export interface Look {
  readonly state: PlayerState
  readonly tier: Tier
  /** ms since 1970 of what is heard now */
  readonly date: number | null
  /** seconds behind the newest that there is; null where nothing new comes */
  readonly behind: number | null
  /** seconds from the start of what can be sought, and of all of it */
  readonly at: number
  readonly length: number
  readonly rate: number
  /** the whole is there: nothing new comes */
  readonly whole: boolean
  /** sound alone was chosen by the phone, since pictures did not come through */
  readonly fell: boolean
  /** stretches that could not be played and were passed over: when they begin, ms since 1970 */
  readonly broken: readonly number[]
}

/** Nothing was heard of the server for so long, and nothing is left to play: an outage, ms. */
const SILENT_MS = 4_000
const PROBE_FIRST_MS = 500
const PROBE_LAST_MS = 4_000

/** So far a viewer stays behind the newest, in segments, and seconds at least: enough to ride out one that is late. */
const BEHIND = 2.25
const LEAST_BEHIND_S = 2.5
/** By so many of the newest segments it is told how long they are. */
const RECENT = 5

/** A stretch that cannot be played, ms since 1970. */
interface Hole {
  readonly from: number
  readonly until: number
}

/** A list's times are rounded: so near to a hole is in it, ms. */
const NEAR_MS = 100
/** Past the end of a hole, so that it is not fetched for its last moment, ms. */
const PAST_MS = 20

/** So often in so long (ms) a film that broke off is begun anew. */
const MENDS = 5
const MEND_WITHIN_MS = 60_000

export interface PlayerWorld {
  readonly now: () => number
  /** a random number of this viewing, by which the server counts who watches; it is told nothing else */
  readonly viewing: string
}

export class Player {
  readonly #video: HTMLVideoElement
  readonly #stream: string
  readonly #world: PlayerWorld
  #hls: Hls | null = null
  #list: MediaList | null = null
  #tier: Tier = 'v'
  #state: PlayerState = 'load'
  #turn = 0
  #place: number | null = null
  #wantsPlay = true
  #chases = true
  #begun = false
  #fell = false
  #heard = 0
  #failed = 0
  #halts: Halt[] = []
  #mended: readonly number[] = []
  #holes: readonly Hole[] = []

  constructor(video: HTMLVideoElement, stream: string, world: PlayerWorld) {
    this.#video = video
    this.#stream = stream
    this.#world = world
  }

  /** Play a tier where it happens now, or from a time of day (ms since 1970) on; of a film that has ended, from its start. */
  async open(tier: Tier, from: number | 'live'): Promise<void> {
    const turn = ++this.#turn
    this.#tier = tier
    this.#state = 'load'
    this.#place = from === 'live' ? null : from
    let list: MediaList | null
    let isWhole = false
    try {
      list = await fetchList(this.#stream, tier, false, this.#world.viewing)
      if (list !== null && (list.ended || (from !== 'live' && !reaches(list, from)))) {
        list = await fetchList(this.#stream, tier, true, this.#world.viewing)
        isWhole = true
      }
    } catch {
      list = await fetchList(this.#stream, tier, true).catch(() => null) // one that this phone keeps
      isWhole = true
      if (turn === this.#turn && list === null) return this.#lose(turn)
    }
    if (turn !== this.#turn) return
    this.#list = list
    if (list === null || list.segments.length === 0) {
      this.#state = 'none'
      return
    }
    const asked = from === 'live' ? (list.ended ? 0 : -1) : placeOf(list, from)
    const hole = asked < 0 ? undefined : this.#holeAt(dateOf(list, asked) ?? Number.NaN)
    const start = hole === undefined ? asked : placeOf(list, hole.until + PAST_MS)
    await this.#attach(mediaPath(this.#stream, listName(tier, isWhole)) + `?w=${this.#world.viewing}`, start, turn)
  }

  /** Choose picture, stills or sound, at the place where it is. */
  async choose(tier: Tier): Promise<void> {
    this.#fell = false
    this.#halts = []
    await this.#switch(tier)
  }

  async play(): Promise<void> {
    this.#wantsPlay = true
    await this.#video.play().catch(() => (this.#wantsPlay = false)) // not without a tap, says the browser
  }

  pause(): void {
    this.#wantsPlay = false
    this.#chases = false
    this.#video.pause()
  }

  /** Go so many seconds back (negative: on), also in what was before this viewer came. */
  async back(seconds: number): Promise<void> {
    this.#chases = false
    const to = this.#video.currentTime - seconds
    if (to >= this.#from() || this.#list?.ended) this.#video.currentTime = Math.max(this.#from(), to)
    else if (this.#place !== null) await this.open(this.#tier, this.#place - seconds * 1000)
  }

  /** Go to so many seconds from the start. */
  seek(seconds: number): void {
    this.#chases = false
    this.#video.currentTime = seconds
  }

  /** Be where it happens. */
  async jump(): Promise<void> {
    this.#chases = true
    this.#wantsPlay = true
    await this.open(this.#tier, 'live')
  }

  close(): void {
    this.#turn++
    this.#hls?.destroy()
    this.#hls = null
    this.#video.removeAttribute('src')
    this.#video.load()
  }

  /** Look after it: to be called a few times a second. */
  look(): Look {
    const now = this.#world.now()
    const behind = this.#behind()
    this.#state = this.#stateNow(now)
    const date = this.#dateNow()
    if (date !== null && this.#begun && this.#state !== 'load') this.#place = date
    if (this.#state === 'play') {
      const target = this.#hls?.targetLatency ?? 6
      const rate = behind === null ? 1 : paceOf({ behind, target, buffered: this.#ahead(), chases: this.#chases })
      if (this.#video.playbackRate !== rate) this.#video.playbackRate = rate
    }
    this.#count(now)
    const hole = this.#state === 'wait' || this.#state === 'load' ? this.#holeAt(this.#place ?? Number.NaN) : undefined
    if (hole !== undefined) void this.open(this.#tier, hole.until + PAST_MS)
    const whole = this.#isWhole()
    return {
      state: this.#state,
      tier: this.#tier,
      date: this.#place,
      behind,
      at: Math.max(0, this.#video.currentTime - this.#from()),
      length: whole && this.#list !== null ? lengthOf(this.#list) : Math.max(0, this.#until() - this.#from()),
      rate: this.#video.playbackRate,
      whole,
      fell: this.#fell,
      broken: this.#holes.map(({ from }) => from),
    }
  }

  #stateNow(now: number): PlayerState {
    if (this.#state === 'none' || this.#state === 'out' || this.#state === 'broken') return this.#state
    if (this.#video.ended) return 'end'
    const isShort = this.#ahead() < 0.3
    if (this.#failed > this.#heard && now - this.#heard > SILENT_MS && isShort) {
      void this.#lose(this.#turn)
      return 'out'
    }
    if (!this.#begun) {
      this.#begun = this.#video.readyState >= 3
      return this.#begun ? (this.#video.paused ? 'pause' : 'play') : 'load'
    }
    if (this.#video.paused) return 'pause'
    if (this.#video.readyState >= 3) return 'play'
    const left = this.#until() - this.#video.currentTime
    return this.#hls !== null && !this.#isWhole() && left < 1 ? 'source' : 'wait'
  }

  /** Halts for want of film, while the server does answer: too many of them, and only sound is played. */
  #count(now: number): void {
    const last = this.#halts.at(-1)
    const isOpen = last !== undefined && last.until === undefined
    if (this.#state === 'wait' && !isOpen) this.#halts = [...this.#halts.slice(-9), { from: now }]
    else if (this.#state !== 'wait' && isOpen) this.#halts = [...this.#halts.slice(0, -1), { ...last, until: now }]
    if (this.#tier === 'a' || !isPoor(this.#halts, now)) return
    this.#halts = []
    this.#fell = true
    void this.#switch('a')
  }

  async #switch(tier: Tier): Promise<void> {
    const isNear = this.#chases && (this.#behind() ?? Infinity) < 10
    await this.open(tier, isNear && this.#state !== 'out' ? 'live' : (this.#place ?? 'live'))
  }

  /** The network is gone: ask again and again, and go on from the same place when it is back. */
  async #lose(turn: number): Promise<void> {
    this.#state = 'out'
    this.#hls?.stopLoad()
    for (let pause = PROBE_FIRST_MS; turn === this.#turn; pause = Math.min(PROBE_LAST_MS, pause * 2)) {
      await rest(pause)
      const is = await fetchList(this.#stream, this.#tier, false, this.#world.viewing).then(
        () => true,
        () => false,
      )
      if (is && turn === this.#turn) return this.open(this.#tier, this.#place ?? 'live')
    }
  }

  async #attach(url: string, start: number, turn: number): Promise<void> {
    this.#begun = false
    this.#heard = this.#world.now()
    this.#hls?.destroy()
    this.#hls = null
    if (isApple(this.#video)) this.#attachNative(url, start)
    else {
      const { default: Library } = await import('hls.js/light')
      if (turn !== this.#turn) return
      if (!Library.isSupported()) {
        this.#state = 'broken'
        return
      }
      this.#hls = this.#make(Library, start)
      this.#hls.attachMedia(this.#video)
      this.#hls.loadSource(url)
    }
    if (this.#wantsPlay) await this.play()
  }

  #attachNative(url: string, start: number): void {
    this.#video.src = url
    if (start > 0)
      this.#video.addEventListener('loadedmetadata', () => (this.#video.currentTime = start), { once: true })
  }

  #make(Library: typeof Hls, start: number): Hls {
    const retry = { maxNumRetry: 1_000, retryDelayMs: 300, maxRetryDelayMs: 4_000, backoff: 'exponential' as const }
    const policy = {
      default: { maxTimeToFirstByteMs: 10_000, maxLoadTimeMs: 30_000, timeoutRetry: retry, errorRetry: retry },
    }
    const hls = new Library({
      enableWorker: false, // a worker of a blob is more than the policy of our pages allows; fMP4 needs none
      startPosition: start,
      liveSyncDuration: behindOf(this.#list),
      liveSyncOnStallIncrease: 0,
      backBufferLength: 60,
      maxBufferLength: 30,
      fragLoadPolicy: policy,
      playlistLoadPolicy: policy,
      manifestLoadPolicy: policy,
    })
    const heard = (): void => {
      this.#heard = this.#world.now()
    }
    hls.on(Library.Events.LEVEL_LOADED, heard)
    hls.on(Library.Events.FRAG_LOADED, heard)
    hls.on(Library.Events.LEVEL_LOADED, (_, { details }) => {
      this.#keepUp(details.fragments[0]?.programDateTime ?? Number.NaN)
      for (const frag of details.fragments)
        if (frag.start >= start && this.#holeAt(frag.programDateTime ?? Number.NaN)) leaveOut(frag)
    })
    const { FRAG_PARSING_ERROR, MEDIA_SOURCE_REQUIRES_RESET } = Library.ErrorDetails
    const turn = this.#turn
    hls.on(Library.Events.ERROR, (_, { type, details, fatal, frag, response }) => {
      if (turn !== this.#turn) return // another is on its way
      const isGone = response?.code === 404
      const isRefused = details === MEDIA_SOURCE_REQUIRES_RESET // by the browser: nothing more is taken after it
      if (frag && (isGone || isRefused || details === FRAG_PARSING_ERROR))
        this.#passOver(frag, isGone || isRefused || fatal)
      else if (type === Library.ErrorTypes.NETWORK_ERROR) this.#failed = this.#world.now()
      else if (fatal) this.#mend()
    })
    return hls
  }

  /** The list of the newest begins after what is here to be played: as when a minute came at once from a phone that was
   * cut off. The library would skip to its beginning; so it goes on in the list of all. */
  #keepUp(begins: number): void {
    if (this.#place !== null && begins > this.#place + this.#ahead() * 1000 + NEAR_MS)
      void this.open(this.#tier, this.#place)
  }

  /** What is damaged, or gone, on the server does not stop the rest: it is not asked for again, and it is said. */
  #passOver(frag: Fragment, stops: boolean): void {
    const from = frag.programDateTime
    const isKnown = from !== null && this.#holeAt(from) !== undefined
    leaveOut(frag)
    if (from !== null && !isKnown) this.#holes = [...this.#holes, { from, until: from + frag.duration * 1000 }]
    if (from === null || (isKnown && stops)) this.#mend()
    else if (!this.#begun && this.#place === null) void this.open(this.#tier, from + frag.duration * 1000 + PAST_MS)
    else if (!isKnown && stops) void this.open(this.#tier, this.#place ?? 'live')
  }

  #holeAt(date: number): Hole | undefined {
    return this.#holes.find(({ from, until }) => from - NEAR_MS <= date && date < until - NEAR_MS)
  }

  /** What cannot go on is begun anew, at its place; where that does not help, it is said. */
  #mend(): void {
    const now = this.#world.now()
    this.#mended = [...this.#mended.filter((at) => now - at < MEND_WITHIN_MS), now]
    if (this.#mended.length > MENDS) this.#state = 'broken'
    else void this.open(this.#tier, this.#place ?? 'live')
  }

  #isWhole(): boolean {
    return this.#hls?.latestLevelDetails?.live === false || this.#list?.ended === true
  }

  #behind(): number | null {
    if (this.#isWhole()) return null
    if (this.#hls !== null) return this.#begun ? this.#hls.latency : null
    const { seekable } = this.#video
    return seekable.length === 0 ? null : seekable.end(seekable.length - 1) - this.#video.currentTime
  }

  #dateNow(): number | null {
    const native = this.#video as HTMLVideoElement & { getStartDate?: () => Date }
    const told = this.#hls?.playingDate?.getTime()
    if (told !== undefined) return told
    const start = this.#hls === null ? native.getStartDate?.().getTime() : undefined
    if (start !== undefined && !Number.isNaN(start)) return start + this.#video.currentTime * 1000
    return this.#list?.ended === true ? dateOf(this.#list, this.#video.currentTime) : null
  }

  #from(): number {
    const { seekable } = this.#video
    return this.#hls?.latestLevelDetails?.fragmentStart ?? (seekable.length === 0 ? 0 : seekable.start(0))
  }

  #until(): number {
    const { seekable } = this.#video
    return this.#hls?.latestLevelDetails?.edge ?? (seekable.length === 0 ? 0 : seekable.end(seekable.length - 1))
  }

  /** Seconds that are here, from where it plays. */
  #ahead(): number {
    const { buffered, currentTime } = this.#video
    for (let i = 0; i < buffered.length; i++)
      if (buffered.start(i) <= currentTime + 0.1 && buffered.end(i) >= currentTime) return buffered.end(i) - currentTime
    return 0
  }
}

/** How far to stay behind, seconds. */
function behindOf(list: MediaList | null): number {
  const recent = (list?.segments ?? []).slice(-RECENT).map(({ length }) => length)
  return Math.max(LEAST_BEHIND_S, BEHIND * Math.max(0, ...recent))
}

/** As if its list said that it is not there (EXT-X-GAP): hls.js forgets the mark alone when it loads. */
function leaveOut(frag: Fragment): void {
  frag.gap = true
  frag.tagList.push(['GAP'])
}

/** Apple's browsers, whose own player is the better one there: catching up by speed misbehaves through their MSE. */
function isApple(video: HTMLVideoElement): boolean {
  return /Apple/.test(navigator.vendor) && video.canPlayType('application/vnd.apple.mpegurl') !== ''
}

/** So many ms, or until the network is said to be back. */
function rest(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      clearTimeout(timer)
      removeEventListener('online', go)
      resolve()
    }
    const timer = setTimeout(go, ms)
    addEventListener('online', go)
  })
}
