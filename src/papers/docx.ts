/** A paper as a DOCX: WordprocessingML with direct formatting, so that officials can go on writing in it. */
import { strToU8, zipSync } from 'fflate'
import {
  BEFORE,
  type Block,
  type Cell,
  PADDING,
  PAGE,
  type Paper,
  type Paragraph,
  type Run,
  SIZE,
  type Table,
  TEXT_WIDTH,
} from './paper.ts'
import { clean, escapeXml } from './words.ts'

export const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PARTS = 'application/vnd.openxmlformats-officedocument.wordprocessingml'
const FONT = 'Times New Roman'
/** Fonts that have the boxes to tick, on Windows and elsewhere. */
const BOX_FONT = 'Segoe UI Symbol'
/** Of a single line of Times New Roman, which is 1.15 of its size. */
const LINE_240THS = 261

export function docxOf(paper: Paper): Uint8Array {
  const files: Readonly<Record<string, string>> = {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${PARTS}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="${PARTS}.styles+xml"/><Override PartName="/word/footer1.xml" ContentType="${PARTS}.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`,
    '_rels/.rels': relations(
      [`${RELATIONS}/officeDocument`, 'word/document.xml'],
      ['http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties', 'docProps/core.xml'],
    ),
    'word/_rels/document.xml.rels': relations([`${RELATIONS}/styles`, 'styles.xml'], [`${RELATIONS}/footer`, 'footer1.xml']),
    'word/document.xml': documentXml(paper),
    'word/styles.xml': stylesXml(paper),
    'word/footer1.xml': footXml(paper),
    'docProps/core.xml': coreXml(paper),
  }
  const entries = Object.entries(files).map(([name, xml]) => [name, strToU8(`${HEAD}\n${xml}`)])
  return zipSync(Object.fromEntries(entries), { mtime: paper.madeAt })
}

function documentXml({ blocks }: Paper): string {
  const margins = `w:top="${twips(PAGE.top)}" w:right="${twips(PAGE.right)}" w:bottom="${twips(PAGE.bottom)}" w:left="${twips(PAGE.left)}"`
  const section = `<w:sectPr><w:footerReference w:type="default" r:id="r2"/><w:pgSz w:w="${twips(PAGE.width)}" w:h="${twips(PAGE.height)}"/><w:pgMar ${margins} w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`
  return `<w:document ${W} xmlns:r="${RELATIONS}"><w:body>${blocks.map(blockXml).join('')}${section}</w:body></w:document>`
}

function blockXml(block: Block, at: number, blocks: readonly Block[]): string {
  if (block.kind === 'paragraph') return paragraphXml(block, TEXT_WIDTH, BEFORE)
  // Two tables in a row would become one, and a body may not end with a table.
  const isFollowed = blocks[at + 1]?.kind === 'paragraph'
  const gap = block.before ? spacer(block.before) : ''
  return `${gap}${tableXml(block)}${isFollowed ? '' : spacer(1)}`
}

function spacer(height: number): string {
  return `<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="${twips(height)}" w:lineRule="exact"/></w:pPr></w:p>`
}

function tableXml({ widths, head, rows, hasBorders, padding = PADDING }: Table): string {
  const columns = widths.map((share) => twips(share * TEXT_WIDTH))
  const edge = hasBorders ? 'w:val="single" w:sz="4" w:space="0" w:color="000000"' : 'w:val="nil"'
  const borders = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map((side) => `<w:${side} ${edge}/>`).join('')
  const inner = `<w:top w:w="${twips(padding / 2)}" w:type="dxa"/><w:left w:w="${twips(padding)}" w:type="dxa"/><w:bottom w:w="${twips(padding / 2)}" w:type="dxa"/><w:right w:w="${twips(padding)}" w:type="dxa"/>`
  const rowXml = (row: readonly Cell[], isHead: boolean) => {
    let column = 0
    const cells = row.map((cell) => {
      const span = cell.span ?? 1
      const width = columns.slice(column, column + span).reduce((sum, each) => sum + each, 0)
      column += span
      return cellXml(cell, width, padding)
    })
    return `<w:tr><w:trPr><w:cantSplit/>${isHead ? '<w:tblHeader/>' : ''}</w:trPr>${cells.join('')}</w:tr>`
  }
  const grid = columns.map((width) => `<w:gridCol w:w="${width}"/>`).join('')
  const all = [...head.map((row) => rowXml(row, true)), ...rows.map((row) => rowXml(row, false))].join('')
  return `<w:tbl><w:tblPr><w:tblW w:w="${twips(TEXT_WIDTH)}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>${borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>${inner}</w:tblCellMar></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${all}</w:tbl>`
}

function cellXml({ paragraphs, span, fill }: Cell, width: number, padding: number): string {
  const properties = [
    `<w:tcW w:w="${width}" w:type="dxa"/>`,
    span ? `<w:gridSpan w:val="${span}"/>` : '',
    fill ? `<w:shd w:val="clear" w:color="auto" w:fill="${fill}"/>` : '',
  ]
  const inner = width / 20 - 2 * padding
  const content = paragraphs.map((paragraph, at) => paragraphXml(paragraph, inner, at === 0 ? 0 : 2, at === 0)).join('')
  return `<w:tc><w:tcPr>${properties.join('')}</w:tcPr>${content || '<w:p/>'}</w:tc>`
}

/** @param before space above where the paragraph names none */
function paragraphXml(paragraph: Paragraph, width: number, before: number, isFirst = false): string {
  const { runs, align = 'left', size = SIZE, indent = 0, keepsNext, breaksBefore, isHeading } = paragraph
  const tabs = runs.flatMap((run) => ('tabTo' in run ? [run] : []))
  const stops = tabs.map(({ tabTo, isDotted }) => {
    const place = `w:pos="${twips(tabTo * (width - indent) + indent)}"`
    return `<w:tab w:val="${tabTo >= 1 ? 'right' : 'left'}"${isDotted ? ' w:leader="dot"' : ''} ${place}/>`
  })
  const properties = [
    keepsNext ? '<w:keepNext/>' : '',
    breaksBefore ? '<w:pageBreakBefore/>' : '',
    stops.length > 0 ? `<w:tabs>${stops.join('')}</w:tabs>` : '',
    `<w:spacing w:before="${isFirst ? 0 : twips(paragraph.before ?? before)}" w:after="0" w:line="${LINE_240THS}" w:lineRule="auto"/>`,
    indent > 0 ? `<w:ind w:left="${twips(indent)}"/>` : '',
    align === 'left' ? '' : `<w:jc w:val="${align === 'justify' ? 'both' : align}"/>`,
    isHeading ? '<w:outlineLvl w:val="0"/>' : '',
  ]
  return `<w:p><w:pPr>${properties.join('')}</w:pPr>${runs.map((run) => runXml(run, size)).join('')}</w:p>`
}

function runXml(run: Run, size: number): string {
  if ('tabTo' in run) return '<w:r><w:tab/></w:r>'
  const style = [
    run.face === 'bold' ? '<w:b/>' : '',
    run.face === 'italic' ? '<w:i/>' : '',
    size === SIZE ? '' : `<w:sz w:val="${Math.round(size * 2)}"/><w:szCs w:val="${Math.round(size * 2)}"/>`,
    run.isUnderlined ? '<w:u w:val="single"/>' : '',
  ].join('')
  return clean(run.text)
    .split(/([☐☒]|\n)/u)
    .filter((part) => part !== '')
    .map((part) => {
      if (part === '\n') return '<w:r><w:br/></w:r>'
      const isBox = part === '☐' || part === '☒'
      const font = isBox
        ? `<w:rFonts w:ascii="${BOX_FONT}" w:hAnsi="${BOX_FONT}" w:eastAsia="MS Gothic" w:cs="${BOX_FONT}"/>`
        : ''
      return `<w:r><w:rPr>${font}${style}</w:rPr><w:t xml:space="preserve">${escapeXml(part)}</w:t></w:r>`
    })
    .join('')
}

function stylesXml({ language }: Paper): string {
  const tag = language === 'vi' ? 'vi-VN' : 'en-GB'
  const fonts = `<w:rFonts w:ascii="${FONT}" w:hAnsi="${FONT}" w:eastAsia="${FONT}" w:cs="${FONT}"/>`
  return `<w:styles ${W}><w:docDefaults><w:rPrDefault><w:rPr>${fonts}<w:sz w:val="${SIZE * 2}"/><w:szCs w:val="${SIZE * 2}"/><w:lang w:val="${tag}" w:eastAsia="${tag}"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>`
}

function footXml({ foot, pageLabel }: Paper): string {
  const style = '<w:rPr><w:sz w:val="19"/></w:rPr>'
  const words = (text: string) => `<w:r>${style}<w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r>`
  const field = (name: string) =>
    `<w:r>${style}<w:fldChar w:fldCharType="begin"/></w:r><w:r>${style}<w:instrText xml:space="preserve"> ${name} </w:instrText></w:r><w:r>${style}<w:fldChar w:fldCharType="separate"/></w:r><w:r>${style}<w:t>1</w:t></w:r><w:r>${style}<w:fldChar w:fldCharType="end"/></w:r>`
  const label = pageLabel.split(/(\{pages?\})/).filter((part) => part !== '')
  const numbers = label.map((part) => (part === '{page}' ? field('PAGE') : part === '{pages}' ? field('NUMPAGES') : words(part)))
  return `<w:ftr ${W}><w:p><w:pPr><w:tabs><w:tab w:val="right" w:pos="${twips(TEXT_WIDTH)}"/></w:tabs></w:pPr>${words(foot)}<w:r><w:tab/></w:r>${numbers.join('')}</w:p></w:ftr>`
}

function coreXml({ title, madeAt, language }: Paper): string {
  const at = `<dcterms:created xsi:type="dcterms:W3CDTF">${madeAt.toISOString().slice(0, 19)}Z</dcterms:created>`
  return `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escapeXml(title)}</dc:title><dc:language>${language}</dc:language>${at}</cp:coreProperties>`
}

function relations(...targets: readonly (readonly [type: string, target: string])[]): string {
  const all = targets.map(([type, target], at) => `<Relationship Id="r${at + 1}" Type="${type}" Target="${target}"/>`).join('')
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all}</Relationships>`
}

/** Twentieths of a point. */
function twips(points: number): number {
  return Math.round(points * 20)
}
