import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanPhoto, sniffFile } from '../../src/lib/photo.ts'
import { jpeg } from '../fakes/photo.ts'

const text = (words: string) => Array.from(words, (letter) => letter.charCodeAt(0))
const big32 = (n: number) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]
const little32 = (n: number) => big32(n).reverse()
const has = (bytes: Uint8Array, words: string) => Buffer.from(bytes).includes(Buffer.from(words, 'latin1'))

const chunk = (type: string, data: readonly number[]) => [...big32(data.length), ...text(type), ...data, 0, 0, 0, 0]
const png = (width: number, height: number, extra: readonly number[] = []) =>
  Uint8Array.from([
    ...text('\x89PNG\r\n\x1a\n'),
    ...chunk('IHDR', [...big32(width), ...big32(height), 8, 2, 0, 0, 0]),
    ...extra,
    ...chunk('IDAT', [1, 2, 3]),
    ...chunk('IEND', []),
  ])
const riff = (type: string, data: readonly number[]) => [
  ...text(type),
  ...little32(data.length),
  ...data,
  ...(data.length % 2 ? [0] : []),
]
const webp = (...chunks: readonly number[][]) => {
  const content = chunks.flat()
  return Uint8Array.from([...text('RIFF'), ...little32(content.length + 4), ...text('WEBP'), ...content])
}
const vp8x = (flags: number) => riff('VP8X', [flags, 0, 0, 0, 99, 0, 0, 49, 0, 0])
/** An Exif segment that says how the telephone was held. */
const orientation = (value: number) => [
  ...[0xff, 0xe1, 0, 34],
  ...text('Exif\0\0II*\0'),
  ...[8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0],
]
const withSegment = (photo: Uint8Array, segment: readonly number[]) =>
  Uint8Array.from([...photo.slice(0, 2), ...segment, ...photo.slice(2)])

describe('P-23: photos', () => {
  test('a JPEG keeps its picture and loses its place, its comment and what follows its end', () => {
    const plain = jpeg({ width: 40, height: 30 })
    const comment = [0xff, 0xfe, 0, 10, ...text('secret!!')]
    const photo = Uint8Array.from([
      ...withSegment(jpeg({ width: 40, height: 30, gps: { lat: 16.46, lng: 107.59 } }), comment),
      ...text('MPF tail'),
    ])
    const cleaned = cleanPhoto(photo)
    if (!cleaned.ok) throw new Error(cleaned.why)
    expect(cleaned).toMatchObject({ contentType: 'image/jpeg', width: 40, height: 30 })
    for (const word of ['Exif', 'secret', 'tail']) expect(has(cleaned.bytes, word)).toBe(false)
    expect(cleaned.bytes).toEqual(plain)
    expect(cleanPhoto(cleaned.bytes)).toEqual(cleaned)
  })

  test('a JPEG stays upright: of its Exif only the orientation is kept', () => {
    const cleaned = cleanPhoto(withSegment(jpeg(), orientation(6)))
    if (!cleaned.ok) throw new Error(cleaned.why)
    const again = cleanPhoto(cleaned.bytes)
    expect(again).toEqual(cleaned)
    expect(Array.from(cleaned.bytes.slice(2, 38))).toEqual([
      ...[0xff, 0xe1, 0, 34],
      ...text('Exif\0\0MM\0*'),
      ...[0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0],
    ])
  })

  test('a PNG loses its texts, its Exif and its time', () => {
    const extra = [...chunk('tEXt', text('Author\0Lan')), ...chunk('eXIf', text('GPS')), ...chunk('gAMA', [0, 0, 1, 2])]
    const cleaned = cleanPhoto(png(20, 10, extra))
    if (!cleaned.ok) throw new Error(cleaned.why)
    expect(cleaned).toMatchObject({ contentType: 'image/png', width: 20, height: 10 })
    expect(cleaned.bytes).toEqual(png(20, 10, chunk('gAMA', [0, 0, 1, 2])))
  })

  test('a WebP loses Exif and XMP, and no longer promises them', () => {
    const picture = riff('VP8L', [0x2f, 99, 64, 12, 0, 1])
    const cleaned = cleanPhoto(webp(vp8x(0x1c), picture, riff('EXIF', text('GPS')), riff('XMP ', text('<x/>'))))
    if (!cleaned.ok) throw new Error(cleaned.why)
    expect(cleaned).toMatchObject({ contentType: 'image/webp', width: 100, height: 50 })
    expect(cleaned.bytes).toEqual(webp(vp8x(0x10), picture))
  })

  test.each([
    ['nothing', new Uint8Array(), 'empty'],
    ['words', Uint8Array.from(text('xin chào')), 'not_a_photo'],
    ['SVG', Uint8Array.from(text('<svg onload="alert(1)">')), 'not_a_photo'],
    ['HTML that calls itself a photo', Uint8Array.from(text('<html><img>')), 'not_a_photo'],
    ['GIF', Uint8Array.from(text('GIF89a......')), 'not_accepted'],
    ['HEIC', Uint8Array.from([0, 0, 0, 24, ...text('ftypheic')]), 'not_accepted'],
    ['half a JPEG header', jpeg().slice(0, 30), 'broken'],
    ['a PNG cut off', png(20, 10).slice(0, 40), 'broken'],
    ['a PNG of a billion pixels', png(40_000, 40_000), 'too_many_pixels'],
    [
      'a JPEG of too many pixels',
      jpeg({ width: 8, height: 8 }).map((byte, i, all) => (all[i - 5] === 0xc0 && all[i - 6] === 0xff ? 255 : byte)),
      'too_many_pixels',
    ],
    ['more than 20 MiB', new Uint8Array(20 * 1024 * 1024 + 1).fill(0xff), 'too_large'],
  ])('%s is refused', (_, bytes, why) => {
    if (why === 'too_many_pixels' && bytes[0] === 0xff) {
      const at = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xc0)
      bytes.set([0xff, 0xff, 0xff, 0xff], at + 5)
    }
    expect(cleanPhoto(bytes)).toEqual({ ok: false, why })
  })

  test('whatever the bytes, there is an answer, and what is let through has no metadata', () => {
    const heads = [
      jpeg({ gps: { lat: 1, lng: 2 } }),
      png(9, 9, chunk('tEXt', text('GPS'))),
      webp(vp8x(0x0c), riff('EXIF', text('GPS'))),
    ]
    const damaged = fc
      .tuple(fc.constantFrom(...heads), fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 }), fc.nat(500))
      .map(([head, changes, length]) => {
        const bytes = head.slice(0, Math.max(4, length))
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
        return bytes
      })
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        const cleaned = cleanPhoto(bytes)
        if (!cleaned.ok) return
        const again = cleanPhoto(cleaned.bytes)
        expect(again.ok && [again.width, again.height]).toEqual([cleaned.width, cleaned.height])
        expect(cleaned.bytes.length).toBeLessThanOrEqual(bytes.length + 40)
      }),
      { numRuns: 2000 },
    )
  })

  test('papers and voice are told by their bytes', () => {
    expect(sniffFile(Uint8Array.from(text('%PDF-1.7')))).toBe('application/pdf')
    expect(sniffFile(Uint8Array.from(text('OggS')))).toBe('audio/ogg')
    expect(sniffFile(Uint8Array.of(0xff, 0xf1, 0x50))).toBe('audio/aac')
    expect(sniffFile(Uint8Array.from(text('MZ exe')))).toBeNull()
    expect(sniffFile(new Uint8Array())).toBeNull()
  })
})
