/**
 * A picture as PNG: boxes and words on white, in few colours. For what a chat should show at once.
 *
 * Rejected: SVG (no chat shows it), a canvas (not at the edge), a library for pictures (hundreds of kilobytes for two shapes).
 */

import { zlibSync } from 'fflate'
import { joined, utf8 } from '../lib/bytes.ts'
import { type Font, fontOf } from './font.ts'
import { outlineOf } from './glyph.ts'
import { printable, widthOf } from './measure.ts'
import type { Face } from './paper.ts'
import { clean } from './words.ts'

export const PNG_TYPE = 'image/png'

/** Shades of ink come first, white to dark; then the colours of boxes. */
const SHADES = 64
const COLOURS = ['ffffff', '5b2a86', 'e9e2f1', 'b8a5cc'] as const
export type Colour = 'white' | 'accent' | 'light' | 'line'
const PLACE: Readonly<Record<Colour, number>> = { white: 0, accent: SHADES + 1, light: SHADES + 2, line: SHADES + 3 }
const INK = [0x22, 0x1a, 0x2b] as const

export interface Picture {
  readonly width: number
  readonly height: number
  /** a place in the palette each */
  readonly pixels: Uint8Array
}

export function blank(width: number, height: number): Picture {
  return { width, height, pixels: new Uint8Array(width * height) }
}

export function box(picture: Picture, x: number, y: number, width: number, height: number, colour: Colour): void {
  for (let row = Math.max(0, Math.round(y)); row < Math.min(picture.height, Math.round(y + height)); row++)
    picture.pixels.fill(PLACE[colour], row * picture.width + Math.round(x), row * picture.width + Math.round(x + width))
}

/** One line of words on white, cut with "…" where it is wider than `most`. @param y of its base line */
export function words(
  picture: Picture,
  text: string,
  at: { x: number; y: number; size: number; face?: Face; most?: number },
): void {
  const { x, y, size, face = 'regular', most = picture.width - x } = at
  const font = fontOf(face)
  const scale = size / font.unitsPerEm
  let left = x
  for (const char of fitted(printable(clean(text).replace(/\n/g, ' '), face), face, size, most)) {
    const glyph = font.glyphOf(char.codePointAt(0) ?? 0)
    ink(picture, font, glyph, left, y, scale)
    left += font.widthOf(glyph) * scale
  }
}

function fitted(text: string, face: Face, size: number, most: number): string {
  if (widthOf(text, face, size) <= most) return text
  const chars = [...text]
  while (chars.length > 0 && widthOf(`${chars.join('')}…`, face, size) > most) chars.pop()
  return `${chars.join('').trimEnd()}…`
}

/**
 * Fills a glyph by the area that its outline covers of each pixel.
 *
 * Each line adds, to the pixels of the rows that it crosses, the area right of it; summed along a row these are the shares.
 */
function ink(picture: Picture, font: Font, glyph: number, left: number, base: number, scale: number): void {
  const lines = outlineOf(font, glyph).flatMap((points) =>
    points.map((point, at) => [point, points[(at + 1) % points.length] ?? point] as const),
  )
  if (lines.length === 0) return
  const xs = lines.map(([{ x }]) => left + x * scale)
  const ys = lines.map(([{ y }]) => base - y * scale)
  const [minX, maxX, minY, maxY] = [
    Math.floor(Math.min(...xs)),
    Math.ceil(Math.max(...xs)) + 1,
    Math.floor(Math.min(...ys)),
    Math.ceil(Math.max(...ys)),
  ]
  const width = maxX - minX + 1
  const height = maxY - minY + 1
  const sums = new Float32Array(width * height + 1)
  for (const [from, to] of lines)
    cover(
      sums,
      width,
      left + from.x * scale - minX,
      base - from.y * scale - minY,
      left + to.x * scale - minX,
      base - to.y * scale - minY,
    )
  for (let row = 0; row < height; row++) {
    let sum = 0
    for (let column = 0; column < width; column++) {
      sum += sums[row * width + column] ?? 0
      const share = Math.min(1, Math.abs(sum))
      shade(picture, minX + column, minY + row, Math.round(share * (SHADES - 1)))
    }
  }
}

function shade(picture: Picture, x: number, y: number, share: number): void {
  if (share === 0 || x < 0 || y < 0 || x >= picture.width || y >= picture.height) return
  const at = y * picture.width + x
  picture.pixels[at] = Math.max(picture.pixels[at] ?? 0, share)
}

function cover(sums: Float32Array, width: number, x0: number, y0: number, x1: number, y1: number): void {
  if (y0 === y1) return
  const sign = y0 < y1 ? 1 : -1
  const [topX, topY, endX, endY] = y0 < y1 ? [x0, y0, x1, y1] : [x1, y1, x0, y0]
  const slope = (endX - topX) / (endY - topY)
  for (let row = Math.floor(topY); row < Math.ceil(endY); row++) {
    const from = Math.max(row, topY)
    const to = Math.min(row + 1, endY)
    const height = to - from
    if (height <= 0) continue
    const [a, b] = [topX + (from - topY) * slope, topX + (to - topY) * slope].sort((one, two) => one - two) as [number, number]
    spread(sums, row * width, a, b, height * sign)
  }
}

/** The part of a line that lies in one row, from `a` to `b`. */
function spread(sums: Float32Array, row: number, a: number, b: number, height: number): void {
  const first = Math.floor(a)
  const last = Math.floor(b)
  const add = (at: number, value: number) => {
    sums[row + at] = (sums[row + at] ?? 0) + value
  }
  if (first === last) {
    const inner = (a + b) / 2 - first
    add(first, height * (1 - inner))
    add(first + 1, height * inner)
    return
  }
  const step = height / (b - a)
  let before = 0
  for (let column = first; column <= last; column++) {
    // The area left of the line's end in this pixel, over all that came before it.
    const from = Math.max(a, column)
    const to = Math.min(b, column + 1)
    const rise = (to - from) * step
    const area = rise * (1 - ((from + to) / 2 - column))
    add(column, area + before)
    before = rise - area
  }
  add(last + 1, before)
}

export function pngOf({ width, height, pixels }: Picture): Uint8Array {
  const rows = new Uint8Array(height * (width + 1))
  for (let row = 0; row < height; row++) rows.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1)
  const size = new Uint8Array(13)
  const view = new DataView(size.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  // Eight bits a pixel, each a place in the palette.
  size.set([8, 3, 0, 0, 0], 8)
  return joined([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', size),
    chunk('PLTE', palette()),
    chunk('IDAT', zlibSync(rows, { level: 4 })),
    chunk('IEND', new Uint8Array(0)),
  ])
}

function palette(): Uint8Array {
  const shades = Array.from({ length: SHADES }, (_, at) =>
    INK.map((dark) => Math.round(255 - ((255 - dark) * at) / (SHADES - 1))),
  )
  const colours = COLOURS.map((colour) => [0, 2, 4].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)))
  return Uint8Array.from([...shades, ...colours].flat())
}

function chunk(name: string, body: Uint8Array): Uint8Array {
  const whole = new Uint8Array(body.length + 12)
  const view = new DataView(whole.buffer)
  view.setUint32(0, body.length)
  whole.set(utf8(name), 4)
  whole.set(body, 8)
  view.setUint32(body.length + 8, crc32(whole.subarray(4, body.length + 8)))
  return whole
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}
