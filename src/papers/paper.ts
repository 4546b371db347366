/**
 * A paper as data: paragraphs and tables on A4. `docx.ts` and `pdf.ts` make the files of it, so that both say the same.
 *
 * Rejected: one template file a form (two formats would drift apart).
 */
export type Face = 'regular' | 'bold' | 'italic'

/** A piece of a line. `tabTo`: up to that share (0 to 1) of the width, as dots to write on or as space. */
export type Run =
  | { readonly text: string; readonly face?: Face; readonly isUnderlined?: boolean }
  | { readonly tabTo: number; readonly isDotted: boolean }

/** Lengths in points (1/72 inch). ☐ and ☒ in a text are drawn as boxes to tick. */
export interface Paragraph {
  readonly kind: 'paragraph'
  readonly runs: readonly Run[]
  readonly align?: 'left' | 'center' | 'right' | 'justify'
  readonly size?: number
  /** space above */
  readonly before?: number
  readonly indent?: number
  /** stays on the page of what follows */
  readonly keepsNext?: boolean
  readonly breaksBefore?: boolean
  /** named in the outline of a DOCX, by which readers of screens move */
  readonly isHeading?: boolean
}

export interface Cell {
  readonly paragraphs: readonly Paragraph[]
  /** columns that it takes */
  readonly span?: number
  /** ground, as rrggbb */
  readonly fill?: string
}

export type Row = readonly Cell[]

export interface Table {
  readonly kind: 'table'
  /** shares of the width, together 1 */
  readonly widths: readonly number[]
  /** repeated on each page */
  readonly head: readonly Row[]
  readonly rows: readonly Row[]
  readonly hasBorders: boolean
  readonly before?: number
  /** inner distance of text and border, left and right; above and below half of it */
  readonly padding?: number
}

export type Block = Paragraph | Table

export interface Paper {
  readonly title: string
  readonly blocks: readonly Block[]
  /** at the foot of each page; the page and their number stand beside it */
  readonly foot: string
  /** "Trang {page}/{pages}" */
  readonly pageLabel: string
  readonly language: 'vi' | 'en'
  readonly madeAt: Date
}

/** A4 with the margins of Nghị định 30/2020/NĐ-CP. */
export const PAGE = { width: 595.28, height: 841.89, left: 85.04, right: 56.69, top: 56.69, bottom: 62.36 } as const
export const TEXT_WIDTH = PAGE.width - PAGE.left - PAGE.right
export const SIZE = 13
export const LINE = 1.25
export const BEFORE = 6
export const PADDING = 5

export function para(text: string | readonly Run[], style: Omit<Paragraph, 'kind' | 'runs'> = {}): Paragraph {
  return { kind: 'paragraph', runs: typeof text === 'string' ? [{ text }] : text, ...style }
}

export function bold(text: string): Run {
  return { text, face: 'bold' }
}

export function italic(text: string): Run {
  return { text, face: 'italic' }
}
