/**
 * Answers to questions, from articles only: what no article says is refused, never invented.
 *
 * A text is normalised (`normalise.ts`), ranked (`rank.ts`) and weighed (`confidence.ts`); by that it is answered, narrowed
 * down to three choices, or refused. Pure over a list of articles: the same text and day give the same answer.
 */
import type { Language, Link } from '../message.ts'
import { translator } from '../texts.ts'
import { type AddedWord, createRewriter } from './added-words.ts'
import { type Analysis, isAsking } from './analyse.ts'
import type { Article } from './article.ts'
import { type Confidence, confidenceOf } from './confidence.ts'
import { type Followed, followUp, leaningOf } from './follow-up.ts'
import { normalise } from './normalise.ts'
import type { Ranked } from './rank.ts'
import { createIndex, type Index } from './retrieve.ts'
import { type Intent, type Route, route, type Start } from './route.ts'
import { splitQuestions } from './several.ts'
import { inWords } from './wording.ts'
import { type Zone, zoneOf } from './zones.ts'

export type { Intent } from './route.ts'

export interface Answer {
  readonly intent: Intent
  readonly zone: Zone
  /** 0 to 1 */
  readonly confidence: number
  /** best first, at most ten */
  readonly articles: readonly { readonly id: string; readonly covers: readonly string[]; readonly score: number }[]
  readonly text: string
  /** of the article that is given, in its own words: what the text was taken for */
  readonly question?: string
  /** at most three; beside an answer, what may have been meant instead */
  readonly choices: readonly { readonly label: string; readonly articleId: string }[]
  readonly links: readonly Link[]
  readonly start?: Start
}

export interface Asked {
  readonly language: Language
  /** ISO day */
  readonly today: string
  /** ids of the articles of the last one or two answers, newest first: what "còn 4 sao?" leans on */
  readonly previous?: readonly string[]
}

export interface Knowledge {
  /** Any text; what is longer than a thousand letters is read at both ends. */
  ask(text: string, asked: Asked): Answer
  /** The article as an answer; null: there is none of this id. */
  article(id: string, asked: Asked): Answer | null
}

const MOST = 10
const MOST_CHOICES = 3
const MOST_PREVIOUS = 2

/** @param added words of the place beside the shipped tables */
export function createKnowledge(articles: readonly Article[], added: readonly AddedWord[] = []): Knowledge {
  const rewrite = createRewriter(added)
  const index = createIndex(articles)
  const byId = new Map(articles.map((article) => [article.id, article]))
  return {
    ask(text, asked) {
      const before = (asked.previous ?? []).flatMap((id) => byId.get(id) ?? []).slice(0, MOST_PREVIOUS)
      return answer(look(index, rewrite(text), before), asked)
    },
    article(id, asked) {
      const article = byId.get(id)
      return article ? given([article], [{ article, score: 1 }], 1, asked) : null
    },
  }
}

/** Whether a text ends in "?" or holds a question word. */
export function looksLikeQuestion(text: string): boolean {
  if (/\?\s*$/u.test(text)) return true
  return normalise(text, { correct: (words) => words }).some(({ words }) => isAsking(words))
}

interface Found {
  readonly route: Route
  readonly confidence: Confidence
  readonly zone: Zone
  readonly ranked: readonly Ranked[]
  /** those that the text gives */
  readonly given: readonly Article[]
}

function look(index: Index, text: string, previous: readonly Article[] = []): Found {
  const analysis = index.read(text)
  const alone = lookAlone(index, text, analysis)
  return (previous.length > 0 ? lean(index, text, alone, previous) : null) ?? alone
}

/** Kinds of message that may be the short half of a question. */
const MAY_LEAN: ReadonlySet<Intent> = new Set<Intent>(['question', 'other'])

/** What the text means after the last answers, where it is not sure by itself; null: no more than alone. */
function lean(index: Index, text: string, alone: Found, previous: readonly Article[]): Found | null {
  if (!MAY_LEAN.has(alone.route.intent)) return null
  const leaning = leaningOf(index, text)
  const isSure = alone.zone === 'answer' && !leaning?.isBare
  if (!leaning || (isSure && !leaning.isExplicit)) return null
  const found = previous.flatMap((article) => followUp(index, leaning, article) ?? [])
  const sure = found.find(
    (one) => zoneOf(one.confidence) === 'answer' && one.share >= SHARE[leaning.isExplicit ? 'explicit' : 'short'],
  )
  if (sure && !(isSure && sure.confidence.right < alone.confidence.right)) return after(sure, 'answer', sure.ranked)
  const near = found.find((one) => zoneOf(one.confidence) !== 'refusal')
  if (!near || alone.zone === 'answer' || !leaning.isExplicit) return null
  return after(near, 'choices', near.ranked)
}

/** Of the new words, so many stand in a way of asking what is answered: more where nothing points back. */
const SHARE = { explicit: 0.6, short: 1 }

function after({ confidence }: Followed, zone: Zone, ranked: readonly Ranked[]): Found {
  return { route: { intent: 'question' }, confidence, zone, ranked, given: ranked.slice(0, 1).map(({ article }) => article) }
}

function lookAlone(index: Index, text: string, analysis: readonly Analysis[]): Found {
  const ranking = index.rank(analysis)
  const confidence = confidenceOf(analysis, ranking)
  const routed = route(text, analysis, confidence)
  const whole: Found = {
    route: routed,
    confidence,
    zone: routed.intent === 'question' ? zoneOf(confidence) : 'refusal',
    ranked: ranking.ranked,
    given: ranking.ranked.slice(0, 1).map(({ article }) => article),
  }
  return (routed.intent === 'question' ? both(index, text, whole) : null) ?? whole
}

/** Two questions in one message, where both are sure and not the same; else null. */
function both(index: Index, text: string, whole: Found): Found | null {
  const parts = splitQuestions(text, index.read).map((analysis) => {
    const ranking = index.rank(analysis)
    return { confidence: confidenceOf(analysis, ranking), first: ranking.ranked[0] }
  })
  const sure = parts.filter(({ confidence }) => zoneOf(confidence) === 'answer')
  const firsts = sure.map(({ first }) => first).filter((first) => first !== undefined)
  const different = firsts.filter((one, at) => firsts.findIndex(({ article }) => article === one.article) === at).slice(0, 2)
  if (different.length < 2) return null
  const rest = whole.ranked.filter(({ article }) => different.every((one) => one.article !== article))
  return {
    ...whole,
    zone: 'answer',
    confidence: sure.map(({ confidence }) => confidence).reduce((a, b) => (a.right < b.right ? a : b)),
    ranked: [...different, ...rest].slice(0, MOST),
    given: different.map(({ article }) => article),
  }
}

function answer(found: Found, asked: Asked): Answer {
  const { zone, ranked, confidence, route: routed } = found
  const sure = round(confidence.ours)
  if (routed.intent !== 'question') return aside(routed, ranked, sure, asked)
  if (zone === 'answer') {
    const others = confidence.right < SURE ? ranked.slice(found.given.length, MOST_CHOICES) : []
    return { ...given(found.given, ranked, sure, asked), choices: choicesOf(others) }
  }
  const t = translator(asked.language)
  if (zone === 'refusal') return { ...shape(ranked, sure), text: t('knowledge:refusal') }
  return { ...shape(ranked, sure), zone, text: t('knowledge:choices'), choices: choicesOf(ranked.slice(0, MOST_CHOICES)) }
}

/** An answer that is less likely right than this has the next articles as choices beside it: what may have been meant. */
const SURE = 0.92

function choicesOf(ranked: readonly Ranked[]): Answer['choices'] {
  return ranked.map(({ article }) => ({ label: article.question, articleId: article.id }))
}

function given(articles: readonly Article[], ranked: Parameters<typeof shape>[0], confidence: number, asked: Asked): Answer {
  const links = articles.flatMap(({ source: { document, url } }) => (url === null ? [] : [{ label: document, url }]))
  const unique = links.filter((link, at) => links.findIndex(({ url }) => url === link.url) === at)
  const question = articles[0]?.question
  return {
    ...shape(ranked, confidence),
    zone: 'answer',
    text: inWords(articles, asked),
    ...(question !== undefined && { question }),
    links: unique,
  }
}

/** No question: what to say to courtesy, else nothing; the conversations do the rest. */
function aside({ intent, start, chitchat }: Route, ranked: readonly Ranked[], confidence: number, asked: Asked): Answer {
  const text = chitchat ? translator(asked.language)(`knowledge:chitchat.${chitchat}`) : ''
  return { ...shape(ranked, intent === 'start' ? confidence : 0), intent, text, ...(start && { start }) }
}

function shape(ranked: readonly Pick<Ranked, 'article' | 'score'>[], confidence: number): Answer {
  const articles = ranked.map(({ article: { id, covers }, score }) => ({ id, covers, score: round(score) }))
  return { intent: 'question', zone: 'refusal', confidence, articles, text: '', choices: [], links: [] }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
