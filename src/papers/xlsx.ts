/**
 * A list as an XLSX: one sheet, a head that stays, a filter, dates and numbers as such.
 *
 * Texts are inline strings, which are never reckoned; those that look like a formula are marked as quoted, so that editing
 * the cell does not make one of them either (P-21).
 */
import { strToU8, zipSync } from 'fflate'
import { type List, looksLikeFormula, type Value } from './list.ts'
import { clean, escapeXml } from './words.ts'

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PARTS = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const DAY_MS = 86_400_000
/** Day 0 of spreadsheets (1899-12-30), in Huế. */
const EPOCH_MS = Date.UTC(1899, 11, 30) - 7 * 3_600_000
/** Most characters that a cell holds. */
const MAX_CELL = 32_767

/** Places in the table of styles below. */
const STYLE = { text: 1, head: 2, date: 3, quoted: 4 } as const

export function xlsxOf(list: List): Uint8Array {
  const files: Readonly<Record<string, string>> = {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${PARTS}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${PARTS}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${PARTS}.styles+xml"/></Types>`,
    '_rels/.rels': relations([`${RELATIONS}/officeDocument`, 'xl/workbook.xml']),
    'xl/_rels/workbook.xml.rels': relations(
      [`${RELATIONS}/worksheet`, 'worksheets/sheet1.xml'],
      [`${RELATIONS}/styles`, 'styles.xml'],
    ),
    'xl/workbook.xml': workbookXml(list),
    'xl/styles.xml': stylesXml(),
    'xl/worksheets/sheet1.xml': sheetXml(list),
  }
  const entries = Object.entries(files).map(([name, xml]) => [name, strToU8(`${HEAD}\n${xml}`)])
  return zipSync(Object.fromEntries(entries), { mtime: list.madeAt })
}

function workbookXml({ name, columns, rows }: List): string {
  // A name of a sheet holds 31 characters and none of these.
  const title = escapeXml(name.replace(/[[\]:*?/\\']/g, ' ').slice(0, 31))
  const filter = `<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'${title}'!${range(columns.length, rows.length, '$')}</definedName></definedNames>`
  return `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="${title}" sheetId="1" r:id="r1"/></sheets>${filter}</workbook>`
}

function sheetXml({ columns, rows }: List): string {
  const widths = columns.map(({ width }, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`)
  const head = rowXml(
    1,
    columns.map(({ title }, at) => textCell(placeOf(at, 1), title, STYLE.head)),
  )
  const body = rows.map((row, at) =>
    rowXml(
      at + 2,
      row.map((value, column) => cellXml(placeOf(column, at + 2), value)),
    ),
  )
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
  return `<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>${head}${body.join('')}</sheetData><autoFilter ref="${range(columns.length, rows.length)}"/><pageMargins left="0.79" right="0.79" top="0.79" bottom="0.79" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>`
}

function rowXml(number: number, cells: readonly string[]): string {
  return `<row r="${number}">${cells.join('')}</row>`
}

function cellXml(place: string, value: Value): string {
  if (value === null) return `<c r="${place}" s="${STYLE.text}"/>`
  if (typeof value === 'number') return `<c r="${place}" s="${STYLE.text}"><v>${value}</v></c>`
  if (value instanceof Date) return `<c r="${place}" s="${STYLE.date}"><v>${(value.getTime() - EPOCH_MS) / DAY_MS}</v></c>`
  return textCell(place, value, looksLikeFormula(value) ? STYLE.quoted : STYLE.text)
}

function textCell(place: string, text: string, style: number): string {
  const shown = escapeXml(clean(text).slice(0, MAX_CELL))
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${shown}</t></is></c>`
}

/** Fonts, fills, borders, then the styles in the order of `STYLE`. */
function stylesXml(): string {
  const font = (inner: string) => `<font>${inner}<sz val="12"/><name val="Times New Roman"/></font>`
  const fill = (inner: string) => `<fill><patternFill ${inner}</fill>`
  const edge = ['left', 'right', 'top', 'bottom'].map((side) => `<${side} style="thin"/>`).join('')
  const wrap = '<alignment vertical="top" wrapText="1"/>'
  const style = (attributes: string, alignment = wrap) =>
    `<xf borderId="1" xfId="0" applyAlignment="1" applyBorder="1" ${attributes}>${alignment}</xf>`
  return [
    `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm"/></numFmts>`,
    `<fonts count="2">${font('')}${font('<b/>')}</fonts>`,
    `<fills count="3">${fill('patternType="none"/>')}${fill('patternType="gray125"/>')}${fill('patternType="solid"><fgColor rgb="FFEEEAF3"/></patternFill>')}</fills>`,
    `<borders count="2"><border/><border>${edge}<diagonal/></border></borders>`,
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
    style('numFmtId="0" fontId="0" fillId="0"'),
    style('numFmtId="0" fontId="1" fillId="2"', '<alignment horizontal="center" vertical="center" wrapText="1"/>'),
    style('numFmtId="164" fontId="0" fillId="0" applyNumberFormat="1"'),
    style('numFmtId="0" fontId="0" fillId="0" quotePrefix="1"'),
    '</cellXfs></styleSheet>',
  ].join('')
}

function relations(...targets: readonly (readonly [type: string, target: string])[]): string {
  const all = targets.map(([type, target], at) => `<Relationship Id="r${at + 1}" Type="${type}" Target="${target}"/>`).join('')
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all}</Relationships>`
}

function range(columns: number, rows: number, mark = ''): string {
  return `${mark}A${mark}1:${mark}${letter(columns - 1)}${mark}${rows + 1}`
}

function placeOf(column: number, row: number): string {
  return `${letter(column)}${row}`
}

function letter(column: number): string {
  const rest = column < 26 ? '' : letter(Math.floor(column / 26) - 1)
  return `${rest}${String.fromCharCode(65 + (column % 26))}`
}
