/** What is drawn on a page: from its top left corner, in points. */
import { type Line, linesOf } from './measure.ts'
import { type Face, LINE, type Paragraph, SIZE } from './paper.ts'

export type Mark =
  | {
      readonly kind: 'text'
      readonly x: number
      readonly y: number
      readonly text: string
      readonly face: Face
      readonly size: number
    }
  | {
      readonly kind: 'line'
      readonly x: number
      readonly y: number
      readonly toX: number
      readonly toY: number
      readonly width: number
    }
  | {
      readonly kind: 'ground'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly fill: string
    }

/** Of the height of a line, from its top to its base. */
const BASE = 0.8

export function linesIn(paragraph: Paragraph, width: number): readonly Line[] {
  return linesOf(paragraph, width - (paragraph.indent ?? 0))
}

export function heightOfLine({ size = SIZE }: Paragraph): number {
  return size * LINE
}

export function marksOf(line: Line, paragraph: Paragraph, left: number, top: number, width: number): Mark[] {
  const { align = 'left', indent = 0, size = SIZE } = paragraph
  const free = width - indent - line.width
  const start = left + indent + (align === 'center' ? free / 2 : align === 'right' ? free : 0)
  const base = top + size * LINE * BASE
  return line.pieces.flatMap((piece): Mark[] => {
    const x = start + piece.x
    if (piece.kind === 'box') return boxMarks(x, base, size, piece.text === '☒')
    const text: Mark = { kind: 'text', x, y: base, text: piece.text, face: piece.face, size }
    if (!piece.isUnderlined) return [text]
    const y = base + size * 0.16
    return [text, { kind: 'line', x, y, toX: x + piece.width, toY: y, width: 0.7 }]
  })
}

function boxMarks(left: number, base: number, size: number, isTicked: boolean): Mark[] {
  const side = size * 0.68
  const right = left + side
  const top = base - side
  const line = (x: number, y: number, toX: number, toY: number, width = 0.8): Mark => ({ kind: 'line', x, y, toX, toY, width })
  const frame = [
    line(left, top, right, top),
    line(right, top, right, base),
    line(right, base, left, base),
    line(left, base, left, top),
  ]
  const inner = size * 0.13
  const cross = [
    line(left + inner, top + inner, right - inner, base - inner, 1.2),
    line(right - inner, top + inner, left + inner, base - inner, 1.2),
  ]
  return isTicked ? [...frame, ...cross] : frame
}
