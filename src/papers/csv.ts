/** A list as CSV (RFC 4180) through `csv-stringify`, with the mark by which Excel knows that it is UTF-8. */

import { stringify } from 'csv-stringify/sync'
import { utf8 } from '../lib/bytes.ts'
import { showTime } from '../lib/time.ts'
import { type List, looksLikeFormula, type Value } from './list.ts'
import { clean } from './words.ts'

export const CSV_TYPE = 'text/csv; charset=utf-8'

export function csvOf({ columns, rows }: List): Uint8Array {
  const lines = [columns.map(({ title }) => title), ...rows].map((row) => row.map(shown))
  return utf8(stringify(lines, { bom: true, quoted_string: true, record_delimiter: 'windows' }))
}

/**
 * What looks like a formula begins with an apostrophe: shown in the cell, and never reckoned. The library's own
 * `escape_formulas` looks at the first character only, and some spreadsheets skip spaces and quotes.
 */
function shown(value: Value): string | number {
  if (typeof value === 'number') return value
  const text = value === null ? '' : value instanceof Date ? showTime(value) : clean(value)
  return looksLikeFormula(text) ? `'${text}` : text
}
