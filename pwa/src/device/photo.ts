/**
 * A picture as it goes into the log: upright, at most 1600 pixels, at most about 200 KB, and nothing in it but pixels
 * (no place, no time, no maker: a canvas knows none of these).
 */
import { hashOf } from './bytes.ts'
import { bareJpeg } from './jpeg.ts'

export interface TakenPhoto {
  /** SHA-256 of `bytes`, hex */
  readonly hash: string
  readonly type: 'image/webp' | 'image/jpeg'
  readonly bytes: ArrayBuffer
  /** pixels */
  readonly w: number
  readonly h: number
}

/** How large a picture may be: its longer side in pixels, and its bytes. */
export interface PhotoLimit {
  readonly side: number
  readonly bytes: number
}

const USUAL: PhotoLimit = { side: 1600, bytes: 200 * 1024 }
/** Below this side a picture is kept as it is, however many bytes. */
const LEAST_SIDE = 400

/** Tried in turn until the picture is small enough. WebP says as much in fewer bytes; WebKit has no encoder for it. */
const WEBP = [0.65, 0.5, 0.4] as const
const JPEG = [0.6, 0.45, 0.35] as const

/** The file is no picture that this browser can read. */
export class NoPicture extends Error {
  override readonly name = 'NoPicture'
}

/** Prepare a file from the camera or the gallery. Throws NoPicture. */
export async function preparePhoto(file: Blob, limit = USUAL): Promise<TakenPhoto> {
  const source = await decode(file)
  try {
    for (let side = limit.side; ; side = Math.round(side * 0.8)) {
      const scale = Math.min(1, side / Math.max(source.width, source.height))
      const w = Math.max(1, Math.round(source.width * scale))
      const h = Math.max(1, Math.round(source.height * scale))
      const encoded = await encode(draw(source, w, h), limit.bytes)
      if (encoded.size > limit.bytes && (side > LEAST_SIDE || limit !== USUAL)) continue // a picture of grass: fewer pixels rather than mud
      const type = encoded.type as TakenPhoto['type']
      const raw = new Uint8Array(await encoded.arrayBuffer())
      const bytes = (type === 'image/jpeg' ? bareJpeg(raw) : raw).buffer
      return { hash: await hashOf(bytes), type, bytes, w, h }
    }
  } finally {
    if ('close' in source) source.close()
  }
}

/** Prepare files one after another and `take` each as it is ready; true: all of them were pictures. */
export async function preparePhotos(files: readonly Blob[], take: (photo: TakenPhoto) => void): Promise<boolean> {
  let isAll = true
  for (const file of files) {
    try {
      take(await preparePhoto(file))
    } catch {
      isAll = false
    }
  }
  return isAll
}

/** Upright pixels. Old Safari has no options for createImageBitmap, but turns an <img> by itself. */
async function decode(file: Blob): Promise<ImageBitmap | HTMLImageElement> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' })
  } catch {
    const url = URL.createObjectURL(file)
    try {
      const image = new Image()
      image.src = url
      await image.decode()
      return image
    } catch (error) {
      throw new NoPicture(file.type, { cause: error })
    } finally {
      URL.revokeObjectURL(url)
    }
  }
}

type Canvas = OffscreenCanvas | HTMLCanvasElement
type Painting = 'fillStyle' | 'fillRect' | 'imageSmoothingQuality' | 'drawImage'

function draw(source: ImageBitmap | HTMLImageElement, w: number, h: number): Canvas {
  const canvas = typeof OffscreenCanvas === 'undefined' ? document.createElement('canvas') : new OffscreenCanvas(w, h)
  canvas.width = w
  canvas.height = h
  const context: Pick<CanvasRenderingContext2D, Painting> | null = canvas.getContext('2d')
  if (!context) throw new NoPicture('canvas') // out of memory
  context.fillStyle = '#fff' // JPEG has no transparency; black would swallow a scanned receipt
  context.fillRect(0, 0, w, h)
  context.imageSmoothingQuality = 'high'
  context.drawImage(source, 0, 0, w, h)
  return canvas
}

async function encode(canvas: Canvas, maxBytes: number): Promise<Blob> {
  let last = await toBlob(canvas, 'image/webp', WEBP[0])
  const isWebp = last.type === 'image/webp' // asked for what it cannot do, a browser silently makes a PNG
  const [type, qualities] = isWebp ? (['image/webp', WEBP.slice(1)] as const) : (['image/jpeg', JPEG] as const)
  for (const quality of qualities) {
    if (last.type === type && last.size <= maxBytes) break
    last = await toBlob(canvas, type, quality)
  }
  return last
}

async function toBlob(canvas: Canvas, type: string, quality: number): Promise<Blob> {
  if ('convertToBlob' in canvas) return canvas.convertToBlob({ type, quality })
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new NoPicture(type))), type, quality)
  })
}
