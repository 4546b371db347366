/**
 * Finds the numbers of `src/knowledge`: the weights of the ranking, and the two regressions of the confidence.
 *
 *   node scripts/fit-answers.ts            regressions only, seconds
 *   node scripts/fit-answers.ts --weights  the ranking too, a minute or two
 *
 * Fitted on: each alias as a question against all others of its article and all other articles (3,000 of them), the
 * 'tune' half of dev-questions.jsonl, and fit-questions.jsonl. Never on the other half, nor on own-questions.jsonl.
 * Writes fitted.json and prepared.json (`src/knowledge/prepare.ts`).
 */
import { writeFileSync } from 'node:fs'
import type { Analysis } from '../src/knowledge/analyse.ts'
import { articles, writtenArticles } from '../src/knowledge/articles/index.ts'
import { FEATURES, featuresOf } from '../src/knowledge/confidence.ts'
import { prepareFresh, readAsWritten } from '../src/knowledge/prepare.ts'
import { createRank, type Rank } from '../src/knowledge/rank.ts'
import { createReader } from '../src/knowledge/retrieve.ts'
import { WEIGHTS, type Weights } from '../src/knowledge/weights.ts'
import { fingerprintOf, readQuestions, writePrepared } from './knowledge-files.ts'

interface Example {
  readonly question: readonly Analysis[]
  /** the way of asking that is left out, or -1 */
  readonly skipped: number
  readonly isRight: (article: (typeof articles)[number]) => boolean
  readonly isOurs: boolean
  readonly weight: number
}

/** What an alias counts where a question of a person counts 1. */
const ALIAS_WEIGHT = { ranking: 0.15, confidence: 0.06 }
/** These are shares. */
const AT_MOST_ONE = new Set(['common', 'product', 'name', 'story', 'inner', 'otherMarks', 'clash'])
const STEPS = [1.5, 1.25, 1.12, 1.06]
const FILE = 'src/knowledge/fitted.json'

const read = createReader(prepareFresh(articles, WEIGHTS))
const examples = [...aliases(), ...questions()]
const weights = process.argv.includes('--weights') ? fitWeights() : WEIGHTS
const rank = rankWith(weights)
const rows = examples.map((example) => {
  const ranking = rank(example.question, example.skipped)
  const first = ranking.ranked[0]?.article
  const isRight = first !== undefined && example.isRight(first)
  return { features: featuresOf(example.question, ranking), ...example, isRight, hasRanked: first !== undefined }
})
const ranked = rows.filter(({ hasRanked }) => hasRanked)
const shareOf = (example: Pick<Example, 'skipped'>) => (example.skipped >= 0 ? ALIAS_WEIGHT.confidence : 1)
const ours = regress(balanced(ranked.map((row) => ({ x: row.features, y: Number(row.isOurs), weight: shareOf(row) }))))
const right = regress(
  ranked.filter(({ isOurs }) => isOurs).map((row) => ({ x: row.features, y: Number(row.isRight), weight: shareOf(row) })),
)
const fitted = { weights, ours, right, fittedOn: fingerprintOf(articles) }
writeFileSync(
  FILE,
  `${JSON.stringify(fitted, (_, value) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value), 2)}\n`,
)
writePrepared(weights)
console.table(
  Object.fromEntries(FEATURES.map((name, at) => [name, { ours: ours[at]?.toFixed(2), right: right[at]?.toFixed(2) }])),
)
console.log(`Written: ${FILE}, src/knowledge/prepared.json.`)

function aliases(): readonly Example[] {
  const ways = writtenArticles.flatMap((article) => [article.question, ...article.aliases].map((text) => ({ article, text })))
  return ways.map(({ article, text }, skipped) => ({
    question: readAsWritten(text),
    skipped,
    isRight: (other) => other.id === article.id,
    isOurs: true,
    weight: ALIAS_WEIGHT.ranking,
  }))
}

function questions(): readonly Example[] {
  return readQuestions(['tune', 'fit', 'exam-tune']).map(({ q, expect }) => ({
    question: read(q),
    skipped: -1,
    isRight: ({ covers }) => covers.some((fact) => expect.includes(fact)),
    isOurs: expect.length > 0,
    weight: 1,
  }))
}

function rankWith(weights: Weights): Rank {
  return createRank(articles, prepareFresh(articles, weights), weights)
}

/** One weight after the other, up and down, as long as the right articles move up. */
function fitWeights(): Weights {
  let best = WEIGHTS
  let score = goodness(best)
  for (const step of STEPS) {
    for (const name of Object.keys(best) as (keyof Weights)[]) {
      for (const factor of [step, 1 / step]) {
        const tried = { ...best, [name]: best[name] * factor }
        const found = AT_MOST_ONE.has(name) && tried[name] > 1 ? 0 : goodness(tried)
        if (found > score + 1e-5) [best, score] = [tried, found]
      }
    }
    console.log(`step ${step}: ${score.toFixed(4)}`)
  }
  return best
}

/** Mean of 1 / place of the right article, 0 to 1. */
function goodness(weights: Weights): number {
  const rank = rankWith(weights)
  let sum = 0
  let total = 0
  for (const { question, skipped, isRight, isOurs, weight } of examples) {
    if (!isOurs) continue
    const place = rank(question, skipped).ranked.findIndex(({ article }) => isRight(article))
    sum += place < 0 ? 0 : weight / (place + 1)
    total += weight
  }
  return sum / total
}

interface Row {
  readonly x: readonly number[]
  readonly y: number
  readonly weight: number
}

/** Both answers count the same in sum. */
function balanced(rows: readonly Row[]): readonly Row[] {
  const sumOf = (y: number) => rows.filter((row) => row.y === y).reduce((sum, { weight }) => sum + weight, 0)
  const sums = [sumOf(0), sumOf(1)]
  return rows.map((row) => ({ ...row, weight: row.weight / (sums[row.y] ?? 1) }))
}

/** Logistic regression by gradient descent with momentum; the same input gives the same numbers. */
function regress(rows: readonly Row[]): readonly number[] {
  const size = FEATURES.length + 1
  const total = rows.reduce((sum, { weight }) => sum + weight, 0)
  const weights = new Array<number>(size).fill(0)
  const momentum = new Array<number>(size).fill(0)
  for (let round = 0; round < 4000; round++) {
    const gradient = weights.map((value, at) => (at < FEATURES.length ? 0.002 * value : 0))
    for (const { x, y, weight } of rows) {
      const features = [...x, 1]
      const z = features.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0)
      const error = ((1 / (1 + Math.exp(-z)) - y) * weight) / total
      for (const [at, value] of features.entries()) gradient[at] = (gradient[at] ?? 0) + error * value
    }
    for (const [at, value] of gradient.entries()) {
      momentum[at] = 0.9 * (momentum[at] ?? 0) + value
      weights[at] = (weights[at] ?? 0) - 0.2 * (momentum[at] ?? 0)
    }
  }
  return weights
}
