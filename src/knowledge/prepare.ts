/**
 * Articles as the ranking needs them: each way of asking as numbers of terms.
 *
 * Reading 3,000 ways of asking takes a fifth of a second, too long for a cold start: `prepared.json` holds the result for
 * the shipped articles (`scripts/fit-answers.ts` writes it, a test compares). An article that is not in it as it stands, such
 * as an official's own, is read at once.
 */
import { type Analysis, analyse } from './analyse.ts'
import type { Article } from './article.ts'
import { normalise } from './normalise.ts'
import stored from './prepared.json' with { type: 'json' }
import type { Speller } from './spelling.ts'
import { tables } from './tables.ts'
import { type Term, toTerms } from './terms.ts'
import { WEIGHTS, type Weights } from './weights.ts'

/** Lists of terms are strings, a letter for each term: its place in `terms` from `FIRST` on. A tenth of the time to load. */
export interface Prepared {
  /** every term with its weight that stands in an article */
  readonly terms: readonly Term[]
  readonly articles: readonly PreparedArticle[]
  /** neighbours in the words of the articles: "truy xuat"; asked for at the first question only */
  pairs(): Pairs
}

export interface PreparedArticle {
  /** terms of the question and of each alias, with `BETWEEN` between them */
  readonly ways: string
  /** as in `Analysis`, of each way */
  readonly numbers: readonly (readonly string[])[]
  readonly text: string
}

export interface Pairs {
  readonly all: readonly string[]
  /** those that stand there three times or more */
  readonly often: readonly string[]
}

/** What is in `prepared.json`; lists are joined by "|". */
export interface Stored {
  readonly keys: string
  /** empty where it is the key */
  readonly marks: string
  readonly weights: string
  readonly pairs: { readonly all: string; readonly often: string }
  /** id: fingerprint, ways, numbers, text */
  readonly articles: Readonly<Record<string, readonly (string | number)[]>>
}

export const FIRST = 0x4e00
export const BETWEEN = '/'
const OFTEN = 3
const AS_TYPED: Speller = { correct: (words) => words }

export function prepareAll(articles: readonly Article[], weights: Weights = WEIGHTS): Prepared {
  const terms = loadTerms(stored)
  const reader = createReader(terms, weights)
  const prepared = articles.map((article) => load(stored, article) ?? reader.read(article))
  const pairs = () => {
    const fresh = reader.pairs()
    return { all: [...split(stored.pairs.all), ...fresh.all], often: [...split(stored.pairs.often), ...fresh.often] }
  }
  return { terms, articles: prepared, pairs }
}

/** The same from the words of the articles alone. */
export function prepareFresh(articles: readonly Article[], weights: Weights): Prepared {
  const terms: Term[] = []
  const reader = createReader(terms, weights)
  return { terms, articles: articles.map((article) => reader.read(article)), pairs: () => reader.pairs() }
}

export function toStored(articles: readonly Article[], weights: Weights): Stored {
  const { terms, articles: prepared, pairs } = prepareFresh(articles, weights)
  const { all, often } = pairs()
  const entries = articles.map((article, at) => {
    const { ways = '', numbers = [], text = '' } = prepared[at] ?? {}
    return [article.id, [fingerprint(article), ways, numbers.map((list) => list.join(' ')).join(BETWEEN), text]] as const
  })
  return {
    keys: terms.map(({ key }) => key).join('|'),
    marks: terms.map(({ key, marked }) => (marked === key ? '' : marked)).join('|'),
    weights: terms.map(({ weight }) => rounded(weight)).join('|'),
    pairs: { all: all.join('|'), often: often.join('|') },
    articles: Object.fromEntries(entries),
  }
}

/** As it stands: what an article says is not put right. */
export function readAsWritten(text: string): readonly Analysis[] {
  return normalise(text, AS_TYPED).map(analyse)
}

/** Reads articles one by one; their terms are put in the list, each once. */
function createReader(terms: Term[], weights: Weights) {
  let places: Map<string, number> | undefined
  const read: Analysis[] = []
  const letters = (list: readonly Term[]) => {
    places ??= new Map(terms.map((term, at) => [nameOf(term), at]))
    let text = ''
    for (const term of list) {
      const place = places.get(nameOf(term)) ?? terms.push(term) - 1
      places.set(nameOf(term), place)
      text += String.fromCharCode(FIRST + place)
    }
    return text
  }
  return {
    read(article: Article): PreparedArticle {
      const ways = [article.question, ...article.aliases].map(readAsWritten)
      const text = readAsWritten(article.text.join('\n'))
      read.push(...ways.flat(), ...text)
      return {
        ways: ways.map((way) => letters(toTerms(way, weights))).join(BETWEEN),
        numbers: ways.map((way) => way.flatMap(({ numbers }) => numbers)),
        text: letters(toTerms(text, weights)),
      }
    },
    pairs: () => pairsIn(read),
  }
}

function loadTerms({ keys, marks, weights }: Stored): Term[] {
  const marked = marks.split('|')
  const weight = weights.split('|')
  return split(keys).map((key, at) => ({ key, marked: marked[at] || key, weight: Number(weight[at]) }))
}

function load({ articles }: Stored, article: Article): PreparedArticle | null {
  const found = Object.hasOwn(articles, article.id) ? articles[article.id] : undefined
  if (found?.[0] !== fingerprint(article)) return null
  const [, ways = '', numbers = '', text = ''] = found.map(String)
  return { ways, numbers: numbers.split(BETWEEN).map((list) => (list === '' ? NONE : list.split(' '))), text }
}

const NONE: readonly string[] = []

function split(list: string): readonly string[] {
  return list === '' ? NONE : list.split('|')
}

function nameOf({ key, marked, weight }: Term): string {
  return `${key}|${marked}|${rounded(weight)}`
}

function rounded(weight: number): number {
  return Number(weight.toFixed(3))
}

function pairsIn(read: readonly Analysis[]): Pairs {
  const { commonFolded } = tables()
  const counts = new Map<string, number>()
  for (const { words } of read) {
    const telling = words.map(({ folded }) => (commonFolded.has(folded) ? null : folded))
    for (const [at, word] of telling.entries()) {
      const before = telling[at - 1]
      if (before && word) counts.set(`${before} ${word}`, (counts.get(`${before} ${word}`) ?? 0) + 1)
    }
  }
  return { all: [...counts.keys()], often: [...counts].filter(([, count]) => count >= OFTEN).map(([pair]) => pair) }
}

/** FNV-1a of the words of an article. */
export function fingerprint({ question, aliases, text }: Article): number {
  let hash = 0x811c9dc5
  for (const part of [question, ...aliases, ...text]) {
    for (let at = 0; at < part.length; at++) hash = Math.imul(hash ^ part.charCodeAt(at), 0x01000193)
    hash = Math.imul(hash ^ 0x1f, 0x01000193)
  }
  return hash >>> 0
}
