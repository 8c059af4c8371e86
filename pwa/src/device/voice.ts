/** A spoken appeal: recorded small, kept in pieces from the first second, its length stated (WebM does not say it). */
import { hashOf } from './bytes.ts'

export interface TakenVoice {
  /** SHA-256 of `bytes`, hex */
  readonly hash: string
  readonly type: 'audio/webm' | 'audio/mp4' | 'audio/ogg'
  readonly bytes: ArrayBuffer
  /** how long it is, milliseconds */
  readonly ms: number
}

/** Recording ends by itself after this, ms. */
export const MAX_VOICE_MS = 180_000

/** Speech at 16 kbit/s is about 2 KB a second. */
const BITS_PER_SECOND = 16_000

/** How often a piece comes out, ms: what a killed app loses at most. */
const PIECE_MS = 1_000

/** Preferred first: Opus where there is an encoder for it, what Apple has otherwise. */
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4;codecs=mp4a.40.2', 'audio/mp4'] as const

/** What this browser records, or null: then only text is offered. */
export function voiceType(): string | null {
  if (typeof MediaRecorder === 'undefined') return null
  const devices = navigator.mediaDevices as MediaDevices | undefined // absent in pages that are not secure
  return devices ? (TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? null) : null
}

/** A recording that runs. */
export interface Recording {
  /** milliseconds so far */
  readonly ms: () => number
  /** How loud it is just now, 0 to 1: shows that somebody is heard. */
  readonly level: () => number
  /** End it and have the whole. */
  readonly stop: () => Promise<TakenVoice>
  /** End it and forget it. */
  readonly cancel: () => void
}

/**
 * Begin to record; asks for the microphone. `onPiece` gets each piece as it comes (to keep it), `onEnd` hears of the
 * end of the longest time. Throws what `getUserMedia` throws: NotAllowedError, NotFoundError.
 */
export async function record(onPiece: (piece: ArrayBuffer) => void, onEnd: () => void): Promise<Recording> {
  const type = voiceType()
  if (type === null) throw new DOMException('no encoder', 'NotSupportedError')
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  })
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS_PER_SECOND })
  const pieces: Promise<ArrayBuffer>[] = []
  recorder.ondataavailable = ({ data }) => {
    if (data.size === 0) return
    const piece = data.arrayBuffer()
    pieces.push(piece)
    void piece.then(onPiece)
  }
  const meter = listenTo(stream)
  const began = performance.now()
  let ended: number | null = null
  const stopped = new Promise<void>((resolve) => {
    recorder.onstop = () => {
      ended ??= performance.now()
      meter.close()
      for (const track of stream.getTracks()) track.stop()
      resolve()
    }
  })
  const end = (): void => {
    ended ??= performance.now()
    clearTimeout(limit)
    if (recorder.state !== 'inactive') recorder.stop()
  }
  const limit = setTimeout(() => {
    end()
    onEnd()
  }, MAX_VOICE_MS)
  const ms = (): number => Math.min(Math.round((ended ?? performance.now()) - began), MAX_VOICE_MS)
  recorder.start(PIECE_MS)
  return {
    ms,
    level: meter.level,
    cancel: end,
    async stop() {
      end()
      await stopped
      return voiceOf(await Promise.all(pieces), recorder.mimeType || type, ms())
    },
  }
}

/** A recording from its pieces: after `stop`, or from those kept when the app was killed. */
export async function voiceOf(pieces: readonly ArrayBuffer[], type: string, ms: number): Promise<TakenVoice> {
  const bytes = await new Blob([...pieces]).arrayBuffer()
  const bare = (type.split(';')[0] ?? type).trim() as TakenVoice['type']
  return { hash: await hashOf(bytes), type: bare, bytes, ms: Math.max(1, Math.round(ms)) }
}

function listenTo(stream: MediaStream): { level: () => number; close: () => void } {
  let context: AudioContext
  try {
    context = new AudioContext()
  } catch {
    return { level: () => 0, close: () => undefined } // too many open; the recording does not need it
  }
  const analyser = context.createAnalyser()
  analyser.fftSize = 512
  context.createMediaStreamSource(stream).connect(analyser)
  const samples = new Uint8Array(analyser.fftSize)
  return {
    level() {
      analyser.getByteTimeDomainData(samples)
      return Math.min(1, samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128)), 0) / 96)
    },
    close: () => void context.close(),
  }
}
