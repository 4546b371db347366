/** Photos as a telephone makes them: real baseline JPEGs of one grey, small in bytes at any size in pixels. */
export interface PhotoOptions {
  readonly width?: number
  readonly height?: number
  /** 0-31: another shade, so that two photos differ */
  readonly shade?: number
  /** Writes the place into the metadata, as a telephone does. */
  readonly gps?: { readonly lat: number; readonly lng: number }
}

export function jpeg({ width = 64, height = 48, shade = 0, gps }: PhotoOptions = {}): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xe0, [...ascii('JFIF\0'), 1, 2, 0, 0, 1, 0, 1, 0, 0]),
    ...(gps ? segment(0xe1, [...ascii('Exif\0\0'), ...gpsTiff(gps)]) : []),
    ...segment(0xdb, [0, ...Array<number>(64).fill(8)]),
    ...segment(0xc0, [8, ...big16(height), ...big16(width), 1, 1, 0x11, 0]),
    // Two DC codes: 0 is "as before", 10 is "six bits follow". One AC code: 0 is "the block ends".
    ...segment(0xc4, [0x00, 1, 1, ...Array<number>(14).fill(0), 0, 6]),
    ...segment(0xc4, [0x10, 1, ...Array<number>(15).fill(0), 0]),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    ...scan(Math.ceil(width / 8) * Math.ceil(height / 8), shade),
    ...[0xff, 0xd9],
  ])
}

function scan(blocks: number, shade: number): number[] {
  const first = `10${(32 + (shade & 31)).toString(2)}0`
  const bits = first + '00'.repeat(blocks - 1)
  const whole = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1')
  const bytes: number[] = []
  for (let at = 0; at < whole.length; at += 8) {
    const byte = Number.parseInt(whole.slice(at, at + 8), 2)
    bytes.push(byte, ...(byte === 0xff ? [0] : []))
  }
  return bytes
}

function segment(marker: number, content: readonly number[]): number[] {
  return [0xff, marker, ...big16(content.length + 2), ...content]
}

const SHORT_TEXT = 2
const LONG = 4
const RATIONAL = 5

/** Little-endian TIFF: one entry that points to the GPS directory at 26, whose numbers stand at 80 and 104. */
function gpsTiff({ lat, lng }: { readonly lat: number; readonly lng: number }): number[] {
  return [
    ...[...ascii('II*\0'), ...little32(8), ...little16(1)],
    ...[...entry(0x8825, LONG, 1, little32(26)), ...little32(0)],
    ...little16(4),
    ...entry(1, SHORT_TEXT, 2, ascii(lat < 0 ? 'S\0\0\0' : 'N\0\0\0')),
    ...entry(2, RATIONAL, 3, little32(80)),
    ...entry(3, SHORT_TEXT, 2, ascii(lng < 0 ? 'W\0\0\0' : 'E\0\0\0')),
    ...entry(4, RATIONAL, 3, little32(104)),
    ...little32(0),
    ...degrees(Math.abs(lat)),
    ...degrees(Math.abs(lng)),
  ]
}

function entry(tag: number, type: number, count: number, value: readonly number[]): number[] {
  return [...little16(tag), ...little16(type), ...little32(count), ...value]
}

function degrees(value: number): number[] {
  const minutes = (value % 1) * 60
  const parts = [Math.floor(value), 1, Math.floor(minutes), 1, Math.round((minutes % 1) * 6000), 100]
  return parts.flatMap(little32)
}

function ascii(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0))
}

function big16(value: number): number[] {
  return [value >> 8, value & 255]
}

function little16(value: number): number[] {
  return [value & 255, value >> 8]
}

function little32(value: number): number[] {
  return [...little16(value & 0xffff), ...little16(value >>> 16)]
}
