/** An appeal while it is being made: every word, photo and second of speech is kept on the phone as it comes. */
import { dropDraft, dropParts, keepDraft, keepPart, readDraft, readParts } from '../../device/drafts.ts'
import { leaving, readLeft } from '../../device/leaving.ts'
import { preparePhoto, type TakenPhoto } from '../../device/photo.ts'
import { isSame, rebased } from '../../device/rebased.ts'
import { type TakenVoice, voiceOf, voiceType } from '../../device/voice.ts'
import { MAX_PHOTOS, type About } from './appeal.ts'

/** Bytes are kept once, under names of their own: what is typed is written down at every pause, and must stay small. */
type Light<T extends { readonly bytes: ArrayBuffer }> = Omit<T, 'bytes'> & { readonly bytes?: ArrayBuffer }

interface Kept {
  /** whose it is; empty for who is there. Missing in what was kept before one could speak for another. */
  readonly person?: string
  readonly title: string
  readonly text: string
  readonly category: string
  readonly place: string
  readonly isPrivate: boolean
  /** missing in what was kept before there were suggestions */
  readonly isSuggestion?: boolean
  readonly photos: readonly Light<TakenPhoto>[]
  readonly voice: Light<TakenVoice> | null
  /** the type of a recording that runs: set when it begins, so that its pieces can be joined after a crash */
  readonly recording: string | null
}

const EMPTY: Kept = {
  person: '',
  title: '',
  text: '',
  category: '',
  place: '',
  isPrivate: false,
  isSuggestion: false,
  photos: [],
  voice: null,
  recording: null,
}
/** Typing is written down after so long a pause, ms. */
const PAUSE_MS = 250
/** What one kept piece of a recording lasts, ms (device/voice.ts). */
const PIECE_MS = 1000

export class Draft {
  person = $state('')
  title = $state('')
  text = $state('')
  category = $state('')
  place = $state('')
  isPrivate = $state(false)
  isSuggestion = $state(false)
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
  /** hashes of the bytes that are kept */
  #stored: readonly string[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  /** What the database has, but for bytes. */
  #stands: Kept = EMPTY
  #last: Promise<unknown> = Promise.resolve()
  /** resolves once all pictures picked so far are here, or told to be unreadable */
  added: Promise<void> = Promise.resolve()

  constructor(village: string, about: About | null) {
    this.#name = `appeal ${village} ${about?.id ?? ''}`
  }

  /** Bring back what was kept; a recording that was cut off is joined from its pieces. */
  async open(): Promise<void> {
    const kept = await readLeft<Kept>(this.#name)
    if (kept !== undefined) {
      const isRecording = this.recording !== null
      await this.#take(kept, EMPTY)
      this.found = this.#hasAny()
      if (kept.recording !== null && !isRecording) await this.#rescue(kept.recording).catch(() => undefined) // the words at least
    }
    this.ready = true
  }

  /** Called in an effect: whatever changes is kept a moment later, though the screen be left before. */
  watch(): void {
    this.#kept() // what the effect looks at
    if (!this.ready) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#keep(this.#kept()), PAUSE_MS)
  }

  /** Called in an effect of its own: what a page that goes has not kept is there for the next one. */
  leaving(): () => void {
    return leaving(this.#name, () => {
      const now = this.#lightened(this.#kept())
      if (isSame(now, this.#stands)) return undefined
      return { value: isSame(now, EMPTY) ? null : now, ...(this.ready ? {} : { from: EMPTY }) }
    })
  }

  /** Take pictures from the camera or the gallery, as many as there is room for: those picked first come first. */
  add(files: readonly File[]): Promise<void> {
    this.preparing += 1 // from the first moment on: whoever says it now waits for them
    this.added = this.added.then(() => this.#add(files)).finally(() => (this.preparing -= 1))
    return this.added
  }

  async #add(files: readonly File[]): Promise<void> {
    this.failed = false
    for (const file of files.slice(0, MAX_PHOTOS - this.photos.length)) {
      try {
        const photo = await preparePhoto(file)
        if (!this.photos.some((one) => one.hash === photo.hash)) this.photos = [...this.photos, photo]
        void this.#keep(this.#kept()) // in its own time: saying it does not wait for the draft's disk
      } catch {
        this.failed = true
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
    return () => void this.#take(before).then(() => this.#keep(before))
  }

  /** It has been said: nothing is left of the draft. */
  async done(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#take(EMPTY)
    this.found = false
    await this.#last
    await dropDraft(this.#name)
    this.#stands = EMPTY
    for (const hash of this.#stored) await dropDraft(`${this.#name} ${hash}`)
    this.#stored = []
  }

  async #rescue(type: string): Promise<void> {
    const pieces = await readParts(this.#name)
    await this.endRecording(pieces.length === 0 ? null : await voiceOf(pieces, type, pieces.length * PIECE_MS))
    if (this.voice !== null) this.found = true
  }

  /** In order, and never failing: a full phone still submits what is on the screen. */
  #keep(kept: Kept): Promise<unknown> {
    const whole = [...kept.photos, ...(kept.voice === null ? [] : [kept.voice])]
    const light = this.#lightened(kept)
    this.#last = this.#last
      .then(async () => {
        for (const { hash, bytes } of whole) {
          if (bytes === undefined || this.#stored.includes(hash)) continue
          await keepDraft(`${this.#name} ${hash}`, bytes)
          this.#stored = [...this.#stored, hash]
        }
        await keepDraft(this.#name, light)
        this.#stands = light
      })
      .catch(() => undefined)
    return this.#last
  }

  #lightened(kept: Kept): Kept {
    return {
      ...kept,
      photos: kept.photos.map((photo) => this.#lighten(photo)),
      voice: kept.voice === null ? null : this.#lighten(kept.voice),
    }
  }

  #lighten<T extends Light<TakenPhoto> | Light<TakenVoice>>(held: T): Omit<T, 'bytes'> {
    const { bytes: _, ...light } = held
    return light
  }

  async #weigh<T extends { readonly hash: string; readonly bytes?: ArrayBuffer }>(
    light: T,
  ): Promise<(T & { bytes: ArrayBuffer }) | null> {
    const bytes = light.bytes ?? (await readDraft<ArrayBuffer>(`${this.#name} ${light.hash}`))
    if (bytes === undefined) return null
    if (light.bytes === undefined) this.#stored = [...this.#stored, light.hash]
    return { ...light, bytes }
  }

  #kept(): Kept {
    const { person, title, text, category, place, isPrivate, isSuggestion, photos, voice, recording } = this
    return { person, title, text, category, place, isPrivate, isSuggestion, photos, voice, recording }
  }

  /** Put this in the fields, but for what is written there since they were as in `before`; what was added stays too. */
  async #take(kept: Kept, before: Kept = this.#kept()): Promise<void> {
    const weighed = await Promise.all(kept.photos.map((photo) => this.#weigh(photo)))
    const voice = kept.voice === null ? null : await this.#weigh(kept.voice)
    const now = this.#kept()
    const has = (photos: Kept['photos'], { hash }: Light<TakenPhoto>): boolean =>
      photos.some((one) => one.hash === hash)
    const added = this.photos.filter((photo) => !has(before.photos, photo) && !has(kept.photos, photo))
    const photos = [...weighed.filter((photo) => photo !== null), ...added].slice(0, MAX_PHOTOS)
    Object.assign(this, rebased({ ...EMPTY, ...now }, { ...EMPTY, ...before }, { ...EMPTY, ...kept }), {
      photos,
      voice: now.voice === before.voice ? voice : this.voice,
      recording: now.recording === before.recording ? kept.recording : now.recording,
    })
  }

  #hasAny(): boolean {
    return this.title + this.text + this.category !== '' || this.photos.length > 0 || this.voice !== null
  }
}
