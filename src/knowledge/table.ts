import type { Article } from './article.ts'
import { createPostings, type Lists, type Postings } from './postings.ts'
import { BETWEEN, FIRST, type Prepared } from './prepare.ts'
import type { Weights } from './weights.ts'

/** What the articles are, as numbers: made once, asked by every question. */
export interface Table extends Postings {
  readonly weights: Weights
  readonly articles: number
  /** the article of each way of asking */
  readonly owner: Int32Array
  /** worth of each term, the rarer the more */
  readonly values: Float64Array
  /** worth of all terms of each way of asking */
  readonly own: Float64Array
  readonly numbers: readonly (readonly string[])[]
  /** criteria sets that each article is about */
  readonly sets: readonly (readonly string[])[]
}

export function createTable(articles: readonly Article[], prepared: Prepared, weights: Weights): Table {
  const numbers = prepared.articles.flatMap((article) => article.numbers)
  const owner = Int32Array.from(prepared.articles.flatMap((article, at) => article.numbers.map(() => at)))
  const postings = createPostings(prepared, owner)
  const { terms, termOf, inArticles, inTexts } = postings
  const values = Float64Array.from(terms, ([key, term]) => {
    const holders = lengthOf(inArticles, term) || lengthOf(inTexts, term)
    return rarity(holders, articles.length) * kindWeight(key, weights)
  })
  return {
    ...postings,
    weights,
    articles: articles.length,
    owner,
    values,
    own: totals(prepared, termOf, values),
    numbers,
    sets: articles.map(({ covers }) => setsCovered(covers)),
  }
}

function lengthOf({ start }: Lists, term: number): number {
  return (start[term + 1] ?? 0) - (start[term] ?? 0)
}

/** As in BM25: what stands in few articles tells more. */
export function rarity(holders: number, articles: number): number {
  return Math.log(1 + (articles - holders + 0.5) / (holders + 0.5))
}

export function isSyllable(key: string): boolean {
  return !/^[#=]/.test(key)
}

function kindWeight(key: string, weights: Weights): number {
  if (key.startsWith('#')) return weights.concept
  return key.startsWith('=') ? weights.set : 1
}

/** The worth of each way of asking; letter by letter as in `postings.ts`. */
function totals({ terms, articles }: Prepared, termOf: Int32Array, values: Float64Array): Float64Array {
  const worth = Float64Array.from(terms, ({ weight }, place) => weight * (values[termOf[place] ?? 0] ?? 0))
  const lists = articles.map(({ ways }) => ways).join(BETWEEN)
  const found: number[] = [0]
  for (let at = 0; at < lists.length; at++) {
    const place = lists.charCodeAt(at) - FIRST
    if (place < 0) found.push(0)
    else found[found.length - 1] = (found[found.length - 1] ?? 0) + (worth[place] ?? 0)
  }
  return Float64Array.from(found)
}

/** The criteria sets that an article is about: they stand in the names of its facts. */
function setsCovered(covers: readonly string[]): readonly string[] {
  const found = covers.map((fact) => /^(?:bo|toithieu[345])-(.+)$/.exec(fact)?.[1]).filter((set) => set !== undefined)
  return [...new Set(found)]
}
