/**
 * Photos by their bytes: what they are, how large, and the same picture without metadata (P-23, docs/decisions/0005).
 *
 * Nothing is decoded. The segments of a file are walked, those that show the picture are kept (and its orientation, without
 * which telephone photos lie on their side), all others go: Exif with GPS, XMP, comments, previews, what follows the end.
 * Formats: ITU T.81 (JPEG), W3C PNG, RFC 9649 (WebP).
 */

import type { MediaRefusal } from '../message.ts'
import { joined } from './bytes.ts'

export type Photo =
  | {
      readonly ok: true
      readonly bytes: Uint8Array<ArrayBuffer>
      readonly contentType: 'image/jpeg' | 'image/png' | 'image/webp'
      readonly width: number
      readonly height: number
    }
  | { readonly ok: false; readonly why: MediaRefusal }

export const MAX_PHOTO_BYTES = 20 * 1024 * 1024
const MAX_PIXELS = 50_000_000

/** Never throws, whatever the bytes. */
export function cleanPhoto(bytes: Uint8Array): Photo {
  if (bytes.length === 0) return refused('empty')
  if (bytes.length > MAX_PHOTO_BYTES) return refused('too_large')
  const format = FORMATS.find(({ is }) => is(bytes))
  if (!format)
    return refused(OTHER_PICTURES.some((starts) => hasAt(bytes, starts.at, starts.text)) ? 'not_accepted' : 'not_a_photo')
  const picture = format.strip(bytes)
  if (!picture || picture.width === 0 || picture.height === 0) return refused('broken')
  if (picture.width * picture.height > MAX_PIXELS) return refused('too_many_pixels')
  const { width, height } = picture
  return { ok: true, bytes: joined(picture.parts), contentType: format.contentType, width, height }
}

/** Papers and voice that are kept and never shown inline; null: none of them, or a PDF that needs a password. */
export function sniffFile(bytes: Uint8Array): 'application/pdf' | 'audio/ogg' | 'audio/aac' | null {
  if (hasAt(bytes, 0, '%PDF-')) return isLocked(bytes) ? null : 'application/pdf'
  if (hasAt(bytes, 0, 'OggS')) return 'audio/ogg'
  return bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xf6) === 0xf0 ? 'audio/aac' : null
}

/** How a PDF is locked stands in its trailer: at its end, or at its begin where it is made for the web. */
const TRAILER_BYTES = 65_536

function isLocked(bytes: Uint8Array): boolean {
  const latin = new TextDecoder('latin1')
  return [bytes.subarray(0, TRAILER_BYTES), bytes.subarray(-TRAILER_BYTES)].some((part) =>
    latin.decode(part).includes('/Encrypt'),
  )
}

interface Picture {
  readonly width: number
  readonly height: number
  readonly parts: readonly Uint8Array[]
}

interface Format {
  readonly contentType: 'image/jpeg' | 'image/png' | 'image/webp'
  is(bytes: Uint8Array): boolean
  /** null: broken */
  strip(bytes: Uint8Array): Picture | null
}

const FORMATS: readonly Format[] = [
  { contentType: 'image/jpeg', is: (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff, strip: stripJpeg },
  { contentType: 'image/png', is: (bytes) => hasAt(bytes, 0, '\x89PNG\r\n\x1a\n'), strip: stripPng },
  { contentType: 'image/webp', is: (bytes) => hasAt(bytes, 0, 'RIFF') && hasAt(bytes, 8, 'WEBP'), strip: stripWebp },
]
/** Pictures that people send and that we do not take: they are told so, rather than "not a photo". */
const OTHER_PICTURES = [
  { at: 0, text: 'GIF8' },
  { at: 4, text: 'ftyphei' },
  { at: 4, text: 'ftypmif1' },
  { at: 4, text: 'ftypavif' },
  { at: 0, text: 'II*\0' },
  { at: 0, text: 'MM\0*' },
  { at: 0, text: 'BM' },
]

const EOI = Uint8Array.of(0xff, 0xd9)

function stripJpeg(bytes: Uint8Array): Picture | null {
  const parts: Uint8Array[] = [bytes.subarray(0, 2)]
  let size: { width: number; height: number } | null = null
  let orientation = 1
  let hasScan = false
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1 // fill byte
      continue
    }
    if (marker === 0xd9) break
    const end = at + 2 + big16(bytes, at + 2)
    if (end < at + 4 || end > bytes.length) return hasScan ? finished() : null
    const segment = bytes.subarray(at, end)
    if (isFrame(marker)) size = { height: big16(segment, 5), width: big16(segment, 7) }
    if (marker === 0xe1) orientation = orientationOf(segment) ?? orientation
    if (isKept(marker, segment)) parts.push(segment)
    at = end
    if (marker === 0xda) {
      hasScan = true
      const scanEnd = endOfScan(bytes, end)
      parts.push(bytes.subarray(end, scanEnd))
      at = scanEnd
    }
  }
  return hasScan ? finished() : null

  function finished(): Picture | null {
    const [start = new Uint8Array(), ...rest] = parts
    return size && { ...size, parts: [start, ...(orientation === 1 ? [] : [orientationSegment(orientation)]), ...rest, EOI] }
  }
}

/** SOF0 to SOF15 without the tables that share their range. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

/** Tables, frames and scans; of the application segments those that say what the colours are. */
function isKept(marker: number, segment: Uint8Array): boolean {
  if (marker === 0xe0) return hasAt(segment, 4, 'JFIF\0')
  if (marker === 0xe2) return hasAt(segment, 4, 'ICC_PROFILE\0')
  if (marker === 0xee) return hasAt(segment, 4, 'Adobe')
  return isFrame(marker) || [0xc4, 0xcc, 0xda, 0xdb, 0xdc, 0xdd].includes(marker)
}

/** The compressed data ends at the first marker that is neither a stuffed zero nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue
    const next = bytes[at + 1] ?? 0
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  return bytes.length
}

const ORIENTATION = 0x0112

/** 1 to 8, from the first directory of an Exif segment. */
function orientationOf(segment: Uint8Array): number | null {
  if (!hasAt(segment, 4, 'Exif\0\0')) return null
  const tiff = segment.subarray(10)
  const isLittle = tiff[0] === 0x49
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  if (tiff.length < 8) return null
  const directory = view.getUint32(4, isLittle)
  if (directory + 2 > tiff.length) return null
  const count = view.getUint16(directory, isLittle)
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + entry * 12
    if (at + 12 > tiff.length) return null
    if (view.getUint16(at, isLittle) !== ORIENTATION) continue
    const value = view.getUint16(at + 8, isLittle)
    return value >= 1 && value <= 8 ? value : null
  }
  return null
}

/** An Exif segment with that one entry. */
function orientationSegment(orientation: number): Uint8Array {
  const tiff = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
  const content = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff]
  return Uint8Array.from([0xff, 0xe1, 0, content.length + 2, ...content])
}

const PNG_KEPT = ['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'bKGD', 'pHYs']

function stripPng(bytes: Uint8Array): Picture | null {
  if (!hasAt(bytes, 12, 'IHDR') || bytes.length < 33) return null
  const parts: Uint8Array[] = [bytes.subarray(0, 8)]
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + big32(bytes, at)
    if (end > bytes.length) return null
    const type = textAt(bytes, at + 4, 4)
    if (PNG_KEPT.includes(type)) parts.push(bytes.subarray(at, end))
    if (type === 'IEND') return { width: big32(bytes, 16), height: big32(bytes, 20), parts }
    at = end
  }
  return null
}

const WEBP_KEPT = ['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ICCP', 'ANIM', 'ANMF']
/** bits of VP8X that promise Exif and XMP */
const WEBP_METADATA = 0x0c

function stripWebp(bytes: Uint8Array): Picture | null {
  const chunks: Uint8Array[] = []
  let size: { width: number; height: number } | null = null
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = little32(bytes, at + 4)
    const end = at + 8 + length + (length % 2)
    if (at + 8 + length > bytes.length) return null
    const type = textAt(bytes, at, 4)
    if (WEBP_KEPT.includes(type)) {
      const chunk = bytes.slice(at, end)
      if (type === 'VP8X') chunk[8] = (chunk[8] ?? 0) & ~WEBP_METADATA
      chunks.push(chunk)
      size ??= webpSize(type, chunk)
    }
    at = end
  }
  if (!size) return null
  const header = new Uint8Array(12)
  header.set(bytes.subarray(0, 12))
  new DataView(header.buffer).setUint32(4, 4 + chunks.reduce((sum, chunk) => sum + chunk.length, 0), true)
  return { ...size, parts: [header, ...chunks] }
}

function webpSize(type: string, chunk: Uint8Array): { width: number; height: number } | null {
  const byte = (at: number) => chunk[at] ?? 0
  if (type === 'VP8X' && chunk.length >= 18)
    return {
      width: 1 + byte(12) + (byte(13) << 8) + (byte(14) << 16),
      height: 1 + byte(15) + (byte(16) << 8) + (byte(17) << 16),
    }
  if (type === 'VP8 ' && chunk.length >= 18)
    return { width: (byte(14) + (byte(15) << 8)) & 0x3fff, height: (byte(16) + (byte(17) << 8)) & 0x3fff }
  if (type === 'VP8L' && chunk.length >= 13 && byte(8) === 0x2f) {
    const bits = little32(chunk, 9)
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
  }
  return null
}

function refused(why: MediaRefusal): Photo {
  return { ok: false, why }
}

function hasAt(bytes: Uint8Array, at: number, text: string): boolean {
  return textAt(bytes, at, text.length) === text
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length))
}

function big16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}

function big32(bytes: Uint8Array, at: number): number {
  return big16(bytes, at) * 0x10000 + big16(bytes, at + 2)
}

function little32(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 0x100 + (bytes[at + 2] ?? 0) * 0x10000 + (bytes[at + 3] ?? 0) * 0x1000000
}
