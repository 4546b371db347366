/** The fonts of the papers, read from their TrueType tables: which glyph a character has, and how wide it is. */
import { unzlibSync } from 'fflate'
import { FONTS } from './fonts.generated.ts'
import type { Face } from './paper.ts'

export interface Font {
  /** PostScript name */
  readonly name: string
  readonly file: Uint8Array
  /** the file as a PDF holds it (FlateDecode) */
  readonly deflated: Uint8Array
  /** the units of the lengths below, for one em */
  readonly unitsPerEm: number
  readonly ascent: number
  readonly descent: number
  readonly box: readonly [number, number, number, number]
  /** 0: the font has none */
  glyphOf(codePoint: number): number
  widthOf(glyph: number): number
  /** where a table begins in `file` */
  at(table: string): number
}

const NAMES: Readonly<Record<Face, string>> = { regular: 'Tinos', bold: 'Tinos-Bold', italic: 'Tinos-Italic' }
const read = new Map<Face, Font>()

export function fontOf(face: Face): Font {
  const known = read.get(face)
  if (known) return known
  const font = parse(NAMES[face], bytesOf(FONTS[face]))
  read.set(face, font)
  return font
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
}

function parse(name: string, deflated: Uint8Array): Font {
  const file = unzlibSync(deflated)
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const tables = new Map<string, number>()
  for (let i = 0; i < view.getUint16(4); i++) {
    const at = 12 + i * 16
    tables.set(String.fromCharCode(...file.subarray(at, at + 4)), view.getUint32(at + 8))
  }
  const at = (table: string) => {
    const start = tables.get(table)
    if (start === undefined) throw new Error(`The font ${name} has no table ${table}. Make it anew: src/papers/fonts/README.md.`)
    return start
  }
  const glyphs = glyphsOf(view, at('cmap'))
  const full = view.getUint16(at('hhea') + 34)
  const hmtx = at('hmtx')
  return {
    name,
    file,
    deflated,
    unitsPerEm: view.getUint16(at('head') + 18),
    ascent: view.getInt16(at('hhea') + 4),
    descent: view.getInt16(at('hhea') + 6),
    box: [36, 38, 40, 42].map((offset) => view.getInt16(at('head') + offset)) as [number, number, number, number],
    glyphOf: (codePoint) => glyphs.get(codePoint) ?? 0,
    // The last width holds for all glyphs after it.
    widthOf: (glyph) => view.getUint16(hmtx + Math.min(glyph, full - 1) * 4),
    at,
  }
}

/** The character map of the basic plane (format 4): segments of characters, each shifted or listed. */
function glyphsOf(view: DataView, cmap: number): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  for (let table = 0; table < view.getUint16(cmap + 2); table++) {
    const start = cmap + view.getUint32(cmap + 8 + table * 8)
    if (view.getUint16(start) !== 4) continue
    const count = view.getUint16(start + 6) / 2
    for (let segment = 0; segment < count; segment++) {
      const place = (part: number) => start + 14 + (part * count + segment) * 2 + (part > 0 ? 2 : 0)
      const [end, first, delta, offset] = [0, 1, 2, 3].map((part) => view.getUint16(place(part))) as [
        number,
        number,
        number,
        number,
      ]
      for (let code = first; code <= end && code < 0xffff; code++) {
        const listed = offset === 0 ? code : view.getUint16(place(3) + offset + (code - first) * 2)
        const glyph = listed === 0 ? 0 : (listed + delta) & 0xffff
        if (glyph !== 0) found.set(code, glyph)
      }
    }
  }
  return found
}
