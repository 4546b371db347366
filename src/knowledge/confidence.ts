/**
 * How sure an answer is, from what is true of any article: likeness, margin to the next, words left unexplained, words of
 * other matters, words that only this programme has. Two questions, each a logistic regression fitted by
 * `scripts/fit-answers.ts`: is this ours at all, and is the first article the right one.
 */
import type { Analysis } from './analyse.ts'
import fitted from './fitted.json' with { type: 'json' }
import type { Ranked, Ranking } from './rank.ts'
import { tables } from './tables.ts'
import { focusOf } from './terms.ts'
import { WEIGHTS } from './weights.ts'

export interface Confidence {
  /** 0 to 1: the question is about what the articles are about */
  readonly ours: number
  /** 0 to 1: the first article answers it, if it is ours */
  readonly right: number
}

export const FEATURES = [
  'likeness',
  'nextLikeness',
  'margin',
  'explained',
  'unknown',
  'offTopic',
  'length',
  'ocop',
  'score',
  'anchors',
  'stars',
  'uncovered',
  'unanchoredOffTopic',
  'bestCovered',
  'rivals',
  'offTopicShare',
] as const

export function confidenceOf(question: readonly Analysis[], ranking: Ranking): Confidence {
  if (ranking.ranked.length === 0) return { ours: 0, right: 0 }
  const features = featuresOf(question, ranking)
  const right = logistic(features, fitted.right)
  return { ours: logistic(features, fitted.ours), right: isDoubtful(question, ranking) ? Math.min(right, DOUBTFUL) : right }
}

/** A name that means two communes is asked, however well one of them fits. */
const DOUBTFUL = 0.5

function isDoubtful(question: readonly Analysis[], { ranked }: Ranking): boolean {
  return question.some(({ doubtful }) => ranked[0]?.article.covers.some((fact) => doubtful.includes(fact)))
}

/** In the order of `FEATURES`, each about 0 to 1. */
export function featuresOf(question: readonly Analysis[], { ranked, unknown, total }: Ranking): readonly number[] {
  const [first, second] = ranked
  const score = first?.score ?? 0
  const rival = ranked.find((other) => first && !sharesFact(first, other))
  const offTopic = offTopicOf(question)
  const anchors = anchorsOf(question)
  const isOcop = question.some(({ words }) => words.some(({ folded }) => folded === 'ocop'))
  const hasStars = question.some(({ numbers }) => numbers.some((number) => number.startsWith('*')))
  const isAnchored = isOcop || hasStars || anchors > 0
  return [
    first?.likeness ?? 0,
    second?.likeness ?? 0,
    score > 0 ? (score - (rival?.score ?? 0)) / score : 0,
    first?.explained ?? 0,
    unknown,
    offTopic.count / 2,
    Math.log(1 + total) / 3,
    Number(isOcop),
    score / 3,
    Math.min(2, anchors) / 2,
    Number(hasStars),
    1 - (first?.covered ?? 0),
    isAnchored ? 0 : offTopic.count / 2,
    Math.max(0, ...ranked.slice(0, 5).map(({ covered }) => covered)),
    Math.min(3, rivalsOf(ranked)) / 3,
    offTopic.share,
  ]
}

/** Articles nearly as good as the first. */
function rivalsOf(ranked: readonly Ranked[]): number {
  const least = (ranked[0]?.score ?? 0) * 0.88
  return ranked.slice(1).filter(({ score }) => score >= least).length
}

function sharesFact({ article: { covers } }: Ranked, { article }: Ranked): boolean {
  return article.covers.some((fact) => covers.includes(fact))
}

/** Words of other matters where the question is, not in the story around it: how many, and their share of what says something. */
function offTopicOf(question: readonly Analysis[]): { count: number; share: number } {
  const focus = focusOf(question, WEIGHTS.story)
  const asked = question.filter((_, at) => (focus[at] ?? 1) > 0.5)
  const count = asked.reduce((sum, { offTopic }) => sum + offTopic, 0)
  const telling = asked.flatMap(({ words }) => words).filter(({ kind }) => kind === 'plain' || kind === 'product').length
  return { count: Math.min(4, count), share: Math.min(1, count / Math.max(1, telling)) }
}

/** Concepts that only this programme has. */
function anchorsOf(question: readonly Analysis[]): number {
  const { anchors } = tables()
  return new Set(question.flatMap(({ concepts }) => concepts.map(({ name }) => name)).filter((name) => anchors.has(name))).size
}

/** @param weights one for each feature, then the constant */
export function logistic(features: readonly number[], weights: readonly number[]): number {
  const sum = features.reduce((total, value, at) => total + value * (weights[at] ?? 0), weights[features.length] ?? 0)
  return 1 / (1 + Math.exp(-sum))
}
