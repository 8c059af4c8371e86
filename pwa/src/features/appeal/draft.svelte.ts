/** An appeal while it is being made: every word, photo and second of speech is kept on the phone as it comes. */
import { dropDraft, dropParts, keepDraft, keepPart, readDraft, readParts } from '../../device/drafts.ts'
import { preparePhoto, type TakenPhoto } from '../../device/photo.ts'
import { type TakenVoice, voiceOf, voiceType } from '../../device/voice.ts'
import { MAX_PHOTOS, type About } from './appeal.ts'

interface Kept {
  readonly title: string
  readonly text: string
  readonly category: string
  readonly place: string
  readonly isPrivate: boolean
  readonly photos: readonly TakenPhoto[]
  readonly voice: TakenVoice | null
  /** the type of a recording that runs: set when it begins, so that its pieces can be joined after a crash */
  readonly recording: string | null
}

const EMPTY: Kept = {
  title: '',
  text: '',
  category: '',
  place: '',
  isPrivate: false,
  photos: [],
  voice: null,
  recording: null,
}
/** Typing is written down after so long a pause, ms. */
const PAUSE_MS = 250
/** What one kept piece of a recording lasts, ms (device/voice.ts). */
const PIECE_MS = 1000

export class Draft {
  title = $state('')
  text = $state('')
  category = $state('')
  place = $state('')
  isPrivate = $state(false)
  photos = $state.raw<readonly TakenPhoto[]>([])
  voice = $state.raw<TakenVoice | null>(null)
  recording = $state.raw<string | null>(null)
  /** whether what was kept has been read; before that nothing is written */
  ready = $state(false)
  /** something of an earlier time is here */
  found = $state(false)
  /** photos still being made smaller */
  preparing = $state(0)
  failed = $state(false)

  readonly #name: string
  #timer: ReturnType<typeof setTimeout> | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(village: string, about: About | null) {
    this.#name = `appeal ${village} ${about?.id ?? ''}`
  }

  /** Bring back what was kept; a recording that was cut off is joined from its pieces. */
  async open(): Promise<void> {
    const kept = await readDraft<Kept>(this.#name).catch(() => undefined)
    if (kept !== undefined) {
      this.#take(kept)
      this.found = this.#hasAny()
      if (kept.recording !== null) await this.#rescue(kept.recording).catch(() => undefined) // the words at least
    }
    this.ready = true
  }

  /** Called in an effect: whatever changes is kept a moment later. */
  watch(): () => void {
    const now = this.#kept()
    if (!this.ready) return () => undefined
    this.#timer = setTimeout(() => void this.#keep(now), PAUSE_MS)
    return () => clearTimeout(this.#timer)
  }

  /** Take pictures from the camera or the gallery, as many as there is room for. */
  async add(files: readonly File[]): Promise<void> {
    this.failed = false
    for (const file of files.slice(0, MAX_PHOTOS - this.photos.length)) {
      this.preparing += 1
      try {
        const photo = await preparePhoto(file)
        if (!this.photos.some((one) => one.hash === photo.hash)) this.photos = [...this.photos, photo]
        await this.#keep(this.#kept())
      } catch {
        this.failed = true
      } finally {
        this.preparing -= 1
      }
    }
  }

  beginRecording(): void {
    this.voice = null
    this.recording = voiceType()
    void this.#keep(this.#kept())
  }

  /** Each second of speech, as it comes. */
  keepPiece(piece: ArrayBuffer): void {
    this.#last = this.#last.then(() => keepPart(this.#name, piece)).catch(() => undefined)
  }

  async endRecording(voice: TakenVoice | null): Promise<void> {
    this.voice = voice
    this.recording = null
    await this.#keep(this.#kept()) // the whole is durable before its pieces go
    await this.#last
    await dropParts(this.#name)
  }

  /** Empty it; resolves with the way back. */
  async clear(): Promise<() => void> {
    const before = this.#kept()
    await this.done()
    return () => {
      this.#take(before)
      void this.#keep(before)
    }
  }

  /** It has been said: nothing is left of the draft. */
  async done(): Promise<void> {
    clearTimeout(this.#timer)
    this.#take(EMPTY)
    this.found = false
    await this.#last
    await dropDraft(this.#name)
  }

  async #rescue(type: string): Promise<void> {
    const pieces = await readParts(this.#name)
    await this.endRecording(pieces.length === 0 ? null : await voiceOf(pieces, type, pieces.length * PIECE_MS))
    if (this.voice !== null) this.found = true
  }

  #keep(kept: Kept): Promise<unknown> {
    this.#last = this.#last.then(() => keepDraft(this.#name, kept)).catch(() => undefined) // a full phone still submits
    return this.#last
  }

  #kept(): Kept {
    const { title, text, category, place, isPrivate, photos, voice, recording } = this
    return { title, text, category, place, isPrivate, photos, voice, recording }
  }

  #take(kept: Kept): void {
    Object.assign(this, kept)
  }

  #hasAny(): boolean {
    return this.title + this.text + this.category !== '' || this.photos.length > 0 || this.voice !== null
  }
}
