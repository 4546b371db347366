/** A list as data, for `xlsx.ts` and `csv.ts`. */
export type Value = string | number | Date | null

export interface Column {
  readonly title: string
  /** in characters */
  readonly width: number
}

export interface List {
  readonly name: string
  /** at most 26 */
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Value[])[]
  readonly madeAt: Date
}

/**
 * Whether a spreadsheet could take a text for a formula when it is opened, or when somebody edits and leaves its cell (P-21).
 *
 * Full-width signs too: some spreadsheets read them as their narrow twins. Spaces and quotes before them are skipped by some.
 */
export function looksLikeFormula(text: string): boolean {
  return /^[\s"']*[=+\-@|%＝＋－＠\t\r\n]/u.test(text)
}
