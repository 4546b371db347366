/** Articles ranked for a question. */
import type { Article } from './article.ts'
import { normalise } from './normalise.ts'

export interface Ranked {
  readonly article: Article
  readonly score: number
}

export interface Index {
  readonly articles: readonly Article[]
  readonly rows: readonly { readonly article: Article; readonly words: ReadonlySet<string> }[]
  readonly weights: ReadonlyMap<string, number>
}

export function createIndex(articles: readonly Article[]): Index {
  const rows = articles.flatMap((article) =>
    [article.question, ...article.aliases].map((text) => ({ article, words: new Set(parts(normalise(text))) })),
  )
  const counts = new Map<string, Set<string>>()
  for (const { article, words } of rows) {
    for (const word of words) counts.set(word, (counts.get(word) ?? new Set()).add(article.id))
  }
  const weights = new Map([...counts].map(([word, ids]) => [word, Math.log(1 + articles.length / ids.size)]))
  return { articles, rows, weights }
}

export function rank(index: Index, words: readonly string[]): readonly Ranked[] {
  const query = new Set(parts(words))
  const unknown = Math.log(1 + index.articles.length)
  const weigh = (word: string) => index.weights.get(word) ?? unknown
  const total = [...query].reduce((sum, word) => sum + weigh(word), 0)
  const best = new Map<string, Ranked>()
  for (const { article, words: row } of index.rows) {
    const common = [...query].filter((word) => row.has(word)).reduce((sum, word) => sum + weigh(word), 0)
    const own = [...row].reduce((sum, word) => sum + weigh(word), 0)
    const score = common / Math.max(1, 0.6 * total + 0.4 * own)
    if (score > (best.get(article.id)?.score ?? 0)) best.set(article.id, { article, score })
  }
  return [...best.values()].toSorted((a, b) => b.score - a.score).slice(0, 10)
}

function parts(words: readonly string[]): readonly string[] {
  return [...words, ...words.slice(1).map((word, i) => `${words[i]} ${word}`)]
}
