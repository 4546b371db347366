/** What the official forms are made of: the national heading, fields to fill in, boxes, places to sign. */
import { showDate } from '../lib/time.ts'
import type { Dossier } from './dossier.ts'
import forms from './forms.json' with { type: 'json' }
import { type Block, bold, italic, type Paper, type Paragraph, para, type Row, type Run, type Table } from './paper.ts'

export const FORMS = forms

const DOTS_TO_THE_END: Run = { tabTo: 1, isDotted: true }
/** Room for a signature and a seal. */
const SEAL_HEIGHT = 62

export function filled(pattern: string, values: Readonly<Record<string, string | number>>): string {
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

export function paperOf(dossier: Dossier, title: string, blocks: readonly Block[]): Paper {
  return {
    title: `${title} - ${dossier.product ?? dossier.reference}`,
    blocks,
    foot: filled(forms.foot, { reference: dossier.reference, date: showDate(dossier.madeAt) }),
    pageLabel: forms.page,
    language: 'vi',
    madeAt: dossier.madeAt,
  }
}

/** Country and motto; the line under the motto is as long as it is (Nghị định 30/2020/NĐ-CP). */
export function nation(): readonly Paragraph[] {
  return [
    para([bold(forms.nation)], { align: 'center', before: 0 }),
    para([{ text: forms.motto, face: 'bold', isUnderlined: true }], { align: 'center', before: 2 }),
  ]
}

export function formNumber(number: string): Paragraph {
  return para([bold(number)], { align: 'right', size: 12, before: 0 })
}

export function heading(text: string, style: Partial<Paragraph> = {}): Paragraph {
  return para([bold(text)], { align: 'center', keepsNext: true, isHeading: true, ...style })
}

/** A label and what was told, else dots to the end of the line. */
export function field(label: string, value: string | null, indent = 0): Paragraph {
  return para([{ text: label }, value === null ? DOTS_TO_THE_END : { text: value }], { indent })
}

/** Two short fields in one line; where one is told at length, a line each. */
export function twoFields(
  first: readonly [string, string | null],
  second: readonly [string, string | null],
): readonly Paragraph[] {
  if (isLong(first) || isLong(second)) return [field(...first), field(...second)]
  const half = (value: string | null): readonly Run[] =>
    value === null
      ? [
          { tabTo: 0.48, isDotted: true },
          { tabTo: 0.5, isDotted: false },
        ]
      : [{ text: value }, { tabTo: 0.5, isDotted: false }]
  const rest: Run = second[1] === null ? DOTS_TO_THE_END : { text: second[1] }
  return [para([{ text: first[0] }, ...half(first[1]), { text: second[0] }, rest])]
}

/** Whether it needs more than half a line. */
function isLong([label, value]: readonly [string, string | null]): boolean {
  return label.length + (value?.length ?? 0) > 34
}

/** A label over what was told at length, else over lines to write on. */
export function longField(label: string, value: string | null, lines = 2): readonly Paragraph[] {
  const head = para(label, { keepsNext: true })
  return value === null ? [head, ...dottedLines(lines)] : [head, para(value, { align: 'justify', before: 3 })]
}

/** On one page, and with `keepsNext` on that of what follows. */
export function dottedLines(count: number, keepsNext = false): readonly Paragraph[] {
  return Array.from({ length: count }, (_, at) => para([DOTS_TO_THE_END], { before: 3, keepsNext: keepsNext || at < count - 1 }))
}

export function tick(label: string, isTicked: boolean | null): Paragraph {
  return para(`${label} ${isTicked === true ? '☒' : '☐'}`)
}

/** The right half of the page: place and day, who signs, and room for it. */
export function signature(lines: {
  readonly place?: string
  readonly signer: string
  readonly how: string
  readonly name?: string | null
}): Table {
  const cell: Paragraph[] = [
    ...(lines.place ? [para([italic(lines.place)], { align: 'center' })] : []),
    para([bold(lines.signer)], { align: 'center', before: 2 }),
    para([italic(lines.how)], { align: 'center', before: 2 }),
    para(lines.name ? [bold(lines.name)] : '', { align: 'center', before: SEAL_HEIGHT }),
  ]
  return {
    kind: 'table',
    widths: [0.36, 0.64],
    head: [],
    rows: [[{ paragraphs: [] }, { paragraphs: cell }]],
    hasBorders: false,
    before: 10,
  }
}

export function headRow(labels: readonly string[], size: number): Row {
  return labels.map((label) => ({ paragraphs: [para([bold(label)], { align: 'center', size })], fill: 'eeeaf3' }))
}
