/** A self-assessment to take along: points as bars, stars, what holds them down, what to do first, and the whole sheet. */

import { showDate } from '../lib/time.ts'
import type { T } from '../texts.ts'
import type { Sheet } from './dossier.ts'
import { type Block, bold, italic, type Paper, type Paragraph, para, type Table } from './paper.ts'
import { SMALL, sheetTable } from './sheet-table.ts'

export interface AssessmentResult {
  readonly product: string
  /** scored: it has a result */
  readonly sheet: Sheet
  readonly at: Date
  /** sentences, as the chat says them */
  readonly before: string | null
  readonly held: string | null
  readonly gates: readonly string[]
  /** head, one line a step, and whether they are enough */
  readonly plan: { readonly head: string; readonly steps: readonly string[]; readonly end: string } | null
  readonly unknown: readonly string[]
  readonly papers: readonly string[]
  readonly disqualify: string
  readonly source: string
  readonly language: 'vi' | 'en'
}

const ACCENT = '5b2a86'
const REST = 'e9e2f1'

export function assessmentPaper(result: AssessmentResult, t: T): Paper {
  const { product, sheet, at, language } = result
  const { total, stars } = sheet.result ?? { total: 0, stars: 1 }
  const title = t('self-assessment:paper.title')
  return {
    title: `${title} - ${product}`,
    foot: t('self-assessment:paper.made', { date: showDate(at) }),
    pageLabel: t('self-assessment:paper.page', { page: '{page}', pages: '{pages}' }),
    language,
    madeAt: at,
    blocks: [
      para([bold(title)], { align: 'center', size: 16 }),
      para([bold(product)], { align: 'center', size: 15, before: 4 }),
      para(t('self-assessment:result.set', { number: sheet.number, name: sheet.name }), { align: 'center', before: 4 }),
      para([bold(t('self-assessment:paper.stars', { stars }))], { before: 16, size: 15, keepsNext: true }),
      ...bar(t('self-assessment:paper.sum', { total }), total, 100, 11),
      para(t('self-assessment:paper.bands'), { size: SMALL, before: 4 }),
      ...sheet.parts.flatMap(({ id, name, points, max }) =>
        bar(t('self-assessment:paper.part', { id, name, points, max }), points, max, 7),
      ),
      ...said(result.held, result.before),
      ...listed(t('self-assessment:paper.gates'), result.gates),
      ...planned(result),
      ...listed(t('self-assessment:paper.papers'), result.papers),
      ...listed(t('self-assessment:paper.unknown'), result.unknown),
      para(t('self-assessment:result.disqualify', { why: result.disqualify }), { before: 10 }),
      para([bold(t('self-assessment:paper.sheet'))], { before: 14, keepsNext: true }),
      sheetTable(sheet),
      para([italic(t('self-assessment:paper.note'))], { size: SMALL, before: 10 }),
      para([italic(result.source)], { size: SMALL, before: 2 }),
    ],
  }
}

/** The words say the number; the bar only shows it. */
function bar(label: string, points: number, max: number, size: number): readonly Block[] {
  const share = max === 0 ? 0 : points / max
  const cells = [
    { share, fill: ACCENT },
    { share: 1 - share, fill: REST },
  ].filter((cell) => cell.share > 0)
  const table: Table = {
    kind: 'table',
    widths: cells.map((cell) => cell.share),
    head: [],
    rows: [cells.map(({ fill }) => ({ paragraphs: [para('', { size })], fill }))],
    hasBorders: false,
    padding: 1,
    before: 3,
  }
  return [para(label, { before: 10, keepsNext: true }), table]
}

function said(...texts: readonly (string | null)[]): readonly Paragraph[] {
  return texts.filter((text) => text !== null).map((text) => para(text, { before: 8 }))
}

function listed(title: string, lines: readonly string[]): readonly Paragraph[] {
  if (lines.length === 0) return []
  return [para([bold(title)], { before: 12, keepsNext: true }), ...lines.map((line) => para(`- ${line}`, { before: 3 }))]
}

function planned({ plan }: AssessmentResult): readonly Paragraph[] {
  if (!plan) return []
  return [
    para([bold(plan.head)], { before: 12, keepsNext: true }),
    ...plan.steps.map((step) => para(step, { before: 3 })),
    para(plan.end, { before: 3 }),
  ]
}
