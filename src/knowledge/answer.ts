/** Answers to questions, from articles only: what no article says is refused, never invented. */
import { foldWords } from '../lib/text.ts'
import type { Language, Link } from '../message.ts'
import { translator } from '../texts.ts'
import type { Article } from './article.ts'
import { normalise } from './normalise.ts'
import { createIndex, type Ranked, rank } from './retrieve.ts'
import { inWords } from './wording.ts'

export type Intent = 'question' | 'start' | 'status' | 'handover' | 'stop' | 'chitchat' | 'other'

export interface Answer {
  readonly intent: Intent
  readonly zone: 'answer' | 'choices' | 'refusal'
  /** 0 to 1 */
  readonly confidence: number
  /** best first, at most ten */
  readonly articles: readonly { readonly id: string; readonly covers: readonly string[]; readonly score: number }[]
  readonly text: string
  /** at most three */
  readonly choices: readonly { readonly label: string; readonly articleId: string }[]
  readonly links: readonly Link[]
  readonly start?: 'registration' | 'feedback' | 'self-assessment'
}

export interface Asked {
  readonly language: Language
  /** ISO day */
  readonly today: string
  /** ids of the articles of the answer before, best first */
  readonly previous?: readonly string[]
}

export interface Knowledge {
  ask(text: string, asked: Asked): Answer
  /** The article as an answer; null: there is none of this id. */
  article(id: string, asked: Asked): Answer | null
}

export function createKnowledge(articles: readonly Article[]): Knowledge {
  const index = createIndex(articles)
  const byId = new Map(articles.map((article) => [article.id, article]))
  return {
    ask(text, asked) {
      const ranked = rank(index, normalise(text))
      const confidence = Math.min(1, ranked[0]?.score ?? 0)
      if (confidence >= 0.5) return answer(ranked, confidence, asked)
      if (confidence >= 0.3) return choose(ranked, confidence, asked)
      return refuse(ranked, confidence, asked)
    },
    article(id, asked) {
      const article = byId.get(id)
      return article ? answer([{ article, score: 1 }], 1, asked) : null
    },
  }
}

const QUESTION_WORDS = ['gi', 'sao', 'nao', 'dau', 'may', 'bao nhieu', 'bao lau', 'khi nao', 'the nao', 'ai', 'khong', 'chua']

export function looksLikeQuestion(text: string): boolean {
  const words = ` ${foldWords(text)} `
  return /\?\s*$/u.test(text) || QUESTION_WORDS.some((word) => words.includes(` ${word} `))
}

function answer(ranked: readonly Ranked[], confidence: number, asked: Asked): Answer {
  const best = ranked[0]?.article
  const links = best?.source.url ? [{ label: best.source.document, url: best.source.url }] : []
  return { ...shape(ranked, confidence), zone: 'answer', text: inWords(best ? [best] : [], asked), links }
}

function choose(ranked: readonly Ranked[], confidence: number, asked: Asked): Answer {
  const choices = ranked.slice(0, 3).map(({ article }) => ({ label: article.question, articleId: article.id }))
  return { ...shape(ranked, confidence), zone: 'choices', text: translator(asked.language)('knowledge:choices'), choices }
}

function refuse(ranked: readonly Ranked[], confidence: number, asked: Asked): Answer {
  return { ...shape(ranked, confidence), text: translator(asked.language)('knowledge:refusal') }
}

function shape(ranked: readonly Ranked[], confidence: number): Answer {
  const articles = ranked.map(({ article: { id, covers }, score }) => ({ id, covers, score }))
  return { intent: 'question', zone: 'refusal', confidence, articles, text: '', choices: [], links: [] }
}
