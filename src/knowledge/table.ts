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
  /** criteria sets and proper names that each article is about */
  readonly sets: readonly (readonly string[])[]
  /** whether each article tells what a criteria set asks at least for stars */
  readonly isMinimum: readonly boolean[]
}

export function createTable(articles: readonly Article[], prepared: Prepared, weights: Weights): Table {
  const numbers = prepared.articles.flatMap((article) => article.numbers)
  const owner = Int32Array.from(prepared.articles.flatMap((article, at) => article.numbers.map(() => at)))
  const postings = createPostings(prepared, owner)
  const { terms, termOf, inArticles, inTexts } = postings
  const isNamed = articles.map(({ covers }) => covers.some((fact) => PROPER_NAME.test(fact)))
  const general = isNamed.filter((named) => !named).length
  const values = Float64Array.from(terms, ([key, term]) => {
    const holders = holdersOf(inArticles, term, isNamed) || holdersOf(inTexts, term, isNamed)
    return rarity(holders, general) * kindWeight(key, weights)
  })
  return {
    ...postings,
    weights,
    articles: articles.length,
    owner,
    values,
    own: totals(prepared, termOf, values),
    numbers,
    sets: articles.map(({ covers }) => subjectsOf(covers)),
    isMinimum: articles.map(({ covers }) => covers.some((fact) => MINIMUM.test(fact))),
  }
}

/** Those that are about a proper name are one: forty articles that say "xã" do not make the word common. */
function holdersOf({ start, item }: Lists, term: number, isNamed: readonly boolean[]): number {
  let general = 0
  let named = 0
  for (let at = start[term] ?? 0; at < (start[term + 1] ?? 0); at++) {
    if (isNamed[item[at] ?? 0]) named = 1
    else general++
  }
  return general + named
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

/** Facts about one commune or one product (`names.ts`). */
const PROPER_NAME = /^(?:xa|sanpham)-/

const MINIMUM = /^toithieu[345]-/

/** The criteria sets and proper names that an article is about: they stand in the names of its facts. */
function subjectsOf(covers: readonly string[]): readonly string[] {
  const found = covers.map((fact) => (PROPER_NAME.test(fact) ? fact : /^(?:bo|toithieu[345])-(.+)$/.exec(fact)?.[1]))
  return [...new Set(found.filter((subject) => subject !== undefined))]
}
