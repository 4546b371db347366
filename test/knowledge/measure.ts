/** How well questions are answered: the figures that tests hold and the benchmark shows. */
import type { Question } from '../../scripts/knowledge-files.ts'
import type { Answer, Knowledge } from '../../src/knowledge/answer.ts'

export interface Asked {
  readonly question: Question
  readonly answer: Answer
}

/** Shares are 0 to 1; NaN where there is nothing to count. */
export interface Figures {
  readonly questions: number
  /** a right article first, and among the first three */
  readonly first: number
  readonly three: number
  /** right answer given, or among the choices */
  readonly helped: number
  readonly answered: number
  /** answered, and the first article is not right */
  readonly wrong: number
}

export interface OffTopic {
  readonly questions: number
  readonly answered: number
  readonly refused: number
  /** of an in-domain and an off-topic question, how often the first has the greater confidence */
  readonly auroc: number
}

export const TODAY = '2026-11-24'

export function askAll(knowledge: Knowledge, questions: readonly Question[]): readonly Asked[] {
  return questions.map((question) => ({ question, answer: knowledge.ask(question.q, { language: 'vi', today: TODAY }) }))
}

export function figuresOf(all: readonly Asked[]): Figures {
  const asked = all.filter(({ question }) => question.expect.length > 0)
  const share = (isSo: (one: Asked) => boolean) => asked.filter(isSo).length / asked.length
  const isAnswered = ({ answer }: Asked) => answer.zone === 'answer'
  return {
    questions: asked.length,
    first: share((one) => placeOf(one) === 0),
    three: share((one) => placeOf(one) < 3),
    helped: share(isHelped),
    answered: share(isAnswered),
    wrong: share((one) => isAnswered(one) && placeOf(one) !== 0),
  }
}

export function offTopicOf(all: readonly Asked[]): OffTopic {
  const off = all.filter(({ question }) => question.expect.length === 0)
  const share = (zone: Answer['zone']) => off.filter(({ answer }) => answer.zone === zone).length / off.length
  return {
    questions: off.length,
    answered: share('answer'),
    refused: share('refusal'),
    auroc: auroc(
      all.filter(({ question }) => question.expect.length > 0).map(({ answer }) => answer.confidence),
      off.map(({ answer }) => answer.confidence),
    ),
  }
}

/** Place of the first right article, 0 the best; Infinity: none. */
export function placeOf({ question, answer }: Asked): number {
  const place = answer.articles.findIndex(({ covers }) => isRight(question, covers))
  return place < 0 ? Number.POSITIVE_INFINITY : place
}

function isHelped(one: Asked): boolean {
  const { question, answer } = one
  if (answer.zone === 'answer') {
    const choices = new Set(answer.choices.map(({ articleId }) => articleId))
    return placeOf(one) === 0 || answer.articles.some(({ id, covers }) => choices.has(id) && isRight(question, covers))
  }
  return answer.zone === 'choices' && placeOf(one) < 3
}

function isRight({ expect }: Question, covers: readonly string[]): boolean {
  return covers.some((fact) => expect.includes(fact))
}

function auroc(ours: readonly number[], others: readonly number[]): number {
  let wins = 0
  for (const one of ours) for (const other of others) wins += one > other ? 1 : one === other ? 0.5 : 0
  return wins / (ours.length * others.length)
}
