/** A list as CSV (RFC 4180), with the mark by which Excel knows that it is UTF-8. */
import { showTime } from '../lib/time.ts'
import { type List, looksLikeFormula, type Value } from './list.ts'
import { clean } from './words.ts'

export const CSV_TYPE = 'text/csv; charset=utf-8'

export function csvOf({ columns, rows }: List): Uint8Array {
  const lines = [columns.map(({ title }) => title), ...rows].map((row) => `${row.map(cell).join(',')}\r\n`)
  return new TextEncoder().encode(`\uFEFF${lines.join('')}`)
}

/** Quoted always. What looks like a formula begins with an apostrophe: shown in the cell, and never reckoned. */
function cell(value: Value): string {
  if (typeof value === 'number') return String(value)
  const text = value === null ? '' : value instanceof Date ? showTime(value) : clean(value)
  return `"${(looksLikeFormula(text) ? `'${text}` : text).replace(/"/g, '""')}"`
}
