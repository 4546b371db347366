/** Reads what our papers' files hold, by the formats' own rules and with nothing of the code that wrote them. */
import { inflateRawSync, inflateSync } from 'node:zlib'

/** The files of a ZIP by name, from its central directory; sizes and checks must agree. */
export function unzipped(bytes: Uint8Array): ReadonlyMap<string, Buffer> {
  const zip = Buffer.from(bytes)
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end === -1) throw new Error('Not a ZIP: it has no end.')
  const files = new Map<string, Buffer>()
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error('Not a ZIP: its directory is broken.')
    const [method, check, packed, size] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 16),
      zip.readUInt32LE(at + 20),
      zip.readUInt32LE(at + 24),
    ]
    const [nameLength, extra, comment, local] = [
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
      zip.readUInt32LE(at + 42),
    ]
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const raw = zip.subarray(start, start + packed)
    const content = method === 0 ? raw : inflateRawSync(raw)
    if (content.length !== size || crc32(content) !== check) throw new Error(`${name} is not what the directory says.`)
    files.set(name, content)
    at += 46 + nameLength + extra + comment
  }
  return files
}

/** The text of a well-formed XML, a line for each element named in `lines`; throws where it is not well-formed. */
export function xmlText(xml: string, lines: readonly string[] = []): string {
  const open: string[] = []
  let text = ''
  let read = 0
  for (const [token, comment, closing, name = '', attributes = '', isEmpty, words] of xml.matchAll(
    /(<\?[^>]*\?>)|<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy,
  )) {
    read += token.length
    if (comment) continue
    if (words !== undefined) text += open.length > 0 ? unescaped(words) : ''
    else if (closing) {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing.`)
      if (lines.includes(name)) text += '\n'
    } else {
      unescaped(attributes)
      if (!isEmpty) open.push(name)
    }
  }
  if (read !== xml.length || open.length > 0) throw new Error(`Not well-formed at ${read}: ${xml.slice(read, read + 60)}`)
  return text
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids these
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u.test(text))
    throw new Error('A character that XML forbids.')
  return text.replace(/&([^;\s]*);?/g, (whole, name: string) => {
    const char = ENTITIES[name]
    if (char === undefined) throw new Error(`${whole} is no entity.`)
    return char
  })
}

export interface ReadCell {
  readonly kind: 'text' | 'number'
  readonly value: string
  /** as spreadsheets write it: "@" is that of texts; '' is the general one */
  readonly format: string
}

/** The cells of the first sheet by place ("A1"); throws where one holds a formula. */
export function readXlsx(bytes: Uint8Array): ReadonlyMap<string, ReadCell> {
  const files = unzipped(bytes)
  const xml = (name: string) => files.get(`xl/${name}.xml`)?.toString('utf8') ?? ''
  for (const [name, file] of files) if (/\.(xml|rels)$/.test(name)) xmlText(file.toString('utf8'))
  const texts = [...xml('sharedStrings').matchAll(/<si>.*?<\/si>/gs)].map(([text]) => xmlText(text))
  const codes = new Map(
    [...xml('styles').matchAll(/<numFmt numFmtId="(\d+)" formatCode="([^"]*)"/g)].map(([, id, code]) => [id, code]),
  )
  const [styles = ''] = /<cellXfs.*<\/cellXfs>/s.exec(xml('styles')) ?? []
  const formats = [...styles.matchAll(/<xf [^>]*>/g)].map(([xf]) => codes.get(/numFmtId="(\d+)"/.exec(xf)?.[1]) ?? '')
  const sheet = xml('worksheets/sheet1')
  if (/<f[ >]/.test(sheet)) throw new Error('It holds a formula.')
  const cells = sheet.matchAll(/<c r="([A-Z]+\d+)" s="(\d+)"( t="s")?><v>([^<]*)<\/v><\/c>/g)
  return new Map(
    [...cells].map(([, place = '', style, isText, value = '']) => {
      const format = formats[Number(style)] ?? ''
      return [place, isText ? { kind: 'text', value: texts[Number(value)] ?? '', format } : { kind: 'number', value, format }]
    }),
  )
}

export interface ReadPdf {
  readonly pages: readonly string[]
  readonly text: string
  readonly title: string
}

/** The text of each page, line by line, through the fonts' own maps to characters. */
export function readPdf(bytes: Uint8Array): ReadPdf {
  const pdf = Buffer.from(bytes)
  const objects = pdfObjects(pdf)
  const maps = new Map<string, ReadonlyMap<string, string>>()
  const mapOf = (font: string) => {
    const found =
      maps.get(font) ?? unicodeMap(streamOf(object(objects, /\/ToUnicode (\d+) 0 R/.exec(object(objects, font).head)?.[1])))
    maps.set(font, found)
    return found
  }
  const catalog = object(objects, /\/Root (\d+) 0 R/.exec(pdf.toString('latin1'))?.[1])
  const tree = object(objects, /\/Pages (\d+) 0 R/.exec(catalog.head)?.[1])
  const kids = [...(/\/Kids \[([^\]]*)\]/.exec(tree.head)?.[1] ?? '').matchAll(/(\d+) 0 R/g)].map(([, id]) => id)
  const pages = kids.map((id) => {
    const page = object(objects, id).head
    const fonts = new Map([...page.matchAll(/\/(\w+) (\d+) 0 R/g)].map(([, name = '', font = '']) => [name, font]))
    return pageText(streamOf(object(objects, /\/Contents (\d+) 0 R/.exec(page)?.[1])), (name) => mapOf(fonts.get(name) ?? ''))
  })
  const title =
    /\/Title <FEFF([0-9A-F]*)>/.exec(object(objects, /\/Info (\d+) 0 R/.exec(pdf.toString('latin1'))?.[1]).head)?.[1] ?? ''
  return { pages, text: pages.join('\n'), title: Buffer.from(title, 'hex').swap16().toString('utf16le') }
}

interface PdfObject {
  readonly head: string
  readonly body: Buffer
}

/** By the table at the end, each where it says. */
function pdfObjects(pdf: Buffer): ReadonlyMap<string, PdfObject> {
  const text = pdf.toString('latin1')
  const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1])
  const [, rows = ''] = /^xref\n0 \d+\n((?:\d{10} \d{5} [nf] \n)+)trailer/.exec(text.slice(start)) ?? []
  const offsets = rows.split(' \n').filter(Boolean).slice(1)
  return new Map(
    offsets.map((row, at) => {
      const offset = Number(row.slice(0, 10))
      const id = String(at + 1)
      if (!text.startsWith(`${id} 0 obj\n`, offset)) throw new Error(`Object ${id} is not where the table says.`)
      const stream = text.indexOf('stream\n', offset)
      const end = text.indexOf('\nendobj\n', offset)
      const hasStream = stream !== -1 && stream < end
      const head = text.slice(offset, hasStream ? stream : end)
      const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0)
      return [id, { head, body: pdf.subarray(stream + 7, stream + 7 + length) }] as const
    }),
  )
}

function object(objects: ReadonlyMap<string, PdfObject>, id: string | undefined): PdfObject {
  const found = objects.get(id ?? '')
  if (!found) throw new Error(`There is no object ${id}.`)
  return found
}

function streamOf({ body }: PdfObject): string {
  return inflateSync(body).toString('latin1')
}

function unicodeMap(cmap: string): ReadonlyMap<string, string> {
  const pairs = [...cmap.matchAll(/<([0-9A-F]{4})> <([0-9A-F]{4})>/g)].filter(([, from]) => from !== undefined)
  return new Map(pairs.map(([, glyph = '', code = '']) => [glyph, String.fromCharCode(Number.parseInt(code, 16))]))
}

function pageText(content: string, mapOf: (font: string) => ReadonlyMap<string, string>): string {
  let text = ''
  let line = ''
  for (const [, font = '', y = '', glyphs = ''] of content.matchAll(
    /BT \/(\w+) [\d.]+ Tf [\d.]+ ([\d.]+) Td <([0-9A-F]*)> Tj ET/g,
  )) {
    const map = mapOf(font)
    const words = (glyphs.match(/.{4}/g) ?? []).map((glyph) => map.get(glyph) ?? '\ufffd').join('')
    text += `${line === y ? ' ' : '\n'}${words}`
    line = y
  }
  return text
}

function crc32(bytes: Buffer): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}

export interface ReadPng {
  readonly width: number
  readonly height: number
  /** rrggbb of a pixel */
  at(x: number, y: number): string
}

/** A PNG of a palette, without filters; the check of each part must agree. */
export function readPng(bytes: Uint8Array): ReadPng {
  const png = Buffer.from(bytes)
  if (png.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') throw new Error('Not a PNG.')
  const parts = new Map<string, Buffer>()
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const name = png.toString('latin1', at + 4, at + 8)
    if (crc32(png.subarray(at + 4, at + 8 + length)) !== png.readUInt32BE(at + 8 + length)) throw new Error(`${name} is broken.`)
    parts.set(name, png.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  const head = parts.get('IHDR') ?? Buffer.alloc(13)
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)]
  if (head[8] !== 8 || head[9] !== 3 || !parts.has('IEND')) throw new Error('Not a PNG of a palette.')
  const colours = parts.get('PLTE') ?? Buffer.alloc(0)
  const rows = inflateSync(parts.get('IDAT') ?? Buffer.alloc(0))
  if (rows.length !== height * (width + 1)) throw new Error('It has not all its pixels.')
  return {
    width,
    height,
    at(x, y) {
      const place = rows[y * (width + 1) + 1 + x] ?? 0
      return colours.toString('hex', place * 3, place * 3 + 3)
    },
  }
}
