/**
 * A list as an XLSX through `write-excel-file`: one sheet, a head that stays, a filter, dates and numbers as such.
 *
 * Texts are typed as texts, which are never reckoned; the cells of those that look like a formula have the format of texts, so
 * that editing such a cell does not make one of it either (P-21).
 *
 * The library's part for Node also runs on the edge; its part for browsers packs long lists in a Worker of the web, which
 * workerd has not.
 */
import writeXlsxFile, { type CellObject } from 'write-excel-file/node'
import { type List, looksLikeFormula, type Value } from './list.ts'
import { clean } from './words.ts'

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Dates of a spreadsheet know no zone; these are of Huế. */
const ZONE_MS = 7 * 3_600_000
/** Most characters that a cell holds. */
const MAX_CELL = 32_767
const FONT = { fontFamily: 'Times New Roman', fontSize: 12 } as const
const CELL = { borderStyle: 'thin', alignVertical: 'top', wrap: true } as const
const HEAD = { ...CELL, align: 'center', alignVertical: 'center', fontWeight: 'bold', backgroundColor: '#eeeaf3' } as const

export async function xlsxOf({ name, columns, rows }: List): Promise<Uint8Array> {
  const head = columns.map(({ title }) => ({ ...HEAD, ...textCell(title) }))
  const body = rows.map((row) => row.map((value) => ({ ...CELL, ...cellOf(value) })))
  const sheet = {
    // A name of a sheet holds 31 characters and none of these.
    sheet: name.replace(/[[\]:*?/\\']/g, ' ').slice(0, 31),
    columns: columns.map(({ width }) => ({ width })),
    stickyRowsCount: 1,
    orientation: 'landscape',
  } as const
  return writeXlsxFile([head, ...body], sheet, { ...FONT, features: [filtered(columns.length, rows.length + 1)] }).toBuffer()
}

function cellOf(value: Value): CellObject {
  if (value === null) return {}
  if (typeof value === 'number') return { type: Number, value }
  if (value instanceof Date) return { type: Date, value: new Date(value.getTime() + ZONE_MS), format: 'dd/mm/yyyy hh:mm' }
  return textCell(value)
}

function textCell(text: string): CellObject {
  const value = clean(text).slice(0, MAX_CELL)
  return { type: String, value, ...(looksLikeFormula(value) ? { format: '@' } : {}) }
}

/** What the library has no option for: a filter over the head, and a page as wide as the list when it is printed. */
function filtered(columns: number, rows: number) {
  const filter = `<autoFilter ref="A1:${String.fromCharCode(64 + columns)}${rows}"/>`
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (xml: string) =>
            xml
              .replace('</sheetData>', () => `</sheetData>${filter}`)
              .replace('<sheetViews>', () => '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'),
          transformElementAttributes: (tag: string, attributes: Record<string, string | number>) =>
            tag === 'pageSetup' ? { ...attributes, fitToWidth: 1, fitToHeight: 0 } : attributes,
        },
      },
    },
  }
}
