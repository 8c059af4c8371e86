/** QR codes in pictures: the browser's own detector where there is one, else `qr` in JavaScript (loaded when needed). */

interface Detector {
  detect(source: ImageBitmapSource): Promise<readonly { readonly rawValue: string }[]>
}
type DetectorClass = (new (options: { formats: string[] }) => Detector) & { getSupportedFormats?(): Promise<string[]> }

/** Longest side looked at: a code that fills a third of the picture still has 3 pixels for each of its squares. */
const FRAME = 800
const PICTURE = 1600

export type Look = (source: ImageBitmap | HTMLVideoElement) => Promise<string | null>

/** One looker per screen; it keeps its canvas. Resolves with null when there is no code in the picture. */
export async function makeLook(): Promise<Look> {
  let native = await nativeDetector()
  const canvas = document.createElement('canvas')
  return async (source) => {
    if (native !== null) {
      try {
        const [found] = await native.detect(source)
        if (found !== undefined) return found.rawValue
        if (source instanceof HTMLVideoElement) return null
      } catch {
        native = null // some phones offer a detector whose service is missing
      }
    }
    return lookInPixels(source, canvas)
  }
}

async function nativeDetector(): Promise<Detector | null> {
  const Class = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  const formats = await Class?.getSupportedFormats?.().catch((): string[] => [])
  return Class !== undefined && formats?.includes('qr_code') === true ? new Class({ formats: ['qr_code'] }) : null
}

async function lookInPixels(source: ImageBitmap | HTMLVideoElement, canvas: HTMLCanvasElement): Promise<string | null> {
  const live = source instanceof HTMLVideoElement
  const [width, height] = live ? [source.videoWidth, source.videoHeight] : [source.width, source.height]
  if (width === 0 || height === 0) return null
  const { decodeQR } = await import('qr/decode.js')
  for (const longest of live ? [FRAME] : [FRAME, PICTURE]) {
    const scale = Math.min(1, longest / Math.max(width, height))
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (context === null) return null
    context.drawImage(source, 0, 0, canvas.width, canvas.height)
    try {
      return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height), live ? {} : { timeLimit: 500 })
    } catch {
      continue // it throws when it finds none
    }
  }
  return null
}
