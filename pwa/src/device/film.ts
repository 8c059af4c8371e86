/**
 * Camera and microphone as a film in pieces: each piece is kept before anything else happens to it (reels.ts).
 *
 * The camera is drawn on a canvas of constant size, so turning the phone changes nothing; a poor uplink makes the canvas
 * smaller and the pictures fewer, since asking an encoder for fewer bits alone has a floor. Each setting is an epoch.
 */
import type { EpochHead, Reel, Reels } from './reels.ts'
import { type Rung, RUNGS } from './rungs.ts'

/** Preferred first: whole GOPs as MP4, then what a server can still copy, then what it has to encode anew. */
const FILM_TYPES = [
  'video/mp4;codecs=avc1.42E01F,mp4a.40.2',
  'video/mp4;codecs=avc1.42E01F,opus',
  'video/webm;codecs=h264,opus',
  'video/webm;codecs=vp8,opus',
] as const
const SOUND_TYPES = ['audio/mp4;codecs=mp4a.40.2', 'audio/mp4;codecs=opus', 'audio/webm;codecs=opus'] as const

/** How often a piece comes out, ms; MP4 hands out whole GOPs, so there it is as long as those. */
const PIECE_MS = 1_000

/**
 * From one key frame to the next, ms: a segment is as long, and who watches is two and a bit of them behind. Of a draw half
 * as long, since people away and people there wait for the same number. Unasked, Chromium's recorder gives nothing for
 * seven seconds.
 */
const KEY_MS = 2_000
const DRAW_KEY_MS = 1_000

const SOUND_BITS = 32_000

/** What this browser records, or null. */
export function filmType(soundOnly: boolean): string | null {
  if (typeof MediaRecorder === 'undefined') return null
  const devices = navigator.mediaDevices as MediaDevices | undefined // absent in pages that are not secure
  const types: readonly string[] = soundOnly ? SOUND_TYPES : FILM_TYPES
  return devices ? (types.find((type) => MediaRecorder.isTypeSupported(type)) ?? null) : null
}

/** Ask for camera and microphone. Throws what `getUserMedia` throws: NotAllowedError, NotFoundError. */
export function openCamera(soundOnly: boolean, facing: 'user' | 'environment'): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    video: soundOnly ? false : { facingMode: facing, width: { ideal: 1280 }, height: { ideal: 720 } },
  })
}

export function closeCamera(camera: MediaStream | null): void {
  for (const track of camera?.getTracks() ?? []) track.stop()
}

/** Why a film ended by itself: no more room on the phone, or camera and encoder gave up. */
export type FilmFault = 'full' | 'broken'

/** A film that runs. One at a time is asked of a camera. */
export class Film {
  readonly #camera: MediaStream
  readonly #reels: Reels
  readonly #id: string
  readonly #keyMs: number
  readonly #now: () => number
  readonly #onkept: () => void
  readonly #onfault: (fault: FilmFault) => void
  #running: Running | null = null
  /** what was asked for so far, one after another: an end waits for a beginning */
  #using: Promise<void> = Promise.resolve()
  #isOver = false

  constructor(
    camera: MediaStream,
    reels: Reels,
    { id, isDraw }: Pick<Reel, 'id' | 'isDraw'>,
    now: () => number,
    onkept: () => void,
    onfault: (fault: FilmFault) => void,
  ) {
    this.#camera = camera
    this.#reels = reels
    this.#id = id
    this.#keyMs = isDraw === true ? DRAW_KEY_MS : KEY_MS
    this.#now = now
    this.#onkept = onkept
    this.#onfault = onfault
  }

  get soundOnly(): boolean {
    return this.#camera.getVideoTracks().length === 0
  }

  /** Record with this setting from now on. The epoch before ends when the new one runs. */
  use(rung: number): Promise<void> {
    const using = this.#using.then(() => this.#use(rung))
    this.#using = using.catch(() => undefined)
    return using
  }

  async #use(rung: number): Promise<void> {
    if (this.#isOver) return
    const type = filmType(this.soundOnly)
    if (type === null) throw new DOMException('no encoder', 'NotSupportedError')
    const before = this.#running
    this.#running = await this.#record(type, this.soundOnly ? null : (RUNGS[rung] ?? null), before)
    await before?.stop()
  }

  /** End it; what was recorded is kept when this resolves. */
  async stop(): Promise<void> {
    this.#isOver = true
    await this.#using
    await this.#running?.stop()
    this.#running = null
  }

  async #record(type: string, rung: Rung | null, before: Running | null): Promise<Running> {
    const picture = rung === null ? null : draw(this.#camera, rung)
    const tracks = [...(picture?.stream.getVideoTracks() ?? []), ...this.#camera.getAudioTracks()]
    const options: MediaRecorderOptions & { videoKeyFrameIntervalDuration?: number } = {
      mimeType: type,
      audioBitsPerSecond: SOUND_BITS,
      ...(rung === null ? {} : { videoBitsPerSecond: rung.bits, videoKeyFrameIntervalDuration: this.#keyMs }),
    }
    const recorder = new MediaRecorder(new MediaStream(tracks), options)
    const started = this.#now()
    const size = { width: rung?.width ?? 0, height: rung?.height ?? 0, fps: rung?.fps ?? 0 }
    const head: EpochHead = { type: recorder.mimeType || type, started, ...size }
    const epoch = await this.#reels.begin(this.#id, head)
    // Pieces are kept one after another, those of the epoch before first: so numbers have no gap whatever a power cut
    // leaves, and how many an epoch has is known when the next one's first piece goes.
    let kept = before?.whole ?? Promise.resolve()
    let since = started
    recorder.ondataavailable = ({ data }) => {
      if (data.size === 0) return
      const [at, ms] = [this.#now(), this.#now() - since]
      since = at
      kept = kept.then(() => this.#keep(epoch, data, at, ms))
    }
    const ended = new Promise<void>((resolve) => {
      recorder.onstop = () => {
        picture?.close()
        resolve()
      }
    })
    recorder.onerror = () => this.#fail('broken')
    recorder.start(PIECE_MS)
    const whole = ended.then(() => kept)
    return {
      whole,
      async stop() {
        if (recorder.state !== 'inactive') recorder.stop()
        await whole
      },
    }
  }

  async #keep(epoch: number, data: Blob, at: number, ms: number): Promise<void> {
    if (this.#isFailed) return // a number would be left out
    try {
      await this.#reels.add(this.#id, epoch, await data.arrayBuffer(), at, ms)
      this.#onkept()
    } catch {
      this.#fail('full')
    }
  }

  #isFailed = false

  #fail(fault: FilmFault): void {
    if (this.#isFailed) return
    this.#isFailed = true
    this.#onfault(fault)
  }
}

interface Running {
  readonly stop: () => Promise<void>
  /** resolves when it was stopped and all of it is kept */
  readonly whole: Promise<void>
}

/** The camera on a canvas of this size, cut to its shape. */
function draw(camera: MediaStream, { width, height, fps }: Rung): { stream: MediaStream; close: () => void } {
  const eye = document.createElement('video')
  eye.muted = true
  eye.playsInline = true
  eye.srcObject = camera
  void eye.play()
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const brush = canvas.getContext('2d', { alpha: false })
  const paint = (): void => {
    const scale = Math.max(width / (eye.videoWidth || width), height / (eye.videoHeight || height))
    const [w, h] = [(eye.videoWidth || width) * scale, (eye.videoHeight || height) * scale]
    brush?.drawImage(eye, (width - w) / 2, (height - h) / 2, w, h)
  }
  paint()
  const timer = setInterval(paint, 1000 / fps) // not by frames of the screen: none come while another app is in front
  const stream = canvas.captureStream(fps)
  return {
    stream,
    close() {
      clearInterval(timer)
      for (const track of stream.getTracks()) track.stop()
      eye.srcObject = null
    },
  }
}

/** Keep the screen on while `wanted`; the browser lets go whenever the page is hidden, so it is asked again. */
export function keepAwake(): () => void {
  let [lock, wanted]: [WakeLockSentinel | null, boolean] = [null, true]
  const ask = async (): Promise<void> => {
    if (document.visibilityState !== 'visible') return
    const got = (await (navigator.wakeLock as WakeLock | undefined)?.request('screen').catch(() => null)) ?? null
    if (wanted) lock = got
    else await got?.release()
  }
  const again = (): void => void ask()
  document.addEventListener('visibilitychange', again)
  again()
  return () => {
    wanted = false
    document.removeEventListener('visibilitychange', again)
    void lock?.release()
  }
}
