/**
 * A paper as a PDF (1.7): pages of glyphs of embedded fonts, with a map back to characters so that its text can be found
 * and copied. The same paper gives the same bytes.
 */

import { strToU8, zlibSync } from 'fflate'
import { joined } from '../lib/bytes.ts'
import { type Font, fontOf } from './font.ts'
import { layout, type Page } from './layout.ts'
import type { Mark } from './marks.ts'
import { type Face, PAGE, type Paper } from './paper.ts'
import { clean } from './words.ts'

export const PDF_TYPE = 'application/pdf'

const FACES: readonly Face[] = ['regular', 'bold', 'italic']
const CATALOG = 1
const PAGES = 2
const INFO = 3
const FIRST_FREE = 4
const FONT_PARTS = 5

export function pdfOf(paper: Paper): Uint8Array {
  const pages = layout(paper)
  const used = FACES.map((face) => ({ face, chars: charsOf(pages, face) })).filter(({ chars }) => chars.size > 0)
  const pageStart = FIRST_FREE + used.length * FONT_PARTS
  const resources = used.map(({ face }, at) => `/${face} ${FIRST_FREE + at * FONT_PARTS} 0 R`).join(' ')
  const kids = pages.map((_, at) => `${pageStart + at * 2} 0 R`).join(' ')
  const objects = [
    text(`<< /Type /Catalog /Pages ${PAGES} 0 R /Lang (${paper.language}) /ViewerPreferences << /DisplayDocTitle true >> >>`),
    text(`<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`),
    text(`<< /Title ${utf16(clean(paper.title))} /Producer (hue-ocop-chat) /CreationDate (${dateOf(paper.madeAt)}) >>`),
    ...used.flatMap(({ face, chars }, at) => fontObjects(fontOf(face), chars, FIRST_FREE + at * FONT_PARTS)),
    ...pages.flatMap((page, at) => [
      text(
        `<< /Type /Page /Parent ${PAGES} 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Contents ${pageStart + at * 2 + 1} 0 R ` +
          `/Resources << /Font << ${resources} >> >> >>`,
      ),
      stream(zlibSync(strToU8(page.map(drawn).join('\n')))),
    ]),
  ]
  return file(objects)
}

function drawn(mark: Mark): string {
  if (mark.kind === 'ground') {
    const [red, green, blue] = [0, 2, 4].map((at) => short(Number.parseInt(mark.fill.slice(at, at + 2), 16) / 255))
    return `q ${red} ${green} ${blue} rg ${short(mark.x)} ${short(up(mark.y + mark.height))} ${short(mark.width)} ${short(mark.height)} re f Q`
  }
  if (mark.kind === 'line')
    return `${mark.width} w ${short(mark.x)} ${short(up(mark.y))} m ${short(mark.toX)} ${short(up(mark.toY))} l S`
  const font = fontOf(mark.face)
  const glyphs = [...mark.text].map((char) => hex(font.glyphOf(char.codePointAt(0) ?? 0))).join('')
  return `BT /${mark.face} ${mark.size} Tf ${short(mark.x)} ${short(up(mark.y))} Td <${glyphs}> Tj ET`
}

/** PDF counts from the foot of the page. */
function up(y: number): number {
  return PAGE.height - y
}

/** Characters that a face is used for, by glyph. */
function charsOf(pages: readonly Page[], face: Face): ReadonlyMap<number, number> {
  const font = fontOf(face)
  const chars = new Map<number, number>()
  for (const mark of pages.flat()) {
    if (mark.kind !== 'text' || mark.face !== face) continue
    for (const char of mark.text) {
      const code = char.codePointAt(0) ?? 0
      chars.set(font.glyphOf(code), code)
    }
  }
  return chars
}

/** The five objects of a font, the first of which pages name. */
function fontObjects(font: Font, chars: ReadonlyMap<number, number>, first: number): Uint8Array[] {
  const scaled = (units: number) => Math.round((units * 1000) / font.unitsPerEm)
  const glyphs = [...chars.keys()].sort((a, b) => a - b)
  const widths = glyphs.map((glyph) => `${glyph} [${scaled(font.widthOf(glyph))}]`).join(' ')
  const isItalic = font.name.endsWith('Italic')
  return [
    text(
      `<< /Type /Font /Subtype /Type0 /BaseFont /${font.name} /Encoding /Identity-H /DescendantFonts [${first + 1} 0 R] ` +
        `/ToUnicode ${first + 4} 0 R >>`,
    ),
    text(
      `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${font.name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) ` +
        `/Supplement 0 >> /CIDToGIDMap /Identity /FontDescriptor ${first + 2} 0 R /W [${widths}] >>`,
    ),
    text(
      `<< /Type /FontDescriptor /FontName /${font.name} /Flags ${isItalic ? 70 : 6} /FontBBox [${font.box.map(scaled).join(' ')}] ` +
        `/ItalicAngle ${isItalic ? -17 : 0} /Ascent ${scaled(font.ascent)} /Descent ${scaled(font.descent)} /CapHeight 662 ` +
        `/StemV ${font.name.endsWith('Bold') ? 140 : 80} /FontFile2 ${first + 3} 0 R >>`,
    ),
    stream(font.deflated, ` /Length1 ${font.file.length}`),
    stream(zlibSync(strToU8(unicodeMap(chars)))),
  ]
}

function unicodeMap(chars: ReadonlyMap<number, number>): string {
  const pairs = [...chars].map(([glyph, code]) => `<${hex(glyph)}> <${hex(code)}>`)
  const groups: string[] = []
  for (let at = 0; at < pairs.length; at += 100) {
    const group = pairs.slice(at, at + 100)
    groups.push(`${group.length} beginbfchar\n${group.join('\n')}\nendbfchar`)
  }
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
    '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
    '1 begincodespacerange <0000> <FFFF> endcodespacerange',
    ...groups,
    'endcmap CMapName currentdict /CMap defineresource pop end end',
  ].join('\n')
}

function file(objects: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = [text('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n')]
  let length = parts[0]?.length ?? 0
  const offsets = objects.map((body, at) => {
    const offset = length
    for (const part of [text(`${at + 1} 0 obj\n`), body, text('\nendobj\n')]) {
      parts.push(part)
      length += part.length
    }
    return offset
  })
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  parts.push(text(`xref\n0 ${size}\n0000000000 65535 f \n${rows}`))
  parts.push(text(`trailer\n<< /Size ${size} /Root ${CATALOG} 0 R /Info ${INFO} 0 R >>\nstartxref\n${length}\n%%EOF\n`))
  return joined(parts)
}

function stream(bytes: Uint8Array, extra = ''): Uint8Array {
  return joined([text(`<< /Length ${bytes.length} /Filter /FlateDecode${extra} >>\nstream\n`), bytes, text('\nendstream')])
}

/** One byte a character. */
function text(content: string): Uint8Array {
  return strToU8(content, true)
}

function hex(value: number): string {
  return value.toString(16).padStart(4, '0').toUpperCase()
}

function utf16(content: string): string {
  const units = Array.from({ length: content.length }, (_, at) => hex(content.charCodeAt(at)))
  return `<FEFF${units.join('')}>`
}

function dateOf(at: Date): string {
  return `D:${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100)
}
