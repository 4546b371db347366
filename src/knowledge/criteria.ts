/**
 * The official scoring sheets (Quyết định 26/2026/QĐ-TTg): 26 sets of criteria, each 100 points in three parts.
 *
 * The labels of options are shortened from the print; `docs/data-sources.md` says what was repaired.
 */
import data from './criteria.json' with { type: 'json' }
import { createPhrases, longestAt, type Phrases } from './phrases.ts'
import { createReader } from './retrieve.ts'
import twoWays from './two-ways.json' with { type: 'json' }

export interface Option {
  readonly points: number
  readonly label: string
  /** of a sheet with two cases (tourism): which */
  readonly case: number | null
}

export interface Criterion {
  /** `A1.1`, within its set */
  readonly id: string
  readonly name: string
  readonly max: number
  readonly note: string | null
  readonly options: readonly Option[]
}

export interface Part {
  /** A, B or C */
  readonly id: string
  readonly name: string
  readonly max: number
  readonly criteria: readonly Criterion[]
}

export type Star = 1 | 2 | 3 | 4 | 5

export interface CriteriaSet {
  readonly id: string
  /** 1 to 26 */
  readonly number: number
  /** one of the six product groups, `city/groups` */
  readonly group: string
  readonly name: string
  readonly parts: readonly Part[]
  readonly disqualify: string
  /** points that a criterion must have for a star; a higher star holds the lower one's too */
  readonly minimums: Readonly<Record<3 | 4 | 5, Readonly<Record<string, number>>>>
}

/** How a criterion is proved, and how soon something can be done about it: 1 weeks, 2 months and papers, 3 investment. Ours, not of the decision. */
export interface Proof {
  readonly papers: readonly string[]
  readonly effort: 1 | 2 | 3
}

/** Least points of each star, best first. */
export const BANDS = data.bands as unknown as readonly (readonly [star: Star, least: number])[]
export const SOURCE: { readonly document: string; readonly date: string; readonly url: string } = data.source

type Row = readonly [points: number, label: string, star?: number, ofCase?: number]
type Stored = Omit<CriteriaSet, 'parts'> & {
  readonly parts: readonly (Omit<Part, 'criteria'> & {
    readonly criteria: readonly {
      readonly id: string
      readonly name: string
      readonly max: number
      readonly note?: string
      readonly options: readonly Row[]
    }[]
  })[]
}

export const SETS: readonly CriteriaSet[] = (data.sets as unknown as readonly Stored[]).map((set) => ({
  ...set,
  parts: set.parts.map((part) => ({
    ...part,
    criteria: part.criteria.map(({ note = null, options, ...criterion }) => ({
      ...criterion,
      note,
      options: options.map(([points, label, , ofCase]) => ({ points, label, case: ofCase ?? null })),
    })),
  })),
}))

const byId = new Map(SETS.map((set) => [set.id, set]))

export function setById(id: string): CriteriaSet | undefined {
  return byId.get(id)
}

export function criteriaOf(set: CriteriaSet): readonly Criterion[] {
  return set.parts.flatMap(({ criteria }) => criteria)
}

export function proofOf({ name }: Criterion): Proof {
  const [papers, effort] = (data.proofs as unknown as Readonly<Record<string, readonly [readonly string[], 1 | 2 | 3]>>)[
    name
  ] ?? [[], 3]
  return { papers, effort }
}

const NO_ARTICLES = { terms: [], articles: [], pairs: () => ({ all: [], often: [] }) }
let read: ReturnType<typeof createReader> | undefined

let either: Phrases<readonly string[]> | undefined

/** The sets that the words for a product point to, likeliest first: where two are defensible, both. */
export function setsFor(product: string): readonly CriteriaSet[] {
  read ??= createReader(NO_ARTICLES)
  either ??= createPhrases(Object.entries(twoWays.words))
  const phrases = either
  const sentences = read(product)
  const both = sentences.flatMap(({ words, isMarked }) =>
    words.flatMap((_, at) => longestAt(phrases, words, at, isMarked)?.value ?? []),
  )
  const ids = [...both, ...sentences.flatMap(({ sets }) => sets)]
  return [...new Set(ids)].flatMap((id) => byId.get(id) ?? [])
}
