/** Outlines of the fonts' glyphs, as closed lines: what a picture is filled with. */
import type { Font } from './font.ts'

/** In units of the font, y upwards. */
export interface Point {
  readonly x: number
  readonly y: number
}

interface Node extends Point {
  readonly isOn: boolean
}

type Shift = readonly [a: number, b: number, c: number, d: number, x: number, y: number]

const SAME: Shift = [1, 0, 0, 1, 0, 0]
/** Straight pieces of one curve; letters are small here. */
const PIECES = 6
/** Marks over letters are glyphs within glyphs, two deep at most. */
const DEEPEST = 4

export function outlineOf(font: Font, glyph: number): readonly (readonly Point[])[] {
  return contoursOf(font, glyph, SAME, 0).map(flat)
}

function contoursOf(font: Font, glyph: number, shift: Shift, depth: number): readonly (readonly Node[])[] {
  const view = new DataView(font.file.buffer, font.file.byteOffset, font.file.byteLength)
  const isLong = view.getInt16(font.at('head') + 50) === 1
  const offsetOf = (index: number) =>
    isLong ? view.getUint32(font.at('loca') + index * 4) : view.getUint16(font.at('loca') + index * 2) * 2
  if (offsetOf(glyph) === offsetOf(glyph + 1) || depth > DEEPEST) return []
  const at = font.at('glyf') + offsetOf(glyph)
  const count = view.getInt16(at)
  return count >= 0 ? simple(view, at + 10, count, shift) : compound(font, view, at + 10, shift, depth)
}

/** Points of a glyph: flags with repeats, then x and y as steps of one byte, two, or none. */
function simple(view: DataView, start: number, count: number, shift: Shift): readonly (readonly Node[])[] {
  const ends = Array.from({ length: count }, (_, at) => view.getUint16(start + at * 2))
  const total = (ends.at(-1) ?? -1) + 1
  let at = start + count * 2 + 2 + view.getUint16(start + count * 2)
  const flags: number[] = []
  while (flags.length < total) {
    const flag = view.getUint8(at++)
    const repeats = flag & 8 ? view.getUint8(at++) : 0
    for (let i = 0; i <= repeats; i++) flags.push(flag)
  }
  const axis = (short: number, same: number) => {
    let value = 0
    return flags.map((flag) => {
      if (flag & short) value += view.getUint8(at++) * (flag & same ? 1 : -1)
      else if (!(flag & same)) {
        value += view.getInt16(at)
        at += 2
      }
      return value
    })
  }
  const xs = axis(2, 16)
  const ys = axis(4, 32)
  const nodes = flags.map((flag, index): Node => ({ ...shifted(shift, xs[index] ?? 0, ys[index] ?? 0), isOn: (flag & 1) === 1 }))
  return ends.map((end, index) => nodes.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end + 1))
}

/** A letter and its marks, each moved to its place. */
function compound(font: Font, view: DataView, start: number, shift: Shift, depth: number): readonly (readonly Node[])[] {
  const contours: (readonly Node[])[] = []
  let at = start
  for (let isMore = true; isMore; ) {
    const flags = view.getUint16(at)
    const glyph = view.getUint16(at + 2)
    const areWords = (flags & 1) !== 0
    const [dx, dy] = areWords ? [view.getInt16(at + 4), view.getInt16(at + 6)] : [view.getInt8(at + 4), view.getInt8(at + 5)]
    at += areWords ? 8 : 6
    const scale = (offset: number) => view.getInt16(at + offset) / 16384
    let own: Shift = [1, 0, 0, 1, dx, dy]
    if (flags & 8) {
      own = [scale(0), 0, 0, scale(0), dx, dy]
      at += 2
    } else if (flags & 0x40) {
      own = [scale(0), 0, 0, scale(2), dx, dy]
      at += 4
    } else if (flags & 0x80) {
      own = [scale(0), scale(2), scale(4), scale(6), dx, dy]
      at += 8
    }
    contours.push(...contoursOf(font, glyph, combined(shift, own), depth + 1))
    isMore = (flags & 0x20) !== 0
  }
  return contours
}

function shifted([a, b, c, d, dx, dy]: Shift, x: number, y: number): Point {
  return { x: a * x + c * y + dx, y: b * x + d * y + dy }
}

function combined([a, b, c, d, dx, dy]: Shift, [e, f, g, h, x, y]: Shift): Shift {
  return [a * e + c * f, b * e + d * f, a * g + c * h, b * g + d * h, a * x + c * y + dx, b * x + d * y + dy]
}

/** Quadratic curves as short straight lines; between two points off the curve lies one on it. */
function flat(nodes: readonly Node[]): readonly Point[] {
  const full = nodes.flatMap((node, at) => {
    const next = nodes[(at + 1) % nodes.length] ?? node
    return node.isOn || next.isOn ? [node] : [node, { ...middle(node, next), isOn: true }]
  })
  const first = full.findIndex(({ isOn }) => isOn)
  const turned = [...full.slice(first), ...full.slice(0, first + 1)]
  const points: Point[] = []
  for (let at = 0; at < turned.length; at++) {
    const [node, next, last] = [turned[at], turned[at + 1], points.at(-1)]
    if (!node) break
    if (node.isOn || !next || !last) points.push(node)
    else for (let piece = 1; piece < PIECES; piece++) points.push(bent(last, node, next, piece / PIECES))
  }
  return points
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
}

function bent(from: Point, over: Point, to: Point, t: number): Point {
  const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2]
  return { x: a * from.x + b * over.x + c * to.x, y: a * from.y + b * over.y + c * to.y }
}
