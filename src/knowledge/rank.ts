/**
 * Articles ranked for a question.
 *
 * Each way of asking an article (its question, its aliases) is compared by itself, and the two best count: a sum over
 * all would prefer articles with many aliases. How much of the question the usual words of the article explain comes
 * second. Tried and left: pairs of words, pairs of concepts and a naive Bayes term (no gain in 3,000 left-out aliases),
 * and a re-ranking with fifteen features (gain there, none on people's questions); see docs/decisions/0009.
 */
import type { Analysis } from './analyse.ts'
import type { Article } from './article.ts'
import type { Prepared } from './prepare.ts'
import { createTable, isSyllable, rarity, type Table } from './table.ts'
import { type Term, toTerms } from './terms.ts'
import type { Weights } from './weights.ts'

export interface Ranked {
  readonly article: Article
  readonly score: number
  /** likeness of the best way of asking, 0 to 1 */
  readonly likeness: number
  /** share of the question that the article's usual words explain, 0 to 1 */
  readonly explained: number
  /** share of the question's syllables that stand anywhere in the article, 0 to 1 */
  readonly covered: number
}

export interface Ranking {
  /** best first, at most ten */
  readonly ranked: readonly Ranked[]
  /** share of the question's weight that stands in no article, 0 to 1 */
  readonly unknown: number
  /** weight of the question: how much there is to go by */
  readonly total: number
}

/** @param skipped for fitting: a way of asking that is left out */
export type Rank = (question: readonly Analysis[], skipped?: number) => Ranking

const MOST = 10
/** So steep that only the very words of a way of asking get something. */
const EXACT_POWER = 12

/** @param prepared of the articles, in their order */
export function createRank(articles: readonly Article[], prepared: Prepared, weights: Weights): Rank {
  const table = createTable(articles, prepared, weights)
  return (question, skipped = -1) => {
    const terms = toTerms(question, weights)
    const sums = createSums(table)
    for (const term of terms) addTerm(sums, table, term, skipped)
    if (skipped >= 0) sums.common[skipped] = 0
    const likenesses = likenessesOf(sums, table, question)
    const scores = scoresOf(sums, likenesses, table, question)
    const best = greatest(scores)
    const ranked = best.flatMap((at): Ranked[] => {
      const article = articles[at]
      if (!article) return []
      const explained = (sums.explained[at] ?? 0) / sums.total
      const covered = sums.spoken > 0 ? (sums.covered[at] ?? 0) / sums.spoken : 0
      return [{ article, score: scores[at] ?? 0, likeness: likenesses.best[at] ?? 0, explained, covered }]
    })
    return { ranked, unknown: sums.total > 0 ? sums.unknown / sums.total : 1, total: sums.total }
  }
}

/** What a question has in common with each way of asking and each article; filled term by term. */
interface Sums {
  readonly common: Float64Array
  readonly explained: Float64Array
  readonly covered: Float64Array
  /** the last term that was counted for an article */
  readonly stamp: Int32Array
  total: number
  /** of syllables only */
  spoken: number
  unknown: number
}

function createSums({ owner, articles }: Table): Sums {
  return {
    common: new Float64Array(owner.length),
    explained: new Float64Array(articles),
    covered: new Float64Array(articles),
    stamp: new Int32Array(articles).fill(-1),
    total: 0,
    spoken: 0,
    unknown: 0,
  }
}

function addTerm(sums: Sums, table: Table, { key, marked, weight }: Term, skipped: number): void {
  const isWord = isSyllable(key)
  const term = table.terms.get(key)
  if (term === undefined && !isWord) return
  const value = weight * (term === undefined ? rarity(0, table.articles) : (table.values[term] ?? 0))
  sums.total += value
  if (isWord) sums.spoken += value
  if (term === undefined) {
    sums.unknown += value
    return
  }
  const mark = marked === key ? 0 : (table.marks.get(marked) ?? -1)
  addToWays(sums.common, table, term, mark, value)
  addToArticles(sums, table, term, value, { isWord, skipped })
}

/** A syllable with other marks than typed counts less; where one side has no marks, all marks are right. */
function addToWays(common: Float64Array, { inWays, weights }: Table, term: number, mark: number, value: number): void {
  for (let at = inWays.start[term] ?? 0; at < (inWays.start[term + 1] ?? 0); at++) {
    const way = inWays.item[at] ?? 0
    const other = inWays.extra[at] ?? 0
    common[way] = (common[way] ?? 0) + value * (mark === 0 || other === 0 || mark === other ? 1 : weights.otherMarks)
  }
}

function addToArticles(
  { explained, covered, stamp }: Sums,
  { inArticles, inTexts, owner, weights }: Table,
  term: number,
  value: number,
  { isWord, skipped }: { readonly isWord: boolean; readonly skipped: number },
): void {
  for (let at = inArticles.start[term] ?? 0; at < (inArticles.start[term + 1] ?? 0); at++) {
    const article = inArticles.item[at] ?? 0
    const count = (inArticles.extra[at] ?? 0) - (article === owner[skipped] ? 1 : 0)
    if (count === 0) continue
    explained[article] = (explained[article] ?? 0) + (value * count) / (count + weights.saturation)
    if (isWord) covered[article] = (covered[article] ?? 0) + value
    stamp[article] = term
  }
  for (let at = inTexts.start[term] ?? 0; at < (inTexts.start[term + 1] ?? 0); at++) {
    const article = inTexts.item[at] ?? 0
    explained[article] = (explained[article] ?? 0) + value * weights.text
    if (isWord && stamp[article] !== term) covered[article] = (covered[article] ?? 0) + value
  }
}

interface Likenesses {
  readonly best: Float64Array
  readonly second: Float64Array
}

/** Of each article, its two best ways of asking. */
function likenessesOf({ common, total }: Sums, table: Table, question: readonly Analysis[]): Likenesses {
  const { owner, own, numbers, weights } = table
  const asked = question.flatMap((sentence) => sentence.numbers)
  const best = new Float64Array(table.articles)
  const second = new Float64Array(table.articles)
  for (let way = 0; way < owner.length; way++) {
    const shared = common[way] ?? 0
    if (shared === 0) continue
    const missed = Math.max(0, total - shared)
    const extra = Math.max(0, (own[way] ?? 0) - shared)
    const kept = asked.length > 0 && clashes(asked, numbers[way] ?? []) ? 1 - weights.clash : 1
    const likeness = (kept * shared) / (shared + weights.missed * missed + weights.extra * extra)
    const article = owner[way] ?? 0
    if (likeness > (best[article] ?? 0)) {
      second[article] = best[article] ?? 0
      best[article] = likeness
    } else if (likeness > (second[article] ?? 0)) second[article] = likeness
  }
  return { best, second }
}

/** Of each article; 0 where it has nothing in common with the question. */
function scoresOf(
  { explained, total }: Sums,
  { best, second }: Likenesses,
  { weights, sets, isMinimum }: Table,
  question: readonly Analysis[],
) {
  const named = namedIn(question)
  const scores = new Float64Array(best.length)
  for (let at = 0; at < best.length; at++) {
    const likeness = best[at] ?? 0
    if (likeness === 0) continue
    const share = (explained[at] ?? 0) / total
    const others =
      weights.second * (second[at] ?? 0) +
      weights.explained * share +
      subjectBonus(sets[at] ?? [], isMinimum[at] ?? false, named, weights)
    // Never 0: what the sets take away does not make it something that was not found.
    scores[at] = Math.max(1e-6, likeness + weights.exact * likeness ** EXACT_POWER + others)
  }
  return scores
}

/** Places of the greatest numbers above 0, the greatest first. */
function greatest(numbers: Float64Array): readonly number[] {
  const found: number[] = []
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at] ?? 0
    if (number === 0 || (found.length === MOST && number <= (numbers[found[MOST - 1] ?? 0] ?? 0))) continue
    let place = found.length
    while (place > 0 && number > (numbers[found[place - 1] ?? 0] ?? 0)) place--
    found.splice(place, 0, at)
    found.length = Math.min(found.length, MOST)
  }
  return found
}

/** What the question speaks of. */
interface Named {
  readonly sets: ReadonlySet<string>
  readonly names: ReadonlySet<string>
  readonly hasStars: boolean
}

function namedIn(question: readonly Analysis[]): Named {
  return {
    sets: new Set(question.flatMap(({ sets }) => sets)),
    names: new Set(question.flatMap(({ names }) => names)),
    hasStars: question.some(({ words }) =>
      words.some(({ folded }, at) => folded === 'sao' && /^[1-5]$/.test(words[at - 1]?.folded ?? '')),
    ),
  }
}

/** Articles on one criteria set are for those who name a product of it, those on a proper name for those who say it. */
function subjectBonus(
  subjects: readonly string[],
  isMinimum: boolean,
  { sets, names, hasStars }: Named,
  weights: Weights,
): number {
  if (subjects.length === 0) return 0
  if (subjects.some((subject) => names.has(subject))) return weights.sameName
  if (sets.size === 0) return -weights.noSet
  if (!subjects.some((subject) => sets.has(subject))) return -weights.otherSet
  return weights.sameSet + (isMinimum && hasStars ? weights.minimums : 0)
}

/** Both name stars (years, other numbers), and none is the same. */
function clashes(asked: readonly string[], said: readonly string[]): boolean {
  if (said.length === 0) return false
  return ['*', 'y', 'n'].some((kind) => {
    const wanted = asked.filter((number) => number.startsWith(kind))
    const given = said.filter((number) => number.startsWith(kind))
    return wanted.length > 0 && given.length > 0 && !wanted.some((number) => given.includes(number))
  })
}
