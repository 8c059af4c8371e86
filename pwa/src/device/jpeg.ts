/**
 * A JPEG without what some encoders add: Apple's canvas writes an Exif block. Pixels and colour profile stay.
 *
 * Segments: ITU-T T.81, annex B.
 */

const SOI = 0xd8
const SOS = 0xda
const APP0 = 0xe0
const APP2 = 0xe2
const APP14 = 0xee
const APP15 = 0xef
const COM = 0xfe

/** The same picture without metadata. What is no JPEG comes back as it is. */
export function bareJpeg(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return bytes
  const parts = [bytes.subarray(0, 2)]
  let at = 2
  while (bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0
    if (marker === SOS) break // pixels follow, to the end
    const end = at + 2 + (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0)
    if (!isMetadata(marker)) parts.push(bytes.subarray(at, end))
    at = end
  }
  parts.push(bytes.subarray(at))
  const bare = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let to = 0
  for (const part of parts) {
    bare.set(part, to)
    to += part.length
  }
  return bare
}

/** Exif, XMP and makers' blocks. JFIF (APP0), the colour profile (APP2) and Adobe's colour transform (APP14) are pixels' business. */
function isMetadata(marker: number): boolean {
  if (marker === COM) return true
  return marker > APP0 && marker <= APP15 && marker !== APP2 && marker !== APP14
}
