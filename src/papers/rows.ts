/** A row of a table, measured and drawn; one that is taller than a page is cut. */
import { heightOfLine, linesIn, type Mark, marksOf } from './marks.ts'
import type { Line } from './measure.ts'
import { PADDING, PAGE, type Paragraph, type Row, type Table, TEXT_WIDTH } from './paper.ts'

const BORDER = 0.6

export interface Measured {
  readonly cells: readonly {
    readonly x: number
    readonly width: number
    readonly fill: string | undefined
    readonly lines: readonly { readonly line: Line; readonly paragraph: Paragraph; readonly before: number }[]
  }[]
  readonly height: number
}

export function measured(row: Row, table: Table): Measured {
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
export function cut(row: Measured, room: number, table: Table): readonly [Measured, Measured] | null {
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

/** @param top of the row on its page */
export function rowMarks(row: Measured, table: Table, top: number): Mark[] {
  const padding = table.padding ?? PADDING
  return row.cells.flatMap(({ x, width, fill, lines }): Mark[] => {
    let y = top + padding / 2
    const text = lines.flatMap(({ line, paragraph, before }) => {
      const marks = marksOf(line, paragraph, x + padding, y + before, width - 2 * padding)
      y += before + heightOfLine(paragraph)
      return marks
    })
    const ground: Mark[] = fill ? [{ kind: 'ground', x, y: top, width, height: row.height, fill }] : []
    return [...ground, ...(table.hasBorders ? borderOf(x, top, width, row.height) : []), ...text]
  })
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
