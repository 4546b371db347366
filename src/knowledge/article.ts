/**
 * One answer to one intent, as data: `articles/<topic>.json` holds the shipped ones.
 *
 * `text` is what a person reads: the first paragraph is the short answer, the others are details. A fact stands in
 * `covers` only if the text gives it whole, with every number.
 */
export interface Article {
  /** lower-case ASCII words with dashes; stands in buttons (`k:<id>`), so at most 60 letters */
  readonly id: string
  /** the question in plain words, also the label of a choice: at most 60 letters, stands alone */
  readonly question: string
  /** other ways in which people ask it; each finds this article first */
  readonly aliases: readonly string[]
  /** paragraphs, without the source line; together at most 800 letters */
  readonly text: readonly string[]
  /** ids of facts (`docs/data-sources.md`), at most four of one intent; the minimums of a criteria set are one article */
  readonly covers: readonly string[]
  readonly source: Source
  /** ISO days; null: not known, or no end */
  readonly validFrom: string | null
  readonly validTo: string | null
  readonly certainty: 'two_sources' | 'one_source' | 'uncertain'
  /** ISO day on which someone last compared text and source */
  readonly checkedOn: string
}

export interface Source {
  readonly document: string
  /** "Điều 3 khoản 1"; null: the document as a whole */
  readonly article: string | null
  /** ISO day; null is said as "không rõ ngày" */
  readonly date: string | null
  readonly url: string | null
}
