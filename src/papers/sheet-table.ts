/** A scoring sheet as a table: every criterion with the chosen option, its points, and what proves it. */
import type { Sheet, SheetCriterion, SheetPart } from './dossier.ts'
import { FORMS, filled, headRow } from './form-parts.ts'
import { bold, type Cell, para, type Row, type Table } from './paper.ts'

const form = FORMS.form02
/** Of the letters: a sheet has up to 34 rows with long names. */
export const SMALL = 11
const PART_FILL = 'f5f3f8'

export function sheetTable({ parts, result }: Sheet): Table {
  const isScored = result !== null
  const max = parts.reduce((sum, part) => sum + part.max, 0)
  return {
    kind: 'table',
    widths: [0.1, 0.24, 0.31, 0.11, 0.24],
    head: [headRow(form.columns, SMALL)],
    rows: [
      ...parts.flatMap((part) => [partRow(part, isScored), ...part.criteria.map(criterionRow)]),
      sumRow(form.total, result?.total ?? null, max),
    ],
    hasBorders: true,
    before: 6,
    padding: 4,
  }
}

function partRow({ id, name, points, max }: SheetPart, isScored: boolean): Row {
  return sumRow(filled(form.partRow, { id, name }), isScored ? points : null, max, true)
}

function sumRow(label: string, points: number | null, max: number, keepsNext = false): Row {
  return [
    { paragraphs: [para([bold(label)], { size: SMALL, keepsNext })], span: 3, fill: PART_FILL },
    { paragraphs: [para([bold(ofMax(points, max))], { size: SMALL, align: 'center' })], fill: PART_FILL },
    { paragraphs: [], fill: PART_FILL },
  ]
}

function criterionRow({ id, name, max, chosen, proofs }: SheetCriterion): Row {
  const cell = (text: string): Cell => ({ paragraphs: [para(text, { size: SMALL })] })
  return [
    { paragraphs: [para(id, { size: SMALL, align: 'center' })] },
    cell(name),
    cell(chosen?.label ?? '……'),
    { paragraphs: [para(ofMax(chosen?.points ?? null, max), { size: SMALL, align: 'center' })] },
    cell(proofs.join('; ')),
  ]
}

function ofMax(points: number | null, max: number): string {
  return `${points ?? '…'}/${max}`
}
