/** A paper laid out on pages: where each piece of text, line and ground goes. From the top left corner, in points. */
import { type Line, linesOf, printable, widthOf } from './measure.ts'
import {
  BEFORE,
  type Block,
  type Face,
  LINE,
  PADDING,
  PAGE,
  type Paper,
  type Paragraph,
  type Row,
  SIZE,
  type Table,
  TEXT_WIDTH,
} from './paper.ts'

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

export type Page = readonly Mark[]

const FOOT_SIZE = 9.5
const BOTTOM = PAGE.height - PAGE.bottom
const BORDER = 0.6
/** Of the height of a line, from its top to its base. */
const BASE = 0.8

export function layout(paper: Paper): readonly Page[] {
  const flow: Flow = { pages: [[]], y: PAGE.top }
  for (const [at, block] of paper.blocks.entries()) {
    if (block.kind === 'table') layTable(flow, block)
    else layParagraph(flow, block, followingHeight(paper.blocks.slice(at)))
  }
  return flow.pages.map((page, at) => [...page, ...footOf(paper, at + 1, flow.pages.length)])
}

interface Flow {
  readonly pages: Mark[][]
  y: number
}

function turn(flow: Flow): void {
  flow.pages.push([])
  flow.y = PAGE.top
}

function isAtTop(flow: Flow): boolean {
  return flow.y <= PAGE.top
}

function put(flow: Flow, marks: readonly Mark[]): void {
  flow.pages.at(-1)?.push(...marks)
}

function layParagraph(flow: Flow, paragraph: Paragraph, needed: number): void {
  if (paragraph.breaksBefore && !isAtTop(flow)) turn(flow)
  if (needed > 0 && flow.y + needed > BOTTOM && !isAtTop(flow)) turn(flow)
  if (!isAtTop(flow)) flow.y += paragraph.before ?? BEFORE
  const height = heightOfLine(paragraph)
  for (const line of linesIn(paragraph, TEXT_WIDTH)) {
    if (flow.y + height > BOTTOM) turn(flow)
    put(flow, marksOf(line, paragraph, PAGE.left, flow.y, TEXT_WIDTH))
    flow.y += height
  }
}

/** The height of a heading and of the beginning of what follows it; 0: it may stand alone. */
function followingHeight([first, ...rest]: readonly Block[]): number {
  if (first?.kind !== 'paragraph' || !first.keepsNext) return 0
  const own = (first.before ?? BEFORE) + linesIn(first, TEXT_WIDTH).length * heightOfLine(first)
  const [next] = rest
  if (!next) return own
  if (next.kind === 'table') {
    const rows = [...next.head, ...next.rows.slice(0, 1)]
    return own + rows.reduce((sum, row) => sum + measured(row, next).height, next.before ?? 0)
  }
  return own + (next.keepsNext ? followingHeight(rest) : (next.before ?? BEFORE) + heightOfLine(next))
}

function linesIn(paragraph: Paragraph, width: number): readonly Line[] {
  return linesOf(paragraph, width - (paragraph.indent ?? 0))
}

function heightOfLine({ size = SIZE }: Paragraph): number {
  return size * LINE
}

function marksOf(line: Line, paragraph: Paragraph, left: number, top: number, width: number): Mark[] {
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

interface Measured {
  readonly cells: readonly {
    readonly x: number
    readonly width: number
    readonly fill: string | undefined
    readonly lines: readonly { readonly line: Line; readonly paragraph: Paragraph; readonly before: number }[]
  }[]
  readonly height: number
}

function layTable(flow: Flow, table: Table): void {
  if (!isAtTop(flow)) flow.y += table.before ?? 0
  const head = table.head.map((row) => measured(row, table))
  const headHeight = head.reduce((sum, { height }) => sum + height, 0)
  const layHead = () => {
    for (const row of head) layRow(flow, row, table)
  }
  const first = table.rows[0] ? measured(table.rows[0], table).height : 0
  if (flow.y + headHeight + first > BOTTOM && !isAtTop(flow)) turn(flow)
  layHead()
  for (const row of table.rows) {
    let left: Measured | null = measured(row, table)
    while (left) {
      if (flow.y + left.height <= BOTTOM) {
        layRow(flow, left, table)
        break
      }
      // What fits a page goes to the next one whole; only what is taller than a page is cut.
      const isTall: boolean = left.height > BOTTOM - PAGE.top - headHeight
      const parts: readonly [Measured, Measured] | null = isTall ? cut(left, BOTTOM - flow.y, table) : null
      if (parts) layRow(flow, parts[0], table)
      turn(flow)
      layHead()
      left = parts ? parts[1] : left
    }
  }
}

function measured(row: Row, table: Table): Measured {
  const padding = table.padding ?? PADDING
  let column = 0
  let x: number = PAGE.left
  const cells = row.map(({ paragraphs, span = 1, fill }) => {
    const width = table.widths.slice(column, column + span).reduce((sum, share) => sum + share, 0) * TEXT_WIDTH
    const lines = paragraphs.flatMap((paragraph, at) =>
      linesIn(paragraph, width - 2 * padding).map((line, lineAt) => ({
        line,
        paragraph,
        before: lineAt === 0 && at > 0 ? (paragraph.before ?? 2) : 0,
      })),
    )
    const cell = { x, width, fill, lines }
    column += span
    x += width
    return cell
  })
  return { cells, height: heightOf(cells, padding) }
}

function heightOf(cells: Measured['cells'], padding: number): number {
  const heights = cells.map(({ lines }) =>
    lines.reduce((sum, { paragraph, before }) => sum + before + heightOfLine(paragraph), 0),
  )
  return Math.max(0, ...heights) + padding
}

/** Two rows of one that is taller than a page; null: not even its first lines fit here. */
function cut(row: Measured, room: number, table: Table): readonly [Measured, Measured] | null {
  const padding = table.padding ?? PADDING
  const counts = row.cells.map(({ lines }) => {
    let height = padding
    return lines.filter(({ paragraph, before }) => {
      height += before + heightOfLine(paragraph)
      return height <= room
    }).length
  })
  if (counts.every((count) => count === 0)) return null
  const part = (from: (at: number) => number, to: (at: number) => number | undefined): Measured => {
    const cells = row.cells.map((cell, at) => ({ ...cell, lines: cell.lines.slice(from(at), to(at)) }))
    return { cells, height: heightOf(cells, padding) }
  }
  return [
    part(
      () => 0,
      (at) => counts[at],
    ),
    part(
      (at) => counts[at] ?? 0,
      () => undefined,
    ),
  ]
}

function layRow(flow: Flow, row: Measured, table: Table): void {
  const padding = table.padding ?? PADDING
  for (const { x, width, fill, lines } of row.cells) {
    if (fill) put(flow, [{ kind: 'ground', x, y: flow.y, width, height: row.height, fill }])
    if (table.hasBorders) put(flow, borderOf(x, flow.y, width, row.height))
    let y = flow.y + padding / 2
    for (const { line, paragraph, before } of lines) {
      put(flow, marksOf(line, paragraph, x + padding, y + before, width - 2 * padding))
      y += before + heightOfLine(paragraph)
    }
  }
  flow.y += row.height
}

function borderOf(x: number, y: number, width: number, height: number): Mark[] {
  const line = (fromX: number, fromY: number, toX: number, toY: number): Mark => ({
    kind: 'line',
    x: fromX,
    y: fromY,
    toX,
    toY,
    width: BORDER,
  })
  return [
    line(x, y, x + width, y),
    line(x, y + height, x + width, y + height),
    line(x, y, x, y + height),
    line(x + width, y, x + width, y + height),
  ]
}

function footOf(paper: Paper, page: number, pages: number): Mark[] {
  const y = PAGE.height - PAGE.bottom + 28
  const label = paper.pageLabel.replace('{page}', String(page)).replace('{pages}', String(pages))
  const right = PAGE.width - PAGE.right - widthOf(label, 'regular', FOOT_SIZE)
  return [
    { kind: 'text', x: PAGE.left, y, text: printable(paper.foot, 'regular'), face: 'regular', size: FOOT_SIZE },
    { kind: 'text', x: right, y, text: label, face: 'regular', size: FOOT_SIZE },
  ]
}
