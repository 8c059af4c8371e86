// @vitest-environment node
import 'fake-indexeddb/auto'
import { expect, test, vi } from 'vitest'
import { Film } from './film.ts'
import { Reels } from './reels.ts'

/** A recorder as the browser's, of sound alone: what it heard comes out when it is stopped. */
class Recorder {
  static readonly all: Recorder[] = []
  static readonly isTypeSupported = (): boolean => true
  state = 'inactive'
  readonly mimeType = 'audio/mp4'
  ondataavailable: ((event: { data: Blob }) => void) | undefined
  onstop: (() => void) | undefined
  constructor() {
    Recorder.all.push(this)
  }
  start(): void {
    this.state = 'recording'
  }
  stop(): void {
    this.state = 'inactive'
    this.ondataavailable?.({ data: new Blob(['heard']) })
    queueMicrotask(() => this.onstop?.())
  }
}

test('who ends it at whatever moment of its beginning has ended it: nothing records on', async () => {
  vi.stubGlobal('MediaRecorder', Recorder)
  vi.stubGlobal('MediaStream', EventTarget)
  vi.stubGlobal('navigator', { mediaDevices: {} })
  const reels = new Reels(new IDBFactory())
  const camera = { getVideoTracks: () => [], getAudioTracks: () => [] } as unknown as MediaStream
  const nothing = (): void => undefined
  for (let moments = 0; moments < 8; moments++) {
    const id = `s${String(moments)}`
    await reels.keep({ id, village: '350524102207', title: '', epochs: [], counts: [] })
    const film = new Film(camera, reels, { id }, () => 1_000, nothing, nothing)
    const begun = film.use(0)
    for (let at = 0; at < moments; at++) await Promise.resolve()
    await film.stop()
    await begun
    await film.use(1)
    const kept = await reels.read(id)
    expect(kept?.counts).toEqual(kept?.epochs.map(() => 1))
  }
  expect(Recorder.all.length).toBeGreaterThan(0)
  expect(Recorder.all.filter(({ state }) => state !== 'inactive')).toEqual([])
  vi.unstubAllGlobals()
})
