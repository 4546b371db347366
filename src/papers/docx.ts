/** A paper as a DOCX through `docx`, with direct formatting, so that officials can go on writing in it. */
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  LeaderType,
  Packer,
  PageNumber,
  Paragraph,
  ShadingType,
  Tab,
  Table,
  TableBorders,
  TableCell,
  TableLayoutType,
  TableRow,
  TabStopType,
  TextRun,
  WidthType,
} from 'docx'
import type * as papers from './paper.ts'
import { BEFORE, PADDING, PAGE, SIZE, TEXT_WIDTH } from './paper.ts'
import { clean } from './words.ts'

export const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

const FONT = 'Times New Roman'
/** Fonts that have the boxes to tick, on Windows and elsewhere. */
const BOX_FONT = { ascii: 'Segoe UI Symbol', hAnsi: 'Segoe UI Symbol', eastAsia: 'MS Gothic', cs: 'Segoe UI Symbol' }
/** Of a single line of Times New Roman, which is 1.15 of its size. */
const LINE_240THS = 261
const FOOT_SIZE = 9.5
const FOOT_EDGE = 28.35
const EDGE = { style: BorderStyle.SINGLE, size: 4, space: 0, color: '000000' }
const EDGES = { top: EDGE, left: EDGE, bottom: EDGE, right: EDGE, insideHorizontal: EDGE, insideVertical: EDGE }
const ALIGN = {
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
  justify: AlignmentType.BOTH,
} as const

/** The library puts the time of making inside by the clock, so two files of one paper may differ in it. */
export async function docxOf(paper: papers.Paper): Promise<Uint8Array> {
  const { title, blocks, language } = paper
  const tag = language === 'vi' ? 'vi-VN' : 'en-GB'
  const run = { font: FONT, size: SIZE * 2, language: { value: tag, eastAsia: tag } }
  const margin = {
    top: twips(PAGE.top),
    right: twips(PAGE.right),
    bottom: twips(PAGE.bottom),
    left: twips(PAGE.left),
    header: twips(FOOT_EDGE),
    footer: twips(FOOT_EDGE),
  }
  const size = { width: twips(PAGE.width), height: twips(PAGE.height) }
  const section = {
    properties: { page: { size, margin } },
    footers: { default: new Footer({ children: [footOf(paper)] }) },
    children: blocks.flatMap(blockOf),
  }
  const document = new Document({
    title: clean(title),
    creator: '',
    lastModifiedBy: '',
    styles: { default: { document: { run } } },
    sections: [section],
  })
  return new Uint8Array(await Packer.toArrayBuffer(document))
}

function blockOf(block: papers.Block, at: number, blocks: readonly papers.Block[]): readonly (Paragraph | Table)[] {
  if (block.kind === 'paragraph') return [paragraphOf(block, TEXT_WIDTH, BEFORE)]
  // Two tables in a row would become one, and a body may not end with a table.
  const isFollowed = blocks[at + 1]?.kind === 'paragraph'
  return [...(block.before ? [spacer(block.before)] : []), tableOf(block), ...(isFollowed ? [] : [spacer(1)])]
}

function spacer(height: number): Paragraph {
  return new Paragraph({ spacing: { before: 0, after: 0, line: twips(height), lineRule: 'exact' } })
}

function tableOf(table: papers.Table): Table {
  const { widths, head, rows, hasBorders, padding = PADDING } = table
  const rowOf = (row: papers.Row, tableHeader: boolean) =>
    new TableRow({ cantSplit: true, tableHeader, children: cellsOf(row, table) })
  return new Table({
    width: { size: twips(TEXT_WIDTH), type: WidthType.DXA },
    indent: { size: 0, type: WidthType.DXA },
    columnWidths: widths.map((share) => twips(share * TEXT_WIDTH)),
    layout: TableLayoutType.FIXED,
    borders: hasBorders ? EDGES : TableBorders.NONE,
    margins: {
      marginUnitType: WidthType.DXA,
      top: twips(padding / 2),
      bottom: twips(padding / 2),
      left: twips(padding),
      right: twips(padding),
    },
    rows: [...head.map((row) => rowOf(row, true)), ...rows.map((row) => rowOf(row, false))],
  })
}

function cellsOf(row: papers.Row, { widths, padding = PADDING }: papers.Table): readonly TableCell[] {
  let column = 0
  return row.map(({ paragraphs, span = 1, fill }) => {
    const width = widths.slice(column, column + span).reduce((sum, share) => sum + share, 0) * TEXT_WIDTH
    column += span
    return new TableCell({
      width: { size: twips(width), type: WidthType.DXA },
      columnSpan: span,
      ...(fill ? { shading: { type: ShadingType.CLEAR, color: 'auto', fill } } : {}),
      children: paragraphs.map((each, at) => paragraphOf(at === 0 ? { ...each, before: 0 } : each, width - 2 * padding, 2)),
    })
  })
}

/** @param before space above where the paragraph names none */
function paragraphOf(paragraph: papers.Paragraph, width: number, before: number): Paragraph {
  const { runs, align = 'left', size = SIZE, indent = 0, keepsNext = false, breaksBefore = false, isHeading } = paragraph
  const tabs = runs.flatMap((run) => ('tabTo' in run ? [run] : []))
  return new Paragraph({
    alignment: ALIGN[align],
    keepNext: keepsNext,
    pageBreakBefore: breaksBefore,
    spacing: { before: twips(paragraph.before ?? before), after: 0, line: LINE_240THS, lineRule: 'auto' },
    indent: { left: twips(indent) },
    tabStops: tabs.map(({ tabTo, isDotted }) => ({
      type: tabTo >= 1 ? TabStopType.RIGHT : TabStopType.LEFT,
      position: twips(tabTo * (width - indent) + indent),
      ...(isDotted ? { leader: LeaderType.DOT } : {}),
    })),
    ...(isHeading ? { outlineLevel: 0 } : {}),
    children: runs.flatMap((run) => runsOf(run, size)),
  })
}

function runsOf(run: papers.Run, size: number): readonly TextRun[] {
  if ('tabTo' in run) return [new TextRun({ children: [new Tab()] })]
  const style = {
    bold: run.face === 'bold',
    italics: run.face === 'italic',
    size: Math.round(size * 2),
    ...(run.isUnderlined ? { underline: {} } : {}),
  }
  return clean(run.text)
    .split(/([☐☒]|\n)/u)
    .filter((part) => part !== '')
    .map((part) => {
      if (part === '\n') return new TextRun({ break: 1 })
      return new TextRun({ ...style, ...(/[☐☒]/.test(part) ? { font: BOX_FONT } : {}), text: part })
    })
}

function footOf({ foot, pageLabel }: papers.Paper): Paragraph {
  const label = pageLabel.split(/(\{pages?\})/).filter((part) => part !== '')
  const numbers = label.map((part) =>
    part === '{page}' ? PageNumber.CURRENT : part === '{pages}' ? PageNumber.TOTAL_PAGES : part,
  )
  return new Paragraph({
    tabStops: [{ type: TabStopType.RIGHT, position: twips(TEXT_WIDTH) }],
    children: [new TextRun({ size: FOOT_SIZE * 2, children: [clean(foot), new Tab(), ...numbers] })],
  })
}

/** Twentieths of a point. */
function twips(points: number): number {
  return Math.round(points * 20)
}
