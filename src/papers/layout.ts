/** A paper laid out on pages: where each piece of text, line and ground goes. From the top left corner, in points. */
import { heightOfLine, linesIn, type Mark, marksOf } from './marks.ts'
import { printable, widthOf } from './measure.ts'
import { BEFORE, type Block, PAGE, type Paper, type Paragraph, type Table, TEXT_WIDTH } from './paper.ts'
import { cut, type Measured, measured, rowMarks } from './rows.ts'

export type Page = readonly Mark[]

const FOOT_SIZE = 9.5
const BOTTOM = PAGE.height - PAGE.bottom

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
  for (const [at, row] of table.rows.entries()) {
    let left: Measured | null = measured(row, table)
    const kept = keptHeight(table, at)
    if (kept > 0 && flow.y + left.height + kept > BOTTOM && flow.y > PAGE.top + headHeight) {
      turn(flow)
      layHead()
    }
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

/** The height of the row after one that stays on its page; 0: it may stand alone. */
function keptHeight(table: Table, at: number): number {
  const next = table.rows[at + 1]
  if (!next || !table.rows[at]?.[0]?.paragraphs[0]?.keepsNext) return 0
  return Math.min(measured(next, table).height, (BOTTOM - PAGE.top) / 3)
}

function layRow(flow: Flow, row: Measured, table: Table): void {
  put(flow, rowMarks(row, table, flow.y))
  flow.y += row.height
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
